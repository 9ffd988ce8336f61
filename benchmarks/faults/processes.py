"""Processes of a run: who descends from it, and who is still there when it has ended."""

import os
import signal
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from nbverdict.sandbox.inside.syscalls import SUBREAPER, prctl

WALLED = "/tmp/walled-"  # noqa: S108 - where fork servers have their folders
GONE = 5.0  # seconds in which all must have ended


def adopt_orphans() -> None:
    """Become the parent of everybody whose parent ends, so that none of a run's processes can hide."""
    prctl(SUBREAPER, 1)


def children() -> dict[int, list[int]]:
    """Return the children of every process, by its number."""
    found: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((path / "stat").read_text("utf-8").rpartition(")")[2].split()[1])
            found.setdefault(parent, []).append(int(path.name))
    return found


def descendants(process: int) -> list[int]:
    """Return all that descend from a process, which is not among them."""
    known, found = children(), list[int]()
    waiting = [*known.get(process, [])]
    while waiting:
        found.append(waiting.pop())
        waiting += known.get(found[-1], [])
    return found


def command(process: int) -> str:
    """Return a process's command line, or nothing."""
    try:
        return (
            Path(f"/proc/{process}/cmdline")
            .read_bytes()
            .replace(b"\0", b" ")
            .decode("utf-8", "replace")
            .strip()
        )
    except OSError:
        return ""


def is_fork_server(process: int) -> bool:
    """Say whether this is one of the processes of a fork server's own command."""
    return "inside.server" in command(process)


def is_bench(process: int) -> bool:
    """Say whether this is where judges are forked, or a judge."""
    return "nbverdict.judging.worker" in command(process)


def walled_folders(processes: Collection[int]) -> set[str]:
    """Return the folders of the fork servers among these processes."""
    return set(_homes(processes))


def _homes(processes: Collection[int]) -> Iterator[str]:
    for process in processes:
        with suppress(OSError):
            told = Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
            homes = (one.removeprefix(b"HOME=").decode() for one in told if one.startswith(b"HOME="))
            yield from (home for home in homes if home.startswith(WALLED) and home.count("/") == 2)


def wait_until_gone(known: Collection[int] = (), *, folders: Collection[str] = ()) -> list[str]:
    """Wait for the end of all our descendants but the known; return who and what is left, and end it."""
    until = time.monotonic() + GONE
    while True:
        _reap(known)
        others = [one for one in descendants(os.getpid()) if one not in known]
        left = [folder for folder in folders if Path(folder).exists()]
        if not (others or left) or time.monotonic() > until:
            break
        time.sleep(0.01)
    told = [f"process {one}: {command(one) or 'no command'}"[:200] for one in others]
    for one in others:
        with suppress(OSError):
            os.kill(one, signal.SIGKILL)
    return [*told, *left]


def _reap(known: Collection[int]) -> None:
    """Take note of the end of those whom we adopted."""
    for one in children().get(os.getpid(), []):
        if one not in known:
            with suppress(ChildProcessError):
                os.waitpid(one, os.WNOHANG)
