"""What a process and all that it started use, as /proc tells it to somebody outside."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nbverdict.sandbox.inside.plan import INODES, PIECE

TICKS = os.sysconf("SC_CLK_TCK")
MUCH = 1 << 20  # kibibytes; below this nobody minds what is counted twice
DEEPEST = 100  # folders within one another
MANY = 150  # open files; below this nobody minds how many are sockets
TOO_MANY = 2000  # open files; telling that many apart would take longer than filling them
SENT = 2 * int(Path("/proc/sys/net/core/wmem_default").read_text()) >> 10  # kibibytes, both ways
SHARED = "/dev/zero (deleted)"  # what /proc calls shared memory of no file
WHOLE = PIECE >> 10  # kibibytes; what is still mapped says nothing of what is held
HIDDEN = 1 << 16  # pieces or watches of one that hides: more than anybody may hold
POLLS, TOLD = "anon_inode:[eventpoll]", 1 << 16  # what watches files, and bytes of what is told of one
GONE = " (deleted)"  # after the name of a file that has none any more


@dataclass(frozen=True)
class ProcessUsage:
    """One process, as /proc tells of it."""

    number: int
    parent: int
    ended: bool  # and nobody has waited for it
    cpu: float  # seconds, with what it waited for


def read_tasks(root: int) -> Iterator[ProcessUsage]:
    """Yield a process and all that descend from it, those included that ended and nobody waited for."""
    if not root:
        return
    found = {
        task.number: task
        for name in os.listdir("/proc")  # noqa: PTH208 - hundreds of names, five times a second
        if name.isdigit() and (task := _task(name))
    }
    ahead = [root]
    children: dict[int, list[int]] = {}
    for task in found.values():
        children.setdefault(task.parent, []).append(task.number)
    while ahead:
        number = ahead.pop()
        if number in found:
            yield found[number]
        ahead += children.get(number, [])


def read_cpu(number: int) -> float:
    """Return the seconds that a process used, with what it waited for; 0 where there is none."""
    task = _task(str(number))
    return task.cpu if task else 0.0


def has_children(number: int) -> bool:
    """Say whether the first thread of a process has started others that still run, where the kernel tells."""
    try:
        with open(f"/proc/{number}/task/{number}/children", "rb", buffering=0) as file:  # noqa: PTH123 - as above
            return bool(file.read(1))
    except OSError:
        return False


def _task(name: str) -> ProcessUsage | None:
    try:
        with open(f"/proc/{name}/stat", "rb", buffering=0) as file:  # noqa: PTH123 - as often as above
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return ProcessUsage(
        int(name), int(fields[1]), fields[0] in (b"Z", b"X"), sum(map(int, fields[11:15])) / TICKS
    )


def read_memory(tasks: list[ProcessUsage], most: int) -> int:
    """Return the kibibytes that processes hold and no file backs, with what may wait in their sockets.

    Whether that is more than `most` is looked into only where a cheap count says that it may be: what is
    shared counts in each of them, and every open file as a socket. Sharing it out takes the kernel
    milliseconds for each process, and a socket fills faster than it is told from a file.
    """
    living = [task for task in tasks if not task.ended]
    held = sum(_cheap(task) for task in living)
    open_files = sum(_how_many_opened(task) for task in living)
    waiting = SENT * open_files if open_files >= MANY else 0
    if held + waiting > most and MANY <= open_files < TOO_MANY:
        waiting = SENT * _sockets(living)
    largest = max(map(_cheap, living), default=0)
    if held > MUCH and largest + waiting <= most < held + waiting:
        held = sum(_shared_out(task) for task in living)
    pieces = {inode for task in living for inode, name in _mapped(task) if name == SHARED}
    return held + waiting + WHOLE * len(pieces)


def read_nameless(tasks: Iterable[ProcessUsage], folder: Path, most: int) -> int:
    """Return the bytes of files below a folder that have no name any more but are open, or mapped.

    Of one that is only mapped nothing tells its size: it counts as the largest that there can be.
    """
    opened: dict[str, int] = {}
    mapped: set[str] = set()
    within = f"{folder}/"
    for task in tasks:
        for number in _opened(task):
            if (link := _link(task, number)).startswith(within) and link.endswith(GONE):
                with suppress(OSError):
                    found = os.stat(f"/proc/{task.number}/fd/{number}")  # noqa: PTH116 - as above
                    opened[str(found.st_ino)] = found.st_blocks * 512
        mapped |= {inode for inode, name in _mapped(task) if name.startswith(within)}
    return sum(opened.values()) + most * len(mapped - opened.keys())


def read_watches(tasks: Iterable[ProcessUsage]) -> int:
    """Return how many files are watched by polls, and how many are on their way through sockets.

    Of a poll that watches more than fit into what is read, as many as do fit; of one that hides them, more
    than anybody may have.
    """
    return sum(_watches(task, number) for task in tasks for number in _opened(task))


def _watches(task: ProcessUsage, number: str) -> int:
    if number.startswith("hidden"):  # which the filter refuses: then there is a way that we do not know
        return HIDDEN
    if not (link := _link(task, number)).startswith((POLLS, "socket:")):
        return 0
    try:
        with open(f"/proc/{task.number}/fdinfo/{number}", "rb", buffering=0) as file:  # noqa: PTH123 - as above
            told = file.read(TOLD)
    except OSError:
        return 0
    if link == POLLS:
        return told.count(b"tfd:")
    return next((int(line.split()[1]) for line in told.splitlines() if line.startswith(b"scm_fds:")), 0)


def _mapped(task: ProcessUsage) -> Iterator[tuple[str, str]]:
    """Yield the inode and the name of each thing without a place in a folder that a process maps."""
    try:
        with open(f"/proc/{task.number}/maps", "rb", buffering=1 << 16) as file:  # noqa: PTH123 - as above
            lines = [line for line in file if line.endswith(GONE.encode() + b"\n")]
    except PermissionError:  # it hides, which the filter refuses: then there is a way that we do not know
        yield from ((f"{task.number}-{number}", SHARED) for number in range(HIDDEN))
        return
    except OSError:
        return
    for line in lines:
        *_, inode, name = line.decode("utf-8", "replace").split(maxsplit=5)
        yield inode, name.rstrip("\n")


def _cheap(task: ProcessUsage) -> int:
    return _lines(task, "status", ("RssAnon", "RssShmem", "VmPTE")) or 0


def _shared_out(task: ProcessUsage) -> int:
    """Return what is a process's own, with its part of what is shared; of one that hides it, all."""
    told = _lines(task, "smaps_rollup", ("Pss_Anon", "Pss_Shmem"))
    tables = _lines(task, "status", ("VmPTE",)) or 0
    return _cheap(task) if told is None else told + tables


def _lines(task: ProcessUsage, file: str, names: tuple[str, ...]) -> int | None:
    try:
        lines = Path(f"/proc/{task.number}/{file}").read_text("ascii").splitlines()
    except OSError:
        return None
    return sum(int(line.split()[1]) for line in lines if line.partition(":")[0] in names)


def _sockets(tasks: list[ProcessUsage]) -> int:
    """Return how many sockets and pipes are open: what waits in them /proc shows nowhere."""
    links = {_link(task, number) for task in tasks for number in _opened(task)}
    return sum(link.startswith(("socket:", "pipe:")) for link in links)


def _how_many_opened(task: ProcessUsage) -> int:
    """Return how many descriptors a process has; Linux before 6.2 tells it only to who lists them."""
    try:
        return os.stat(f"/proc/{task.number}/fd").st_size or len(_opened(task))  # noqa: PTH116 - as above
    except OSError:
        return 0


def _opened(task: ProcessUsage) -> list[str]:
    """Return the descriptors of a process; where it hides them, as many as would be too much to hide."""
    try:
        return os.listdir(f"/proc/{task.number}/fd")  # noqa: PTH208 - five times a second
    except PermissionError:
        return [f"hidden-{number}" for number in range(MANY)]
    except OSError:
        return []


def _link(task: ProcessUsage, number: str) -> str:
    if number.startswith("hidden"):
        return f"socket:{task.number}-{number}"
    try:
        return os.readlink(f"/proc/{task.number}/fd/{number}")  # noqa: PTH115 - thousands, at once
    except OSError:
        return ""


def read_files(folder: Path) -> tuple[int, int]:
    """Return the bytes and the number of files below a folder; too many, where it is too deep to tell."""
    size = files = 0
    ahead = [(str(folder), 0)]
    while ahead and files <= INODES:
        here, depth = ahead.pop()
        if depth > DEEPEST:
            return size, INODES + 1
        with suppress(OSError), os.scandir(here) as entries:
            for entry in entries:
                files += 1
                with suppress(OSError):
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        ahead.append((entry.path, depth + 1))
    return size, files
