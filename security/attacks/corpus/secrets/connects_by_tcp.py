# tries: sends what it knows to a listener by TCP
# walls: no network
# canary: tcp
# %%
import socket

with socket.create_connection(("127.0.0.1", @TCP@), 2) as line:
    line.sendall(b"tcp from @ME@")
