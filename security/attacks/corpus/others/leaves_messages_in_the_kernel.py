# tries: leaves a segment, a semaphore and a message queue for somebody who comes later
# walls: own IPC
# canary: object
# %%
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
print(libc.shmget(0xA77AC, 4096, 0o1666), libc.semget(0xA77AC, 1, 0o1666), libc.msgget(0xA77AC, 0o1666))
print(ctypes.get_errno())
