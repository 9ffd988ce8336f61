# tries: fills shared memory of no file and lets go of its pages, which the system keeps and no process shows
# walls: watch
# canary: memory
# %%
import mmap
import time

held = []
for _ in range(160):
    piece = mmap.mmap(-1, 16 << 20)
    piece.write(b"x" * (16 << 20))
    piece.madvise(mmap.MADV_DONTNEED)
    held.append(piece)
time.sleep(1)
