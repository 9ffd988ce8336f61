# tries: forbids others to look into its process, and then fills two gigabytes of memory
# walls: watch
# canary: memory
# %%
import ctypes
import time

SET_DUMPABLE = 4
ctypes.CDLL(None).prctl(SET_DUMPABLE, 0, 0, 0, 0)
held = [np.ones(100 << 17) for _ in range(22)]
time.sleep(1)
