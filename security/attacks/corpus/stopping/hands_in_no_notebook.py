# tries: hands in a file that no parser survives: JSON a hundred thousand lists deep
# walls: intake
# canary: exit
# %% hand in
(folder / "tasks.ipynb").write_text('{"cells": ' + "[" * 100_000 + "]" * 100_000 + "}")
