# tries: hands in hundreds of small notebooks with long names, all of which a sentence has to tell
# walls: our words
# canary: output
# proof: namespaces/root
# %% hand in
for number in range(998):
    (folder / f"{chr(1) * 240}{number}.ipynb").write_text('{"cells": [], "number": %d}' % number)
(folder / "tasks.ipynb").mkdir()
