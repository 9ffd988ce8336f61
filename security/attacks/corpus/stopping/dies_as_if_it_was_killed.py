# tries: lets the kernel kill its own process by SIGKILL, so that the machine seems to be at fault
# walls: blame
# canary: exit
# %%
import ctypes
import fcntl
import os
import resource
import signal
import struct
import threading
import time

libc = ctypes.CDLL(None, use_errno=True)
TIMER_CREATE, TIMER_SETTIME, CLONE, KILL, SETRLIMIT = {
    "x86_64": (222, 223, 56, 62, 160),
    "aarch64": (107, 110, 220, 129, 164),
}[os.uname().machine]


def by_a_timer():
    event, timer = struct.pack("QiiQ40x", 0, signal.SIGKILL, 0, 0), ctypes.c_int()
    print(libc.syscall(TIMER_CREATE, 1, event, ctypes.byref(timer)), ctypes.get_errno())
    print(libc.syscall(TIMER_SETTIME, timer, 0, struct.pack("4q", 0, 0, 0, 1_000_000), 0), ctypes.get_errno())


def by_a_pipe():
    reading, writing = os.pipe()
    fcntl.fcntl(reading, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(reading, 10, signal.SIGKILL)  # F_SETSIG
    fcntl.fcntl(reading, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    os.write(writing, b"x")


def by_a_child():
    if libc.syscall(CLONE, signal.SIGKILL, 0, 0, 0, 0) == 0:
        os._exit(0)


def by_a_thread():
    other = threading.Thread(target=time.sleep, args=(2,))
    other.start()
    libc.syscall(KILL, other.native_id, ctypes.c_long(signal.SIGKILL))
    libc.syscall(KILL, other.native_id, ctypes.c_long(1 << 32 | signal.SIGKILL))


def by_its_limit():
    limit = struct.pack("QQ", 1, 1)
    libc.syscall(SETRLIMIT, ctypes.c_long(1 << 32 | resource.RLIMIT_CPU), limit)
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    begun = time.process_time()
    while time.process_time() < begun + 3:
        pass


for way in (by_a_timer, by_a_pipe, by_a_child, by_a_thread, by_its_limit):
    try:
        print(way.__name__)
        way()
    except (OSError, ValueError) as error:
        print(error)
    time.sleep(0.3)
