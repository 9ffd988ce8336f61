"""Watches from outside what a walled process and all that it started use, and ends what uses too much."""

import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from graders.sandbox.inside.plan import INODES, LANDLOCK
from graders.sandbox.settings import Sandbox
from graders.sandbox.walled import Walled

INTERVAL = 0.2  # seconds
PATIENCE = 3  # how often a busy process is interrupted before it is ended
GRACE = 1.0  # seconds of CPU that an interrupt may take
TICKS = os.sysconf("SC_CLK_TCK")
KIBI = 1 << 10


@dataclass(frozen=True)
class Task:
    """One process, as /proc tells of it."""

    number: int
    parent: int
    cpu: float  # seconds, with what it waited for


class Watch(threading.Thread):
    """Looks a few times a second; `reason` says what was too much, once it was."""

    def __init__(self, walled: Walled, settings: Sandbox) -> None:
        """Watch a process until it ends."""
        super().__init__(daemon=True, name="watch")
        self.walled, self.settings = walled, settings
        self.reason = ""
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._cpu, self._step_ends, self._interrupted = 0.0, float("inf"), 0

    def run(self) -> None:
        """Look, until the process ends or is ended."""
        while not self._stopped.wait(INTERVAL) and self.walled.alive():
            with suppress(OSError):  # it may end while we look
                self._look()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self.join()

    def begin_step(self, seconds: float) -> None:
        """Let what runs from now on use so much CPU time; then it is interrupted, and at last ended."""
        with self._lock:
            self._cpu = sum(task.cpu for task in _tasks(self.walled.number))
            self._step_ends, self._interrupted = self._cpu + seconds, 0

    def _look(self) -> None:
        tasks = list(_tasks(self.walled.number))
        with self._lock:
            self._cpu = max(self._cpu, sum(task.cpu for task in tasks))
            if self._cpu > self._step_ends:
                self._step_ends, self._interrupted = self._cpu + GRACE, self._interrupted + 1
                self.walled.interrupt() if self._interrupted <= PATIENCE else self._end("its CPU time")
        if self._cpu > self.settings.notebook_cpu_seconds:
            self._end(f"{self.settings.notebook_cpu_seconds} s of CPU time")
        if _resident(tasks) > self.settings.memory_mb * KIBI:
            self._end(f"{self.settings.memory_mb} MB of memory")
        if self._writes_too_much():
            self._end(f"{self.settings.scratch_mb} MB or {INODES} of files")

    def _writes_too_much(self) -> bool:
        """Look at the files on this machine's disk: sockets always, and others where no memory holds them."""
        everything = self.walled.server.plan.tier == LANDLOCK
        size, files = _usage(self.walled.folder if everything else self.walled.sockets)
        return files > INODES or size > self.settings.scratch_mb << 20

    def _end(self, used: str) -> None:
        self.reason = self.reason or f"it used more than {used}"
        self.walled.kill()


def _tasks(root: int) -> Iterator[Task]:
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


def _task(name: str) -> Task | None:
    try:
        fields = Path(f"/proc/{name}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    return Task(int(name), int(fields[1]), sum(map(int, fields[11:15])) / TICKS)


def _resident(tasks: list[Task]) -> int:
    """Return the kibibytes that processes hold and no file backs, what they share counted once.

    What is shared counts in each of them where counting is cheap; only where that comes to too much does
    the kernel share it out, which takes milliseconds for each process.
    """
    cheap = sum(_lines(task, "status", ("RssAnon", "RssShmem")) for task in tasks)
    if cheap <= MUCH:
        return cheap
    return sum(_lines(task, "smaps_rollup", ("Pss_Anon", "Pss_Shmem")) for task in tasks)


MUCH = 1 << 20  # kibibytes; below this nobody minds


def _lines(task: Task, file: str, names: tuple[str, ...]) -> int:
    try:
        lines = Path(f"/proc/{task.number}/{file}").read_text("ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.partition(":")[0] in names)


def _usage(folder: Path) -> tuple[int, int]:
    """Return the bytes and the number of files below a folder."""
    size = files = 0
    for parent, folders, names in os.walk(folder):
        files += len(folders) + len(names)
        if files > INODES:
            break
        for name in names:
            with suppress(OSError):
                size += os.lstat(os.path.join(parent, name)).st_blocks * 512  # noqa: PTH118 - thousands of them
    return size, files
