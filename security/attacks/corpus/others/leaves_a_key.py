# tries: leaves a key in its user's keyring, which students of the same account share
# walls: refused system calls
# canary: object
# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
ADD_KEY = {"x86_64": 248, "aarch64": 217}[os.uname().machine]
print(libc.syscall(ADD_KEY, b"user", b"attack-@ME@-@KEYRING@", b"answers", 7, -4), ctypes.get_errno())
