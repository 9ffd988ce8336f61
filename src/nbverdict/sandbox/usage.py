"""What a process and its descendants use, read from /proc."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nbverdict.sandbox.inside.plan import INODES, PIECE

TICKS = os.sysconf("SC_CLK_TCK")
MUCH = 1 << 20  # kibibytes; below this it does not matter if something counts twice
DEEPEST = 100  # folders within one another
MANY = 150  # open files; below this it does not matter how many are sockets
TOO_MANY = 2000  # open files; to tell so many apart would take longer than to fill them
SENT = 2 * int(Path("/proc/sys/net/core/wmem_default").read_text()) >> 10  # kibibytes, both ways
SHARED = "/dev/zero (deleted)"  # how /proc names anonymous shared memory
WHOLE = PIECE >> 10  # kibibytes; the mapped size does not say how much is held
HIDDEN = 1 << 16  # pieces or watches of a process that hides them: more than any may hold
POLLS, TOLD = "anon_inode:[eventpoll]", 1 << 16  # the link of a poll, and the bytes to read about it
GONE = " (deleted)"  # what /proc adds to the name of a deleted file


@dataclass(frozen=True)
class ProcessUsage:
    """One process, as /proc describes it."""

    number: int
    parent: int
    ended: bool  # but not yet reaped
    cpu: float  # CPU seconds, including reaped children


def read_tasks(root: int) -> Iterator[ProcessUsage]:
    """Yield a process and its descendants, including zombies."""
    if not root:
        return
    tasks = {
        task.number: task
        for name in os.listdir("/proc")  # noqa: PTH208 - hundreds of names, five times a second
        if name.isdigit() and (task := _task(name))
    }
    ahead = [root]
    children: dict[int, list[int]] = {}
    for task in tasks.values():
        children.setdefault(task.parent, []).append(task.number)
    while ahead:
        number = ahead.pop()
        if number in tasks:
            yield tasks[number]
        ahead += children.get(number, [])


def read_cpu(number: int) -> float:
    """Return the CPU seconds of a process, including reaped children; 0 if there is no such process."""
    task = _task(str(number))
    return task.cpu if task else 0.0


def has_children(number: int) -> bool:
    """Return whether the first thread of a process has running children, if the kernel tells."""
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
    """Return the kibibytes of anonymous memory that processes hold, with what may wait in their sockets.

    The count is exact only if a cheap upper bound exceeds `most`: there shared memory counts in each process,
    and every open file as a socket. Proportional shares take the kernel milliseconds for each process, and a
    socket fills faster than it can be told from a file.
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
    """Return the bytes of deleted files below a folder that are still open or mapped.

    The size of one that is only mapped is unknown: it counts as the largest possible.
    """
    opened: dict[str, int] = {}
    mapped: set[str] = set()
    within = f"{folder}/"
    for task in tasks:
        for number in _opened(task):
            if (link := _link(task, number)).startswith(within) and link.endswith(GONE):
                with suppress(OSError):
                    status = os.stat(f"/proc/{task.number}/fd/{number}")  # noqa: PTH116 - as above
                    opened[str(status.st_ino)] = status.st_blocks * 512
        mapped |= {inode for inode, name in _mapped(task) if name.startswith(within)}
    return sum(opened.values()) + most * len(mapped - opened.keys())


def read_watches(tasks: Iterable[ProcessUsage]) -> int:
    """Return how many files polls watch, plus how many descriptors are in flight through sockets.

    A poll counts at most what fits into one read; a process that hides its descriptors counts more than any
    may have.
    """
    return sum(_watches(task, number) for task in tasks for number in _opened(task))


def _watches(task: ProcessUsage, number: str) -> int:
    if number.startswith("hidden"):  # the filter refuses that, so it found a way that we do not know
        return HIDDEN
    if not (link := _link(task, number)).startswith((POLLS, "socket:")):
        return 0
    try:
        with open(f"/proc/{task.number}/fdinfo/{number}", "rb", buffering=0) as file:  # noqa: PTH123 - as above
            info = file.read(TOLD)
    except OSError:
        return 0
    if link == POLLS:
        return info.count(b"tfd:")
    return next((int(line.split()[1]) for line in info.splitlines() if line.startswith(b"scm_fds:")), 0)


def _mapped(task: ProcessUsage) -> Iterator[tuple[str, str]]:
    """Yield the inode and the name of each deleted or anonymous file that a process maps."""
    try:
        with open(f"/proc/{task.number}/maps", "rb", buffering=1 << 16) as file:  # noqa: PTH123 - as above
            lines = [line for line in file if line.endswith(GONE.encode() + b"\n")]
    except PermissionError:  # it hides, which the filter refuses: it found a way that we do not know
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
    """Return a process's own memory with its share of the shared; if it hides that, count all."""
    shares = _lines(task, "smaps_rollup", ("Pss_Anon", "Pss_Shmem"))
    tables = _lines(task, "status", ("VmPTE",)) or 0
    return _cheap(task) if shares is None else shares + tables


def _lines(task: ProcessUsage, file: str, names: tuple[str, ...]) -> int | None:
    try:
        lines = Path(f"/proc/{task.number}/{file}").read_text("ascii").splitlines()
    except OSError:
        return None
    return sum(int(line.split()[1]) for line in lines if line.partition(":")[0] in names)


def _sockets(tasks: list[ProcessUsage]) -> int:
    """Return how many sockets and pipes are open: /proc does not show what waits in them."""
    links = {_link(task, number) for task in tasks for number in _opened(task)}
    return sum(link.startswith(("socket:", "pipe:")) for link in links)


def _how_many_opened(task: ProcessUsage) -> int:
    """Return how many descriptors a process has; before Linux 6.2 one must list them to know."""
    try:
        return os.stat(f"/proc/{task.number}/fd").st_size or len(_opened(task))  # noqa: PTH116 - as above
    except OSError:
        return 0


def _opened(task: ProcessUsage) -> list[str]:
    """Return the descriptors of a process; if it hides them, too many to be allowed."""
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
    """Return the bytes and the number of files below a folder; too many if it is too deep to count."""
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
