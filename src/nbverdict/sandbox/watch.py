"""Watches from outside what a walled process and its descendants use, and kills them if it is too much."""

import os
import threading
import time
from contextlib import suppress

from nbverdict.sandbox.cgroup import ControlGroup
from nbverdict.sandbox.ends import Cause, End
from nbverdict.sandbox.inside.plan import INODES, LANDLOCK
from nbverdict.sandbox.process import SandboxedProcess
from nbverdict.sandbox.settings import Sandbox
from nbverdict.sandbox.usage import (
    ProcessUsage,
    has_children,
    read_cpu,
    read_files,
    read_memory,
    read_nameless,
    read_tasks,
    read_watches,
)

INTERVAL, CLOSE = 0.2, 0.01  # seconds between two looks, and the least if memory may run out in between
FASTEST = 8 << 20  # kibibytes of memory that a process fills in a second
SOON = 0.05  # seconds between two looks, once it has children
PATIENCE = 3  # how often a busy process is interrupted before it is ended
WATCHES = 2_000  # files that polls watch, with those in flight: thirty times what a kernel needs
GRACE = 1.0  # seconds of CPU that an interrupt may take
KIBI = 1 << 10


class Watch(threading.Thread):
    """Looks a few times a second; `end` is set once a limit is exceeded.

    If the kernel counts in a cgroup, its numbers are read, and the kernel bounds memory itself. Else the
    watch adds up /proc, more often as less memory is left.
    """

    def __init__(self, walled: SandboxedProcess, settings: Sandbox) -> None:
        """Watch a process until it ends."""
        super().__init__(daemon=True, name="watch")
        self.walled, self.settings = walled, settings
        self.end: End | None = None
        self._on_disk = walled.server.plan.tier == LANDLOCK
        self._shares_user = os.getuid() != 0  # and so the counts that the system keeps for each user
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._cpu, self._step_ends, self._interrupted = 0.0, float("inf"), 0
        self._interval = INTERVAL

    def run(self) -> None:
        """Look until the process ends or is killed."""
        while self._pause() and self.walled.alive():
            with suppress(OSError):  # it may end while we look
                self._look()
        if self.walled.group and self.walled.group.ran_out_of_memory():  # the kernel was first
            self.end_for(Cause.MEMORY, f"{self.settings.memory_mb} MB")

    def _pause(self) -> bool:
        """Wait until it is time to look, earlier if it has children; return whether to go on."""
        ends = time.monotonic() + self._interval
        while (left := ends - time.monotonic()) > 0:
            if self._stopped.wait(min(left, SOON)):
                return False
            if not self.walled.group and has_children(self.walled.process_number):
                break
        return True

    def stop(self) -> None:
        """Stop looking."""
        self._stopped.set()
        self.join()

    def begin_step(self, seconds: float) -> None:
        """Allow what runs from now on so much CPU time; then interrupt it, and at last kill it."""
        with self._lock:
            group = self.walled.group
            used = group.cpu() if group else read_cpu(self.walled.process_number)
            self._cpu = max(self._cpu, used)
            self._step_ends, self._interrupted = self._cpu + seconds, 0

    def _look(self) -> None:
        by_group = self.walled.group and not self._on_disk and not self._shares_user
        tasks = [] if by_group else list(read_tasks(self.walled.number))
        if self.walled.group:
            self._look_at_group(self.walled.group)
        else:
            self._look_at_tasks(tasks)
        self._look_at_files(tasks)
        if self._shares_user and read_watches(tasks) > WATCHES:
            self.end_for(Cause.WATCHES, str(WATCHES))

    def _look_at_group(self, group: ControlGroup) -> None:
        """Read what the kernel counted; the page cache of files on a disk does not count."""
        self._judge_time(group.cpu())
        most = self.settings.memory_mb * KIBI
        if group.ran_out_of_memory() or (group.charged() > most and group.memory() > most):
            self.end_for(Cause.MEMORY, f"{self.settings.memory_mb} MB")

    def _look_at_tasks(self, tasks: list[ProcessUsage]) -> None:
        """Add up what /proc shows."""
        self._judge_time(sum(task.cpu for task in tasks))
        most = self.settings.memory_mb * KIBI
        memory = read_memory(tasks, most)
        self._interval = min(INTERVAL, max(CLOSE, (most - memory) / FASTEST))
        if memory > most:
            self.end_for(Cause.MEMORY, f"{self.settings.memory_mb} MB")

    def _judge_time(self, used: float) -> None:
        with self._lock:
            self._cpu = max(self._cpu, used)
            if self._cpu > self._step_ends:
                self._step_ends, self._interrupted = self._cpu + GRACE, self._interrupted + 1
                if self._interrupted <= PATIENCE:
                    self.walled.interrupt()
                else:
                    self.end_for(Cause.CPU)
        if self._cpu > self.settings.notebook_cpu_seconds:
            self.end_for(Cause.CPU, f"{self.settings.notebook_cpu_seconds} s")

    def _look_at_files(self, tasks: list[ProcessUsage]) -> None:
        """Measure its files on this machine's disk: sockets always, others unless a tmpfs holds them."""
        size, files = read_files(self.walled.folder if self._on_disk else self.walled.sockets)
        if self._on_disk:
            size += read_nameless(tasks, self.walled.folder, self.settings.limits().file_mb << 20)
        if files > INODES or size > self.settings.scratch_mb << 20:
            self.end_for(Cause.FILES, f"{self.settings.scratch_mb} MB, {INODES} files")

    def end_for(self, cause: Cause, detail: str = "") -> None:
        """Kill it; only the first cause counts."""
        self.end = self.end or End(cause, detail)
        self.walled.kill()
