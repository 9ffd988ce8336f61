# tries: leaves a POSIX message queue for somebody who comes later
# walls: own IPC, private root
# canary: object
# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
print(libc.mq_open(b"/attack", os.O_CREAT | os.O_RDWR, 0o666, None), ctypes.get_errno())
