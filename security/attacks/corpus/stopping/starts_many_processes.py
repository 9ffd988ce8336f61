# tries: starts three hundred processes
# walls: limits
# canary: processes
# %%
import os
import time

for _ in range(300):
    try:
        if os.fork() == 0:
            time.sleep(3)
            os._exit(0)
    except OSError as error:
        print(error)
        break
time.sleep(1.5)
