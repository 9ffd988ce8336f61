# tries: kills the process that started it
# walls: process tree
# canary: exit
# %%
import os

os.kill(os.getppid(), 9)
