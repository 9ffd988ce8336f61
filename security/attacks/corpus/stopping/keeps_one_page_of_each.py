# tries: fills shared memory of no file and unmaps all but one page of each piece, which keeps the whole of it
# walls: watch
# canary: memory
# %%
import ctypes
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
piece, page = 16 << 20, 4096
for _ in range(160):
    place = libc.mmap(None, ctypes.c_size_t(piece), 3, 0x21, -1, ctypes.c_long(0))
    if place in (None, ctypes.c_void_p(-1).value):
        break
    ctypes.memset(place, 1, piece)
    libc.munmap(ctypes.c_void_p(place + page), ctypes.c_size_t(piece - page))
time.sleep(1)
