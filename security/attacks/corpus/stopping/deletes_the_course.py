# tries: deletes whatever it may of the course
# walls: private root
# canary: honest
# %%
import shutil

for folder in ("source", "release", "submitted", "autograded"):
    shutil.rmtree(f"@COURSE@/{folder}", ignore_errors=True)
