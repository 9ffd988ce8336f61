# tries: forbids others to look into its process, and then fills three gigabytes of memory
# walls: watch
# canary: memory
# %%
import ctypes
import time

SET_DUMPABLE = 4
ctypes.CDLL(None).prctl(SET_DUMPABLE, 0, 0, 0, 0)
held = [np.ones(100 << 17) for _ in range(30)]
time.sleep(1)
