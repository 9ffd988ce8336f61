"""The keeper: stays beside a process that has no PID namespace, and kills its descendants when it ends."""

import errno
import fcntl
import os
import select
import signal
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from . import tree
from .sigkill_guard import targets_of
from .syscalls import DEATH_SIGNAL, SUBREAPER, prctl

SIGNALLED = 128  # plus the signal's number: the keeper's exit code if a signal ended its process
HIGH = 800  # descriptors below this are closed
RECEIVE, SEND = 0xC0502100, 0xC0182101  # ioctl requests of a seccomp listener
REQUEST, TARGET, CONTINUE = 80, 32, 1  # its size in bytes, and the offset of the target of `kill`


def keep(begin: Callable[[int | None], NoReturn]) -> NoReturn:
    """Fork a process with a socket to us; kill its descendants when it ends, or on SIGTERM."""
    prctl(SUBREAPER, 1)
    signal.signal(signal.SIGTERM, _asked_to_end)
    prctl(DEATH_SIGNAL, signal.SIGTERM)
    ended, status = 0, 0
    mine, theirs = socket.socketpair()
    try:
        process = os.fork()
        if process == 0:
            begin(theirs.fileno())
        beside = socket.socket(fileno=fcntl.fcntl(mine.fileno(), fcntl.F_DUPFD_CLOEXEC, HIGH))
        os.closerange(3, HIGH)
        _answer_from(beside, process)
        while ended != process:
            ended, status = os.waitpid(-1, 0)
    except (InterruptedError, ChildProcessError):
        status = 0
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    tree.sweep()
    os._exit(SIGNALLED + os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)


def signal_of(status: int, *, kept: bool) -> int:
    """Return the signal that ended a process, if need be from its keeper's exit code; else 0.

    Only a keeper's exit code is trusted: a process chooses its own.
    """
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status)
    return max(0, os.WEXITSTATUS(status) - SIGNALLED) if kept else 0


def _asked_to_end(_number: int, _frame: object) -> None:
    raise InterruptedError


def _answer_from(channel: socket.socket, process: int) -> None:
    """Decide in a thread on each `kill` that the process's filter reports."""
    _, listeners, _, _ = socket.recv_fds(channel, REQUEST, 1)
    if not listeners:
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # the main thread must receive it
    threading.Thread(target=_answer, args=(listeners[0], process), daemon=True).start()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _answer(listener: int, process: int) -> None:
    waiting = select.poll()
    waiting.register(listener, select.POLLIN)
    while all(event & select.POLLIN for _, event in waiting.poll()):
        with suppress(OSError):  # the caller has ended meanwhile
            request = bytearray(REQUEST)
            fcntl.ioctl(listener, RECEIVE, request)
            [number] = struct.unpack_from("Q", request)
            [target] = struct.unpack_from("i", request, TARGET)
            spared = target in targets_of(process) or _process_of(target) == process
            verdict = (-errno.EPERM, 0) if spared else (0, CONTINUE)
            fcntl.ioctl(listener, SEND, struct.pack("QqiI", number, 0, *verdict))


def _process_of(thread: int) -> int:
    try:
        with open(f"/proc/{thread}/status", "rb") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(b"Tgid:"))
    except OSError:
        return 0
