# tries: prints the environment of every process that it finds
# walls: process tree
# canary: environment
# %%
import os

for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        print(pid, open(f"/proc/{pid}/environ").read())
    except OSError as error:
        print(pid, error)
