# tries: mounts an empty folder over what later students handed in
# walls: no rights, refused system calls
# canary: honest
# proof: stock nbgrader/root
# %%
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
print(libc.mount(b"@ME@", b"@COURSE@/submitted", b"tmpfs", 0, None), ctypes.get_errno())
