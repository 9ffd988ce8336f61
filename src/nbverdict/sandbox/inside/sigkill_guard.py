"""Keeps a walled process from SIGKILL to itself, so that SIGKILL always means a kill from outside.

With namespaces Linux does that. Else a filter refuses every known way, except `kill`, which must end other
processes and accepts any thread's ID for its process: the keeper looks up whose ID it is, and decides.
"""

import ctypes
import errno
import os
import signal
import socket
import struct

from pyseccomp import ALLOW, EQ, MASKED_EQ, NE, NOTIFY, Arg, SyscallFilter

from .filter import INT, export, refuse
from .syscalls import NO_NEW_PRIVILEGES, prctl, syscall

KILL = signal.SIGKILL
SENDING = {"tkill": 1, "tgkill": 2, "rt_sigqueueinfo": 1, "rt_tgsigqueueinfo": 2, "pidfd_send_signal": 1}
SET_SIGNAL = 10  # F_SETSIG of fcntl
EXIT_SIGNAL = 0xFF  # of clone's flags: the signal to the parent when the child ends
SET_FILTER, NEW_LISTENER = 1, 1 << 3  # of seccomp


def spare_oneself(keeper: int) -> None:
    """Put this process behind a filter against killing itself; `keeper` is the socket to its keeper."""
    process = os.getpid()
    prctl(NO_NEW_PRIVILEGES, 1)
    try:
        listener = _install(_program(process, asks=True), NEW_LISTENER)
    except OSError:  # an outer filter has a listener already, and only one is allowed
        _install(_program(process, asks=False), 0)
        return
    with socket.socket(fileno=os.dup(keeper)) as channel:
        socket.send_fds(channel, [b"listener"], [listener])
    os.close(listener)


def _program(process: int, *, asks: bool) -> bytes:
    made = SyscallFilter(ALLOW)
    if asks:
        made.add_rule(NOTIFY, "kill", Arg(1, MASKED_EQ, INT, KILL))
    else:
        for target in targets_of(process):
            refuse(made, "kill", Arg(0, MASKED_EQ, INT, target & INT), Arg(1, MASKED_EQ, INT, KILL))
    for name, place in SENDING.items():
        refuse(made, name, Arg(place, MASKED_EQ, INT, KILL))
    refuse(made, "timer_create", Arg(1, NE, 0), error=errno.ENOSYS)  # with an event, it could send any signal
    refuse(made, "fcntl", Arg(1, MASKED_EQ, INT, SET_SIGNAL), Arg(2, EQ, KILL))
    refuse(made, "clone", Arg(0, MASKED_EQ, EXIT_SIGNAL, KILL))
    return export(made)


def targets_of(process: int) -> tuple[int, ...]:
    """Return the targets of `kill` that include this leader of a process group, except thread IDs."""
    return process, 0, -1, -process


def _install(program: bytes, flags: int) -> int:
    kept = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(kept))
    return syscall("seccomp", SET_FILTER, flags, described)
