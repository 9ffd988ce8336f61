# tries: fills three gigabytes of memory
# walls: limits
# canary: memory
# %%
import time

held = [np.ones(100 << 17) for _ in range(30)]
time.sleep(1)
