"""A process of the same user that has nothing to do with grading: it keeps a number, and its own secrets."""

import ctypes
import mmap
import os
import sys
import time

libc = ctypes.CDLL(None, use_errno=True)
PRIVATE_FIXED_ANONYMOUS = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x10
USER_KEYRING = -4
ADD_KEY = {"x86_64": 248, "aarch64": 217}[os.uname().machine]


def main(address: int, number: int, shared_key: int, shared: str, key_name: str, key: str) -> None:
    """Put everything in its place, say so, and do nothing until killed."""
    libc.mmap.restype = ctypes.c_void_p
    place = libc.mmap(ctypes.c_void_p(address), 4096, 3, PRIVATE_FIXED_ANONYMOUS, -1, 0)
    ctypes.c_int.from_address(place).value = number
    segment = libc.shmget(shared_key, 4096, 0o1600)
    libc.shmat.restype = ctypes.c_void_p
    ctypes.memmove(libc.shmat(segment, None, 0), shared.encode(), len(shared))
    libc.syscall(ADD_KEY, b"user", key_name.encode(), key.encode(), len(key), USER_KEYRING)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    _, address, number, shared_key, shared, key_name, key = sys.argv
    main(int(address), int(number), int(shared_key), shared, key_name, key)
