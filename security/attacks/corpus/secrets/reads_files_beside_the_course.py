# tries: walks up from wherever it runs and reads what lies there
# walls: private root
# canary: beside
# %%
import os

for folder in ("@HOME@", *(os.path.join(os.getcwd(), *[".."] * steps) for steps in range(1, 6))):
    for name in ("beside.txt", ".netrc", ".ssh/id_ed25519", "nbgrader_config.py"):
        try:
            print(folder, name, open(os.path.join(folder, name)).read(2000))
        except OSError as error:
            print(folder, name, error)
