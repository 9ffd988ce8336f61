# tries: changes priority and limits of the process that starts kernels, which all later ones inherit
# walls: process tree, refused system calls
# canary: honest
# %%
import os
import resource

for change in (
    lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 7),
    lambda: resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (1000, 1000)),
):
    try:
        print(change())
    except OSError as error:
        print(error)
