# tries: sends what it knows by UDP, which Landlock does not know
# walls: no network
# canary: udp
# %%
import socket

socket.socket(type=socket.SOCK_DGRAM).sendto(b"udp from @ME@", ("127.0.0.1", @UDP@))
