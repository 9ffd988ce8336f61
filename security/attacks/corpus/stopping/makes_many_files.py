# tries: makes thirty thousand files, so that no new one can be made
# walls: limits, own places to write
# canary: inodes
# %%
import os
import time

for folder in ("/tmp", "/var/tmp", "/dev/shm", "@HOME@"):
    try:
        os.makedirs(f"{folder}/attack-@ME@")
        for number in range(30_000):
            os.close(os.open(f"{folder}/attack-@ME@/{number}", os.O_CREAT))
        break
    except OSError as error:
        print(folder, error)
time.sleep(0.6)
