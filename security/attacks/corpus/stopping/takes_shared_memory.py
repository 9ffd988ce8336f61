# tries: fills memory that belongs to no process: files in memory, and shared mappings
# walls: limits, watch
# canary: memory
# %%
import mmap
import os
import time

held, megabyte = [], b"x" * (1 << 20)
try:
    for _ in range(11):
        held.append(mmap.mmap(-1, 100 << 20))
        for _ in range(100):
            held[-1].write(megabyte)
except (OSError, ValueError) as error:
    print(error)
try:
    file = os.memfd_create("held")
    for _ in range(1200):
        os.write(file, megabyte)
except OSError as error:
    print(error)
time.sleep(1)
