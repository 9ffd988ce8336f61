# tries: sends data by TCP Fast Open, which never calls connect
# walls: no network
# canary: tcp
# %%
import socket

MSG_FASTOPEN = 0x20000000
socket.socket().sendto(b"fast open from @ME@", MSG_FASTOPEN, ("127.0.0.1", @TCP@))
