# tries: puts a .pth file into the environment, which every later Python runs when it starts
# walls: private root
# canary: honest
# proof: stock nbgrader/root
# %%
import site
import sysconfig

for folder in (*site.getsitepackages(), sysconfig.get_path("purelib"), site.getusersitepackages()):
    try:
        open(f"{folder}/@ME@.pth", "w").write("import builtins; builtins.visited_by_attack = 1\n")
    except OSError as error:
        print(error)
