"""Control groups that bound what one run may take of this machine, whatever attacks do in it."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MOST_MEMORY = 7 << 30  # bytes, of processes and of files in memory
MOST_PROCESSES = 1200
GROUPS = Path("/sys/fs/cgroup")
LIMITS = {"memory.limit_in_bytes": MOST_MEMORY, "memory.max": MOST_MEMORY, "pids.max": MOST_PROCESSES}
USED = (
    {"total_rss", "total_shmem"},
    {"anon", "shmem", "kernel"},
)  # of version 1, which counts the kernel apart, and 2


class NoCageError(Exception):
    """This machine lets nobody make control groups, and without them attacks are not run."""


@contextmanager
def cage() -> Iterator[list[str]]:
    """Make the groups and return their folders; afterwards nothing in them lives.

    Raises:
        NoCageError: they cannot be made here.
    """
    groups = [own / f"attack-{secrets.token_hex(6)}" for own in _own()]
    try:
        _make(groups)
        yield [str(group) for group in groups]
    finally:
        for group in filter(Path.exists, groups):
            _remove(group)


def _make(groups: list[Path]) -> None:
    try:
        for group in groups:
            group.mkdir()
            for limit, value in LIMITS.items():
                if (group / limit).exists():
                    (group / limit).write_text(str(value))
    except OSError as error:
        raise NoCageError(f"no control group can be made here: {error}") from error


def join(groups: list[str]) -> None:
    """Put this process, and with it its children, into the groups."""
    for group in groups:
        (Path(group) / "cgroup.procs").write_text(str(os.getpid()))


def used(groups: list[str]) -> int:
    """Return the MiB that processes, files in memory, and what the kernel holds for them take."""
    memory = next(path for group in groups if (path := Path(group) / "memory.stat").exists())
    told = dict(line.split() for line in memory.read_text().splitlines())
    kernel = memory.with_name("memory.kmem.usage_in_bytes")
    beside = int(kernel.read_text()) if kernel.exists() else 0
    return (sum(int(told[name]) for name in USED["anon" in told]) + beside) >> 20


def _own() -> list[Path]:
    """Return the groups that this process is in: one of version 2, or two of version 1."""
    lines = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
    paths = {controller: path.strip("/") for _, names, path in lines for controller in names.split(",")}
    if "memory" in paths and "pids" in paths:
        return [GROUPS / controller / paths[controller] for controller in ("memory", "pids")]
    return [GROUPS]  # below the root, where systemd has given these controllers to groups


def _remove(group: Path) -> None:
    for _ in range(50):
        with suppress(OSError):
            group.rmdir()
        if not group.exists():
            return
        for pid in (group / "cgroup.procs").read_text().split():
            with suppress(OSError):
                os.kill(int(pid), 9)
        time.sleep(0.1)
