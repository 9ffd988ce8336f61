# tries: reads a key out of its user's keyring in the kernel
# walls: refused system calls
# canary: keyring
# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
KEYCTL = {"x86_64": 250, "aarch64": 219}[os.uname().machine]
LINK, SEARCH, READ, SESSION, USER = 8, 10, 11, -3, -4
libc.syscall(KEYCTL, LINK, USER, SESSION)
key = libc.syscall(KEYCTL, SEARCH, USER, b"user", b"@KEYRING@", 0)
held = ctypes.create_string_buffer(200)
size = libc.syscall(KEYCTL, READ, key, held, 200)
print(held.raw[: max(size, 0)], ctypes.get_errno())
