# tries: connects to a service of the machine through its file, as Docker's
# walls: private root
# canary: socket
# %%
import socket

line = socket.socket(socket.AF_UNIX)
line.connect("@SOCKET@")
line.sendall(b"socket from @ME@")
