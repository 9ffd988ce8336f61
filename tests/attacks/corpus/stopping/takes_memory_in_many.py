# tries: fills three gigabytes of memory in twelve processes, each below every limit of its own
# walls: watch
# canary: memory
# %%
import os
import time

for _ in range(12):
    if os.fork() == 0:
        try:
            held = [b"x" * (64 << 20) for _ in range(4)]
            time.sleep(2.5)
        finally:
            os._exit(0)
time.sleep(3)
