# tries: answers in the name of the process that starts kernels, on a socket of that
# walls: no descriptors
# canary: honest
# proof: landlock/user
# %%
import os
import socket
import stat

for name in os.listdir("/proc/self/fd"):
    try:
        if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
            one = socket.socket(fileno=os.dup(int(name)))
            if one.type == socket.SOCK_SEQPACKET:
                for _ in range(20):
                    one.send(b'{"error": "no more kernels for anybody"}')
    except OSError as error:
        print(error)
