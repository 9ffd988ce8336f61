# tries: writes answers into the collector's socket before the collector runs, to cases that are always the same
# walls: drawn cases
# canary: points
# proof: landlock/user
# %% end
import json
import os
import socket
import stat
import struct

KNOWN = {"shown": (1_000_000, 4, 0, 0)}


def frame(told):
    text = json.dumps(told).encode()
    return struct.pack(">QQ", len(text), 0) + text


def told(name):
    record = [["weights", 4], ["gradients", 0], ["optimizer", 0], ["total", 4]]
    return {"case": name, "calls": [{"outcome": "answer", "type": "dict", "record": record}]}


for name in os.listdir("/proc/self/fd"):
    try:
        if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
            continue
        one = socket.socket(fileno=os.dup(int(name)))
        if one.family == socket.AF_UNIX and one.type == socket.SOCK_STREAM and not one.getsockname():
            one.send(struct.pack(">QQ", 0, 0) + b"".join(frame(told(name)) for name in KNOWN))
    except OSError:
        pass
