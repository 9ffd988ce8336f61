# tries: sends a message to another process through the kernel's netlink
# walls: no network
# canary: netlink
# %%
import socket

line = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 2)
line.sendto(b"netlink from @ME@", (@NETLINK@, 0))
