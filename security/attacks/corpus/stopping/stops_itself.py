# tries: stops its own process, which then neither answers nor ends
# walls: time
# canary: exit
# %%
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
