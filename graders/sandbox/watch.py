"""Watches from outside what a walled process and all that it started use, and ends what uses too much."""

import threading
import time
from contextlib import suppress

from graders.sandbox.inside.plan import INODES, LANDLOCK
from graders.sandbox.settings import Sandbox
from graders.sandbox.usage import has_children, read_cpu, read_files, read_memory, read_tasks
from graders.sandbox.walled import Walled

INTERVAL, CLOSE = 0.2, 0.03  # seconds between two looks, and once half of the memory is used
SOON = 0.05  # seconds, once it has started others
PATIENCE = 3  # how often a busy process is interrupted before it is ended
GRACE = 1.0  # seconds of CPU that an interrupt may take
KIBI = 1 << 10


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
        self._interval = INTERVAL

    def run(self) -> None:
        """Look, until the process ends or is ended."""
        while self._pause() and self.walled.alive():
            with suppress(OSError):  # it may end while we look
                self._look()

    def _pause(self) -> bool:
        """Wait until it is time to look, sooner where it has started others; say whether to go on."""
        ends = time.monotonic() + self._interval
        while (left := ends - time.monotonic()) > 0:
            if self._stopped.wait(min(left, SOON)):
                return False
            if has_children(self.walled.process_number):
                break
        return True

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self.join()

    def begin_step(self, seconds: float) -> None:
        """Let what runs from now on use so much CPU time; then it is interrupted, and at last ended."""
        with self._lock:
            self._cpu = max(self._cpu, read_cpu(self.walled.process_number))
            self._step_ends, self._interrupted = self._cpu + seconds, 0

    def _look(self) -> None:
        tasks = list(read_tasks(self.walled.number))
        with self._lock:
            self._cpu = max(self._cpu, sum(task.cpu for task in tasks))
            if self._cpu > self._step_ends:
                self._step_ends, self._interrupted = self._cpu + GRACE, self._interrupted + 1
                self.walled.interrupt() if self._interrupted <= PATIENCE else self._end("its CPU time")
        if self._cpu > self.settings.notebook_cpu_seconds:
            self._end(f"{self.settings.notebook_cpu_seconds} s of CPU time")
        most = self.settings.memory_mb * KIBI
        memory = read_memory(tasks, most)
        self._interval = INTERVAL if memory < most / 2 else CLOSE
        if memory > most:
            self._end(f"{self.settings.memory_mb} MB of memory")
        if self._writes_too_much():
            self._end(f"{self.settings.scratch_mb} MB or {INODES} of files")

    def _writes_too_much(self) -> bool:
        """Look at the files on this machine's disk: sockets always, and others where no memory holds them."""
        everything = self.walled.server.plan.tier == LANDLOCK
        size, files = read_files(self.walled.folder if everything else self.walled.sockets)
        return files > INODES or size > self.settings.scratch_mb << 20

    def _end(self, used: str) -> None:
        self.reason = self.reason or f"it used more than {used}"
        self.walled.kill()
