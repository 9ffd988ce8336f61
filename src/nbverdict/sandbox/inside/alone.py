"""Walls for a process of ours that examines a student's files: it reads little and reaches no other process.

python -I -c "…" FILE    runs a program behind them, without the package around this file
"""

import glob
import runpy
import sys
from collections.abc import Iterable

from . import filter as seccomp
from . import landlock

READABLE = ("/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/sys/devices")


def wall_in(readable: Iterable[str]) -> None:
    """Allow this process to read the system and these paths, but no writing and no network."""
    rules = dict.fromkeys([*READABLE, sys.prefix, sys.base_prefix, *readable], landlock.READ)
    devices = ("/dev/null", "/dev/urandom", *glob.glob("/dev/nvidia*"))
    rules |= dict.fromkeys(devices, landlock.DEVICE)
    landlock.restrict(rules, tcp=False)
    seccomp.install(seccomp.without_sockets())


def main(program: str) -> None:
    """Run a program behind these walls."""
    wall_in([program])
    runpy.run_path(program, run_name="__main__")
