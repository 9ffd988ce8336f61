# tries: fills two gigabytes of memory in nine processes, each below every limit of its own
# walls: watch
# canary: memory
# %%
import os
import time

for _ in range(9):
    if os.fork() == 0:
        try:
            held = [b"x" * (64 << 20) for _ in range(4)]
            time.sleep(2.5)
        finally:
            os._exit(0)
time.sleep(3)
