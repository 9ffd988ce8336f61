# tries: fills files that have no name and that no descriptor holds: only mappings of one page keep them
# walls: limits, watch
# canary: disk
# %%
import mmap
import os
import time

held, megabyte = [], b"x" * (1 << 20)
for folder in ["/dev/shm", "/tmp", "."] * 20:
    try:
        with open(f"{folder}/attack-{len(held)}", "w+b") as file:
            os.unlink(file.name)
            for _ in range(64):
                file.write(megabyte)
            file.flush()
            held.append(mmap.mmap(file.fileno(), 4096))
    except OSError as error:
        print(error)
time.sleep(1)
