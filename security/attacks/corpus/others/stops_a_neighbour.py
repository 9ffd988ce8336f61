# tries: stops a process of the same user
# walls: process tree
# canary: disturbed
# %%
import os
import signal

os.kill(@BYSTANDER@, signal.SIGSTOP)
