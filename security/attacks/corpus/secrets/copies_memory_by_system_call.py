# tries: reads a neighbour's memory with process_vm_readv
# walls: refused system calls, process tree
# canary: bystander
# %%
import ctypes
import re

libc = ctypes.CDLL(None, use_errno=True)


class Part(ctypes.Structure):
    _fields_ = [("place", ctypes.c_void_p), ("size", ctypes.c_size_t)]


def read(pid, place, size):
    held = ctypes.create_string_buffer(size)
    mine, theirs = Part(ctypes.addressof(held), size), Part(place, size)
    got = libc.process_vm_readv(pid, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0)
    return held.raw[: max(got, 0)], ctypes.get_errno()


try:
    places = [line.split()[0] for line in open("/proc/@BYSTANDER@/maps") if "[stack]" in line]
except OSError as error:
    print(error)
    places = ["7ffffffde000-7ffffffff000"]
for place in places:
    first, last = (int(part, 16) for part in place.split("-"))
    held, error = read(@BYSTANDER@, first, last - first)
    print(re.findall(rb"canary-\w+-[0-9a-f]{16}", held), error)
