# tries: hands in hundreds of small notebooks with long names, all of which a sentence has to tell
# walls: our words
# canary: output
# proof: namespaces/root
# %% hand in
for number in range(998):
    (folder / f"tasks{chr(39) * 235}{number}.ipynb").write_text('{"cells": [], "number": %d}' % number)
