# tries: searches the memory of the processes that started it for tokens
# walls: process tree
# canary: environment
# %%
import os
import re


def search(pid):
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            first, last = (int(part, 16) for part in line.split()[0].split("-"))
            if line.split()[1].startswith("rw") and last - first < 1 << 28:
                try:
                    memory.seek(first)
                    print(set(re.findall(rb"canary-environment-[0-9a-f]{16}", memory.read(last - first))) or "", end="")
                except (OSError, ValueError):
                    pass


pid = os.getppid()
while pid > 1:
    try:
        search(pid)
        pid = int(open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[1])
    except OSError as error:
        print(error)
        break
