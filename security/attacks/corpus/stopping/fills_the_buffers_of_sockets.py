# tries: fills sockets that nobody reads in sixteen processes: memory of the kernel's, which no process holds
# walls: watch
# canary: memory
# %%
import os
import socket
import time


def fill():
    held = []
    try:
        for _ in range(400):
            pair = socket.socketpair()
            held.append(pair)
            for one in pair:
                one.setblocking(False)
                try:
                    while True:
                        one.send(b"x" * 30_000)
                except BlockingIOError:
                    pass
    except OSError:
        pass
    time.sleep(3)


for _ in range(16):
    try:
        if os.fork() == 0:
            try:
                fill()
            finally:
                os._exit(0)
    except OSError as error:
        print(error)
time.sleep(3.5)
