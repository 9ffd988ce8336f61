"""Cgroups, by which the kernel counts and bounds groups of processes: version 2, or version 1.

Each walled process has one, made before it starts. It enters through doors: descriptors that its fork writes
to before the walls go up, as behind them it cannot reach these files. Its children cannot leave the group.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import count
from pathlib import Path

from nbverdict.sandbox.inside.plan import GROUP

MOUNTS, OWN, NAMESPACE = Path("/proc/self/mountinfo"), Path("/proc/self/cgroup"), "/proc/self/ns/pid"
GONE = 2.0  # seconds to remove an empty group
PAUSE = 0.01
_numbers = count()


class Accounting(StrEnum):
    """How this machine counts what processes use."""

    V2 = "cgroup v2"
    V1 = "cgroup v1"
    PROC = "counted from /proc"


@dataclass(frozen=True)
class CgroupVersion:
    """The files of one version of cgroups; a hierarchy is named by its first controller."""

    name: Accounting
    hierarchies: tuple[str, ...]
    bounds: Callable[
        [int, int], Sequence[tuple[str, str, int]]
    ]  # from bytes and processes: hierarchy, file, number
    cpu: tuple[str, str, str, float]  # hierarchy, file, line, units per second
    memory: tuple[str, str, tuple[str, str]]  # file of the charged total, file of its parts, and their names
    out_of_memory: str  # the file that counts processes killed for lack of memory


def _bounds2(most: int, processes: int) -> Sequence[tuple[str, str, int]]:
    return (
        ("memory", "memory.max", most),
        ("memory", "memory.swap.max", 0),
        ("memory", "memory.oom.group", 1),
        ("memory", "pids.max", processes),
    )


def _bounds1(most: int, processes: int) -> Sequence[tuple[str, str, int]]:
    return (
        ("memory", "memory.limit_in_bytes", most),
        ("memory", "memory.memsw.limit_in_bytes", most),
        ("memory", "memory.kmem.tcp.limit_in_bytes", most // 8),  # which version 1 counts separately
        ("pids", "pids.max", processes),
    )


V2 = CgroupVersion(
    Accounting.V2,
    ("memory",),  # one hierarchy has all controllers
    _bounds2,
    ("memory", "cpu.stat", "usage_usec", 1e6),
    ("memory.current", "memory.stat", ("file", "shmem")),
    "memory.events",
)
V1 = CgroupVersion(
    Accounting.V1,
    ("memory", "pids", "cpuacct"),
    _bounds1,
    ("cpuacct", "cpuacct.usage", "", 1e9),
    ("memory.usage_in_bytes", "memory.stat", ("total_cache", "total_shmem")),
    "memory.oom_control",
)
SHARES = "cpu"  # the controller that shares processors evenly between groups, however many processes each has
OPTIONAL = ("memory.swap.max", "memory.memsw.limit_in_bytes", "memory.kmem.tcp.limit_in_bytes")


@dataclass
class ControlGroup:
    """One group: a folder in each hierarchy. What it counted can be read until it is closed."""

    version: CgroupVersion
    folders: dict[str, Path] = field(default_factory=dict)

    def cpu(self) -> float:
        """Return the CPU seconds of all processes that were ever in it."""
        hierarchy, file, line, second = self.version.cpu
        return _number(self.folders[hierarchy] / file, line) / second

    def memory(self) -> int:
        """Return the kibibytes that it holds, without the page cache of files on a disk."""
        charged, parts, (cached, shared) = self.version.memory
        folder = self.folders["memory"]
        page_cache = _number(folder / parts, cached) - _number(folder / parts, shared)
        return max(0, _number(folder / charged) - page_cache) >> 10

    def charged(self) -> int:
        """Return the kibibytes that are charged to it, with the page cache: one read."""
        return _number(self.folders["memory"] / self.version.memory[0]) >> 10

    def ran_out_of_memory(self) -> bool:
        """Return whether the kernel has killed one of its processes for lack of memory."""
        return _number(self.folders["memory"] / self.version.out_of_memory, "oom_kill") > 0

    def was_refused_processes(self) -> bool:
        """Return whether it asked for more processes than it may have."""
        return _number(self.folders.get("pids", self.folders["memory"]) / "pids.events", "max") > 0

    def close(self) -> None:
        """Kill the processes that are still in it, and remove it."""
        for folder in self.folders.values():
            _remove(folder)


@contextmanager
def doors_of(group: ControlGroup | None) -> Iterator[list[int]]:
    """Yield the descriptors of a group, if any: a process enters by writing `0` to each."""
    opened: list[int] = []
    try:
        for folder in group.folders.values() if group else ():
            door = os.open(folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC)
            opened += [door]
        yield opened
    finally:
        for door in opened:
            os.close(door)


@dataclass(frozen=True)
class ControlGroupParent:
    """Where groups are made: a folder in each hierarchy that we may write to."""

    version: CgroupVersion
    parents: dict[str, Path]

    def make(self, *, memory_mb: int, processes: int) -> ControlGroup:
        """Make a group with these bounds.

        Raises:
            OSError: the kernel refuses one.
        """
        group = ControlGroup(self.version)
        name = f"{GROUP}{_whose(os.getpid())}-{next(_numbers)}"
        try:
            for hierarchy, parent in self.parents.items():
                (parent / name).mkdir()
                group.folders[hierarchy] = parent / name
            for hierarchy, file, number in self.version.bounds(memory_mb << 20, processes):
                _set(group.folders[hierarchy] / file, number)
        except OSError:
            group.close()
            raise
        return group


def accounting() -> Accounting:
    """Return how this machine counts."""
    place = find_place()
    return place.version.name if place else Accounting.PROC


@cache
def find_place() -> ControlGroupParent | None:
    """Return where groups can be made, tried with a process; None if the system does not let us.

    Groups that killed graders left behind are removed.
    """
    for version in (V2, V1):
        for parents in _candidates(version):
            place = ControlGroupParent(version, parents)
            if _works(place):
                _clear(parents.values())
                return place
    return None


def _candidates(version: CgroupVersion) -> Iterator[dict[str, Path]]:
    """Yield folders to try: our own group first, so that its bounds hold for them, then those above."""
    mounts, own = _mounts(version.name), _own()
    if version is V1:
        mounted = {name: mounts[name] for name in V1.hierarchies if name in mounts}
        if len(mounted) == len(V1.hierarchies):
            shares = {SHARES: mounts[SHARES]} if mounts.get(SHARES) not in (None, *mounted.values()) else {}
            for places in (mounted | shares, mounted):
                yield {name: _within(mount, own.get(name, "/")) for name, mount in places.items()}
                yield places
    elif "" in mounts:
        here = _within(mounts[""], own.get("", "/"))
        while here.is_relative_to(mounts[""]):
            for controllers in ("+memory +pids", f"+{SHARES}"):
                with suppress(OSError):  # it may be enabled already, or we may not enable it
                    (here / "cgroup.subtree_control").write_text(controllers, "ascii")
            yield {"memory": here}
            here = here.parent


def _mounts(version: Accounting) -> dict[str, Path]:
    """Return where hierarchies are mounted, by controller; for version 2, the key is empty."""
    found: dict[str, Path] = {}
    for line in MOUNTS.read_text("utf-8").splitlines():
        before, _, after = line.partition(" - ")
        kind, _, options = after.split(" ", 2)
        place = Path(before.split()[4])
        if kind == "cgroup2" and version is Accounting.V2:
            found.setdefault("", place)
        elif kind == "cgroup" and version is Accounting.V1:
            found |= dict.fromkeys(options.split(","), place)
    return found


def _own() -> dict[str, str]:
    """Return the group of this process, by controller."""
    found: dict[str, str] = {}
    for line in OWN.read_text("utf-8").splitlines():
        _, names, path = line.split(":", 2)
        found |= dict.fromkeys(names.split(","), path)
    return found


def _within(mount: Path, path: str) -> Path:
    """Return a group's folder, or the mount if that shows only a part of the hierarchy."""
    folder = mount / path.lstrip("/")
    return folder if folder.is_dir() else mount


def _works(place: ControlGroupParent) -> bool:
    """Return whether a group can be made here and a process can enter it."""
    try:
        group = place.make(memory_mb=64, processes=8)
    except OSError:
        return False
    try:
        with (
            subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as waiting,
            doors_of(group) as doors,
        ):
            for door in doors:
                os.write(door, str(waiting.pid).encode())
            return all(str(waiting.pid) in _members(folder) for folder in group.folders.values())
    except OSError:
        return False
    finally:
        group.close()


def _members(folder: Path) -> list[str]:
    return (folder / "cgroup.procs").read_text("ascii").split()


def _clear(parents: Iterable[Path]) -> None:
    """Remove the groups of graders that have ended, and kill the processes in them."""
    for parent in parents:
        for folder in parent.glob(f"{GROUP}*"):
            whose = folder.name.removeprefix(GROUP).rpartition("-")[0]
            namespace, process, _ = whose.split("-")
            if namespace == _namespace() and whose != _whose(int(process)):
                _remove(folder)


def _whose(process: int) -> str:
    """Return what identifies a process, even among earlier ones with the same PID."""
    try:
        began = Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[19]
    except OSError:
        began = "0"
    return f"{_namespace()}-{process}-{began}"


@cache
def _namespace() -> str:
    return str(os.stat(NAMESPACE).st_ino)  # noqa: PTH116 - follows a link that is not a path


def _set(file: Path, number: int) -> None:
    try:
        file.write_text(str(number), "ascii")
    except OSError:
        if file.name not in OPTIONAL:
            raise


def _number(file: Path, line: str = "") -> int:
    """Return the number in a file, or in this line of it; 0 if there is none."""
    try:
        text = file.read_text("ascii")
    except OSError:
        return 0
    if not line:
        return int(text)
    return next((int(entry.split()[1]) for entry in text.splitlines() if entry.split()[0] == line), 0)


def _remove(folder: Path) -> None:
    """Remove a group's folder; processes that are still in it are killed."""
    deadline = time.monotonic() + GONE
    while folder.is_dir():
        try:
            folder.rmdir()
        except OSError:
            _end_all(folder)
            if time.monotonic() > deadline:
                return
            time.sleep(PAUSE)


def _end_all(folder: Path) -> None:
    with suppress(OSError):
        if (folder / "cgroup.kill").exists():
            (folder / "cgroup.kill").write_text("1", "ascii")
            return
        for process in map(int, _members(folder)):
            with suppress(ProcessLookupError):
                if process:  # 0 is a process that cannot be seen from here; to `kill`, it means our own group
                    os.kill(process, signal.SIGKILL)
