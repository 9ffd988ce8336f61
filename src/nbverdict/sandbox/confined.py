"""Runs our own code on a submission in a forked process: walled in, and killed if it exceeds its budget.

All code that parses, converts, judges or renders a submission runs here. Its result is a bounded reply.
"""

import errno
import os
import resource
import select
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from nbverdict.sandbox.inside import filter as seccomp
from nbverdict.sandbox.inside import landlock
from nbverdict.sandbox.inside.alone import READABLE
from nbverdict.sandbox.inside.syscalls import DEATH_SIGNAL, DUMPABLE, drop_capabilities, leave_no_core, prctl
from nbverdict.sandbox.link import Link, Service, serve_one
from nbverdict.sandbox.usage import read_files

OUT_OF_MEMORY, OUT_OF_SPACE, FAILED = 91, 92, 93  # exit codes
ANSWERED_S = 10.0  # for the confined process to take an answer
FULL = (errno.EFBIG, errno.ENOSPC)  # no more can be written
LOOK_S = 0.5  # between two looks at what a process has written
HOMES = ("HOME", "TMPDIR", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
OVERRIDE_PERMISSIONS = 1  # CAP_DAC_OVERRIDE: a kernel's sockets belong to another user


class StopCause(StrEnum):
    """What ended a confined process."""

    CPU = "CPU time"
    WALL = "time"
    MEMORY = "memory"
    DISK = "disk space"
    REPLY = "an answer too long to be taken"
    DIED = "its process ended"


class ConfinedEnd(Exception):  # noqa: N818 - an outcome of a submission, not our error
    """A confined process ended without a result."""

    def __init__(self, cause: StopCause) -> None:
        super().__init__(cause.value)
        self.cause = cause


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What the trusted side may spend on one submission; the student's process has limits of its own."""

    cpu_seconds: int
    wall_seconds: int
    memory_mb: int
    disk_mb: int
    reply_mb: int = 16


@dataclass(frozen=True, kw_only=True)
class Access:
    """Which files a confined process may open, besides the system and the environment."""

    read: tuple[Path, ...] = ()
    write: tuple[Path, ...] = ()

    def rules(self) -> dict[str, int]:
        """Return the rights below each path."""
        system = [*READABLE, sys.prefix, sys.base_prefix, *map(str, self.read)]
        rules = {os.path.realpath(path): landlock.READ for path in system}
        devices = ("/dev/null", "/dev/urandom", "/dev/zero")
        rules |= dict.fromkeys(devices, landlock.DEVICE)
        return rules | {os.path.realpath(path): landlock.FILES for path in self.write}


_inside: list[bool] = []  # not empty if this process is confined


def is_confined() -> bool:
    """Return whether this process is confined."""
    return bool(_inside)


@contextmanager
def trusted() -> Iterator[None]:
    """Run work without confinement meanwhile: it must not touch a student's data."""
    _inside.append(True)
    try:
        yield
    finally:
        _inside.pop()


def confined(
    work: Callable[[Link], bytes],
    *,
    budget: Budget,
    access: Access | None = None,
    scratch: Path | None = None,
    services: Mapping[str, Service] | None = None,
) -> bytes:
    """Do work in a forked process, and return its result; it may use `services`, and nothing else outside.

    Without `access` it may open the files that this process may, and only its budget confines it. `scratch`
    is its folder for temporary files, whose size counts against the budget.

    Raises:
        ConfinedEnd: it ended without a result.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(ANSWERED_S)
    reading, writing = os.pipe()
    if access is not None:
        _filter()  # cached here, or each fork would build it again
    process = os.fork()
    if process == 0:
        ours.close()
        os.close(reading)
        _begin(work, Link(theirs), writing, budget, access, scratch)
    theirs.close()
    os.close(writing)
    watched = Watched(process, ours, reading, budget, scratch)
    try:
        return watched.result(services or {})
    finally:
        watched.end()


class Watched:
    """The parent's side of a confined process."""

    def __init__(
        self, process: int, channel: socket.socket, reply: int, budget: Budget, scratch: Path | None
    ) -> None:
        """Watch a child of this process."""
        self.process, self.channel, self.reply = process, channel, reply
        self.budget, self.scratch = budget, scratch
        os.set_blocking(reply, False)
        self._pidfd = os.pidfd_open(process)
        self._ended: int | None = None
        self._says_more = True
        self._looked = time.monotonic()

    def result(self, services: Mapping[str, Service]) -> bytes:
        """Answer its requests, and return its reply.

        Raises:
            ConfinedEnd: it ended without one.
        """
        deadline = time.monotonic() + self.budget.wall_seconds
        reply, asks, running = bytearray(), True, True
        while running:
            left = deadline - time.monotonic()
            if left <= 0:
                raise ConfinedEnd(StopCause.WALL)
            watched: list[Any] = [self._pidfd]
            watched += [self.reply] if self._says_more else []
            watched += [self.channel] if asks else []
            ready = select.select(watched, [], [], min(left, LOOK_S))[0]
            running = self._pidfd not in ready  # a descendant may keep the pipe open: it does not count
            self._check_disk()
            reply += self._heard() if self._says_more else b""
            if len(reply) > self.budget.reply_mb << 20:
                raise ConfinedEnd(StopCause.REPLY)
            if self.channel in ready:
                asks = serve_one(self.channel, services)
        self._wait()
        if cause := _cause(self._ended or 0):
            raise ConfinedEnd(cause)
        return bytes(reply)

    def _heard(self) -> bytes:
        """Return the part of its reply that has arrived, one byte beyond the limit at most."""
        parts, left = bytearray(), (self.budget.reply_mb << 20) + 1
        with suppress(BlockingIOError):
            while left > len(parts) and self._says_more:
                part = os.read(self.reply, 1 << 20)
                parts += part
                self._says_more = bool(part)
        return bytes(parts)

    def end(self) -> None:
        """Kill it with its process group, and close its descriptors."""
        if self._ended is None:
            os.kill(self.process, signal.SIGKILL)
            self._wait()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process, signal.SIGKILL)
        self.channel.close()
        os.close(self.reply)
        os.close(self._pidfd)

    def _wait(self) -> None:
        if self._ended is None:
            _, self._ended = os.waitpid(self.process, 0)

    def _check_disk(self) -> None:
        """Measure its files, at most once in `LOOK_S`, and raise if they exceed the budget."""
        if self.scratch is None or time.monotonic() - self._looked < LOOK_S:
            return
        self._looked = time.monotonic()
        size, _ = read_files(self.scratch)
        if size > self.budget.disk_mb << 20:
            raise ConfinedEnd(StopCause.DISK)


def _cause(status: int) -> StopCause | None:
    """Return the cause of an end from its wait status; None if it exited as it should."""
    if os.WIFSIGNALED(status):
        return StopCause.CPU if os.WTERMSIG(status) == signal.SIGXCPU else StopCause.DIED
    codes = {0: None, OUT_OF_MEMORY: StopCause.MEMORY, OUT_OF_SPACE: StopCause.DISK}
    return codes.get(os.WEXITSTATUS(status), StopCause.DIED)


def _begin(
    work: Callable[[Link], bytes],
    link: Link,
    writing: int,
    budget: Budget,
    access: Access | None,
    scratch: Path | None,
) -> NoReturn:
    """Do the work in the forked process, and never return."""
    code = FAILED
    try:
        _inside.append(True)
        _confine(budget, access)
        if scratch is not None:
            tempfile.tempdir = str(scratch)
        if scratch is not None and access is not None:
            os.environ.update(dict.fromkeys(HOMES, str(scratch)))  # it may not write to the user's own
        reply = work(link)
        with open(writing, "wb", buffering=0) as pipe:
            view = memoryview(reply)
            while view:
                view = view[pipe.write(view) or 0 :]
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    except OSError as error:
        code = OUT_OF_SPACE if error.errno in FULL else FAILED
    finally:
        os._exit(code)


def _confine(budget: Budget, access: Access | None) -> None:
    """Put limits and walls around this process, and let it die with its parent."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the grader handles an interrupt at the terminal
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    prctl(DEATH_SIGNAL, signal.SIGKILL)
    leave_no_core()
    for kind, most in (
        (resource.RLIMIT_CPU, budget.cpu_seconds),
        (resource.RLIMIT_FSIZE, budget.disk_mb << 20),
        (resource.RLIMIT_DATA, mapped_data() + (budget.memory_mb << 20)),
    ):
        resource.setrlimit(kind, (most, most + 1 if kind == resource.RLIMIT_CPU else most))
    if access is None:
        return
    if os.getuid() == 0:
        drop_capabilities(keep=1 << OVERRIDE_PERMISSIONS)
    prctl(DUMPABLE, 1)
    landlock.restrict(access.rules(), tcp=False)
    seccomp.install(_filter())


@cache
def _filter() -> bytes:
    return seccomp.with_local_sockets()


def mapped_data() -> int:
    """Return the bytes of private memory that this process has mapped already."""
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - at each fork
        return next(int(line.split()[1]) for line in status if line.startswith("VmData:")) << 10
