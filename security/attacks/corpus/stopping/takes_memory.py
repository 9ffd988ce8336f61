# tries: fills two gigabytes of memory
# walls: limits
# canary: memory
# %%
import time

held = [np.ones(100 << 17) for _ in range(22)]
time.sleep(1)
