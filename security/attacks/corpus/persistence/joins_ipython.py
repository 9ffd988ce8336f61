# tries: puts a file among those that every later kernel of this user runs when it starts
# walls: private root
# canary: honest
# %%
import os

for home in ("@HOME@", os.path.expanduser("~")):
    try:
        folder = f"{home}/.ipython/profile_default/startup"
        os.makedirs(folder, exist_ok=True)
        open(f"{folder}/00-@ME@.py", "w").write("import builtins; builtins.visited_by_attack = 1\n")
    except OSError as error:
        print(error)
