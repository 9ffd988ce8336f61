"""Ends all that a process started, where no namespace of processes does it."""

import os
import signal
import time
from contextlib import suppress

PAUSE = 0.005  # seconds between two looks


def descendants(of: int) -> list[int]:
    """Return all that a process started, and what these did; those whose parent ended count as its own."""
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
    """End everything below this process: all are stopped first, so that none can start another unseen."""
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
    """Return which children ended since the last call, and how."""
    found = []
    try:
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            found.append(ended)
    except ChildProcessError:
        pass
    return found
