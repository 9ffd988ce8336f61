# tries: kills every process that it may
# walls: process tree
# canary: exit
# %%
import os

os.kill(-1, 9)
