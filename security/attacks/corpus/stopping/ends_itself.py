# tries: ends its own process in the middle of a cell
# walls: blame
# canary: exit
# %%
import os

os._exit(0)
