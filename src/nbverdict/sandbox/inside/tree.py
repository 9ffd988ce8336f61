"""Kills the descendants of a process, if no PID namespace does it."""

import os
import signal
import time
from contextlib import suppress

PAUSE = 0.005  # seconds between two looks


def descendants(of: int) -> list[int]:
    """Return all descendants of a process; it must be a subreaper, so that it inherits orphans."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (parent := _parent(name)) is not None:
            children.setdefault(parent, []).append(int(name))
    found, ahead = [], [of]
    while ahead:
        below = children.get(ahead.pop(), [])
        found += below
        ahead += below
    return found


def _parent(process: str) -> int | None:
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            state, parent = file.read().rpartition(b")")[2].split()[:2]
    except OSError:
        return None
    return None if state in (b"Z", b"X") else int(parent)


def sweep() -> None:
    """Kill all descendants of this process: all are stopped first, so that none can fork unseen."""
    while found := descendants(os.getpid()):
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in found:
                _signal(process, number)
        reap()
        time.sleep(PAUSE)
    reap()


def _signal(process: int, number: int) -> None:
    with suppress(OSError):  # it ended meanwhile
        os.kill(process, number)


def reap() -> list[tuple[int, int]]:
    """Return the children that ended since the last call, with their wait status."""
    found = []
    try:
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            found.append(ended)
    except ChildProcessError:
        pass
    return found
