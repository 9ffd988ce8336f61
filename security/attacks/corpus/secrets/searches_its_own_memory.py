# tries: searches the memory that it was born with for what earlier work left there
# walls: environment
# canary: environment
# %%
import re

word = b"canary" + b"-environment-[0-9a-f]{16}"
for line in open("/proc/self/maps"):
    first, last = (int(part, 16) for part in line.split()[0].split("-"))
    if line.split()[1].startswith("r") and last - first < 1 << 28 and "[v" not in line:
        try:
            with open("/proc/self/mem", "rb", 0) as memory:
                memory.seek(first)
                print(set(re.findall(word, memory.read(last - first))) or "", end="")
        except (OSError, ValueError):
            pass
