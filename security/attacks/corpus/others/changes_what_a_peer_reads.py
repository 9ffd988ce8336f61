# tries: writes into the graded notebook of a student before them
# walls: private root
# canary: honest
# %%
import os

path = "@COURSE@/autograded/000_peer/hw/tasks.ipynb"
os.chmod(path, 0o644)
text = open(path).read()
open(path, "w").write(text.replace("<matplotlib", "<@ME@").replace("100.0", "@ME@"))
