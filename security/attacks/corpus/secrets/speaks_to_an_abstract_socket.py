# tries: connects to a service of the machine that has no file, as D-Bus has
# walls: no network, Landlock
# canary: abstract
# %%
import socket

line = socket.socket(socket.AF_UNIX)
line.connect("\0@ABSTRACT@")
line.sendall(b"abstract from @ME@")
