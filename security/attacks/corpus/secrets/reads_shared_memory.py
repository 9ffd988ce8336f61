# tries: attaches a System V segment of another process by its key
# walls: own IPC
# canary: shared
# %%
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
segment = libc.shmget(@SHAREDKEY@, 0, 0)
if segment < 0:
    raise OSError(ctypes.get_errno())
print(ctypes.string_at(libc.shmat(segment, None, 0o10000), 64))
