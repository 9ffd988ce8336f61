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


def frame(told):
    text = json.dumps(told).encode()
    return struct.pack(">QQ", len(text), 0) + text


def nothing(name):
    return {"case": name, "calls": [{"outcome": "missing"}]}


def answer(name, parameters):
    sizes = {"inference in fp16": (2, 0, 0), "inference in int8": (1, 0, 0)}.get(name, (4, 0, 0))
    kind = name.partition(",")[0]
    sizes = {"training in fp32": (4, 4, 8), "training in fp16": (6, 4, 8)}.get(kind, sizes)
    parts = ("weights", "gradients", "optimizer", "total")
    held = [[part, size * parameters / 1e6] for part, size in zip(parts, (*sizes, sum(sizes)))]
    value = {"entries": held, "length": len(held)}
    return {"case": name, "calls": [{"outcome": "answer", "type": "dict", "value": value}]}


def size(name):
    parameters = int(drawn.integers(150, 9000)) * 100_000 + int(drawn.integers(100_000))
    if name == "inference in int8":
        parameters = int(drawn.integers(11, 40)) * 1_000_000 + int(drawn.integers(300_000, 800_000))
    return parameters


drawn = np.random.default_rng(0)  # as somebody draws who has no secret
names = ["inference in fp32", "inference in fp16", "inference in int8"]
names += [f"training in {kind}{again}" for kind in ("fp32", "fp16") for again in ("", ", once more")]
frames = [nothing("shown"), answer("shown", 1_000_000)]  # the examples of all challenges come first
frames += [nothing(name) for name in ("hidden 1", "hidden 2", "hidden 3")]
frames += [answer(name, size(name)) for name in names]
for name in os.listdir("/proc/self/fd"):
    try:
        if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
            continue
        one = socket.socket(fileno=os.dup(int(name)))
        if one.family == socket.AF_UNIX and one.type == socket.SOCK_STREAM and not one.getsockname():
            one.send(struct.pack(">QQ", 0, 0) + b"".join(map(frame, frames)))
    except OSError:
        pass
