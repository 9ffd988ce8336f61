"""The watch: what uses too much is interrupted or ended from outside, and the reason is kept."""

import time
from collections.abc import Callable

import pytest

from nbverdict.sandbox.ends import Cause, End
from nbverdict.sandbox.settings import Sandbox
from nbverdict.sandbox.usage import read_tasks, read_watches
from nbverdict.sandbox.watch import Watch
from tests.engine.sandbox.conftest import Start
from tests.engine.sandbox.test_forkserver import wait_until

MUCH_MEMORY = "held = [b'x' * (64 << 20) for _ in range(30)]\ntime.sleep(600)"
SHARED_MEMORY = """
import ctypes  # whose module is there already
system, size = ctypes.CDLL(None), 64 << 20
system.mmap.restype = ctypes.c_void_p
for _ in range(30):  # readable and writable, shared with children, of no file
    place = system.mmap(None, ctypes.c_size_t(size), 3, 0x21, -1, ctypes.c_size_t(0))
    ctypes.memset(place, 1, size)
time.sleep(600)
"""
HIDDEN_MEMORY = f"import ctypes\nctypes.CDLL(None).prctl(4, 0, 0, 0, 0)\n{MUCH_MEMORY}"
SOCKETS = """
def fill():
    held = [socket.socketpair() for _ in range(240)]
    for one in (end for pair in held for end in pair):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
        one.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                one.send(b"x" * 30_000)
    time.sleep(600)
import contextlib, socket
for _ in range(14):
    if os.fork() == 0:
        fill()
time.sleep(600)
"""
BUSY = "while True: pass"
PATIENT = """
def go_on(*_):
    print()
signal.signal(signal.SIGINT, go_on)
while True:
    pass
"""
CHILDREN = "[os.fork() for _ in range(2)]\nwhile True: pass"
Watched = Callable[..., Watch]


@pytest.fixture
def watched(start: Start) -> Watched:
    """Start code, and watch it until it ends or a few seconds have passed."""

    def watching(code: str, *, step: float = 0, **limits: int) -> Watch:
        walled = start(code)
        watch = Watch(walled, Sandbox(**limits))
        if step:
            watch.begin_step(step)
        watch.start()
        watch.join(20)
        watch.stop()
        return watch

    return watching


@pytest.mark.parametrize(
    "code",
    [MUCH_MEMORY, SHARED_MEMORY, HIDDEN_MEMORY, SOCKETS],
    ids=["private", "shared", "hidden", "in sockets"],
)
def test_memory_that_is_held_is_bounded(watched: Watched, code: str) -> None:
    """Whoever holds more than they may is ended."""
    watch = watched(code, memory_mb=1200)

    assert watch.end == End(Cause.MEMORY, "1200 MB")
    assert not watch.walled.alive()
    assert not watch.walled.killed_from_outside()


WATCHING = """
import select, socket
here = socket.socketpair()
polls = [select.epoll() for _ in range({polls})]
for number in range(100, 400):
    os.dup2(here[0].fileno(), number)
    for poll in polls:
        poll.register(number)
for _ in range(10):
    socket.send_fds(here[0], [b"x"], [0] * 5)
time.sleep(600)
"""


def test_what_is_counted_for_a_user_is_counted_for_a_notebook(start: Start) -> None:
    """How many files its polls watch, and how many descriptors wait in its sockets."""
    walled = start(WATCHING.format(polls=1))

    assert wait_until(lambda: read_watches(read_tasks(walled.number)) >= 350)


def test_who_takes_what_its_user_has_is_ended(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an ordinary user grades, all notebooks and that user's programs share it."""
    monkeypatch.setattr("nbverdict.sandbox.watch.os.getuid", lambda: 1000)

    assert watched(WATCHING.format(polls=8)).end == End(Cause.WATCHES, "2000")


def test_cpu_time_of_a_notebook_is_bounded(watched: Watched) -> None:
    """What it started counts with it."""
    started = time.monotonic()
    watch = watched(CHILDREN, notebook_cpu_seconds=2)

    assert watch.end == End(Cause.CPU, "2 s")
    assert time.monotonic() - started < 15


def test_a_step_that_computes_too_long_is_interrupted(watched: Watched) -> None:
    """The interrupt is that of a terminal: a program that does nothing about it ends."""
    watch = watched(BUSY, step=0.5)

    assert not watch.walled.alive()
    assert watch.end is None


def test_a_step_that_ignores_interrupts_is_ended(watched: Watched) -> None:
    """After a few of them."""
    watch = watched(PATIENT, step=0.3)

    assert watch.end == End(Cause.CPU)


def test_a_patient_process_is_left_alone(start: Start) -> None:
    """One that sleeps uses nothing."""
    watch = Watch(start("time.sleep(600)"), Sandbox(memory_mb=100, notebook_cpu_seconds=5))
    watch.start()
    time.sleep(1)
    watch.stop()

    assert watch.end is None
    assert watch.walled.alive()
