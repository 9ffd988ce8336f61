"""Runs a Python program as root or as an ordinary user, in this project's environment wherever that lies.

    python -m tests.engine.sandbox.users USER PROGRAM [ARGUMENT ...]

An ordinary user may not enter root's home, where the interpreter may lie: the program gets mounts of its own,
in which that home is open and holds nothing but what is needed.
"""

import ctypes
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from graders.models.cache import PROJECT
from nbverdict.sandbox.inside.syscalls import BIND, NEWNS, PRIVATE, RECURSIVE, mount, unshare

ORDINARY = 1500
HOMES = (Path("/root"),)
STAGE = Path("/mnt")


def run_as(user: str, program: Sequence[str], *, seconds: float = 120, given: str = "") -> str:
    """Return what a program printed, run as `root` or as an ordinary `user`."""
    command = [sys.executable, "-m", "tests.engine.sandbox.users", user, sys.executable, *program]
    done = subprocess.run(
        command, input=given, cwd=PROJECT, capture_output=True, text=True, timeout=seconds, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def open_homes() -> None:
    """Leave the mounts of this machine for ones in which others may go through root's home."""
    unshare(NEWNS)
    mount(None, "/", None, RECURSIVE | PRIVATE)
    mount("tmpfs", str(STAGE), "tmpfs", 0)
    for home in HOMES:
        needed = [path for path in _needed() if path.is_relative_to(home)]
        kept = {path: STAGE / str(number) for number, path in enumerate(needed)}
        for path, place in kept.items():
            place.mkdir()
            mount(str(path), str(place), None, BIND | RECURSIVE)
        mount("tmpfs", str(home), "tmpfs", 0, "mode=755")
        for path, place in kept.items():
            path.mkdir(parents=True)
            mount(str(place), str(path), None, BIND | RECURSIVE)


def _needed() -> list[Path]:
    return list({Path(path).resolve() for path in (sys.prefix, sys.base_prefix, PROJECT)})


def become_ordinary() -> None:
    """Give up being root, for good."""
    os.setgroups([])
    os.setresgid(ORDINARY, ORDINARY, ORDINARY)
    os.setresuid(ORDINARY, ORDINARY, ORDINARY)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE, which the change took away


if __name__ == "__main__":
    if os.getuid() == 0:
        open_homes()
        if sys.argv[1] == "user":
            become_ordinary()
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - a program of this project's tests
