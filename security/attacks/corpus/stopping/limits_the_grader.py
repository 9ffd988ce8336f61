# tries: gives the process that started it a limit on CPU time that it has passed already
# walls: process tree, refused system calls
# canary: exit
# %%
import os
import resource
import time

resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))
time.sleep(2)
