# tries: writes a gigabyte wherever it may
# walls: limits, own places to write
# canary: disk
# %%
import os
import time

megabyte, left = b"x" * (1 << 20), 1000
for folder in ("/tmp", "/var/tmp", "/dev/shm", "@HOME@", "."):
    try:
        for number in range(40):
            with open(f"{folder}/attack-@ME@-{number}", "wb") as file:
                for _ in range(25):
                    file.write(megabyte)
                    left -= 1
            if left <= 0:
                break
    except OSError as error:
        print(folder, error)
    if left <= 0:
        break
time.sleep(1)
