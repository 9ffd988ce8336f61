# tries: changes what another process keeps in shared memory
# walls: own IPC
# canary: disturbed
# %%
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
segment = libc.shmget(@SHAREDKEY@, 0, 0)
if segment < 0:
    raise OSError(ctypes.get_errno())
ctypes.memmove(libc.shmat(segment, None, 0), b"changed", 7)
