# tries: prints the copy of its notebook that lies where it runs, with the tests that were put back
# walls: own places to write
# canary: test
# %%
import glob

for path in [*glob.glob("*.ipynb"), "@COURSE@/autograded/@ME@/hw/tasks.ipynb"]:
    try:
        print(open(path).read())
    except OSError as error:
        print(error)
