"""Where no kernel counts for us, /proc leaves nothing uncounted: what it does not show is refused."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nbverdict.sandbox import connection
from nbverdict.sandbox.ends import Cause, End
from nbverdict.sandbox.forkserver import ForkServer
from nbverdict.sandbox.inside.plan import LANDLOCK, NAMESPACES, PIECE
from nbverdict.sandbox.settings import Sandbox
from nbverdict.sandbox.watch import Watch
from tests.engine.sandbox.conftest import bare_plan
from tests.engine.sandbox.test_watch import MUCH_MEMORY, SOCKETS

SHARED = """
import ctypes
system = ctypes.CDLL(None, use_errno=True)
system.mmap.restype = system.mremap.restype = ctypes.c_void_p
def held(megabytes, file=-1, flags=0x21):
    size = megabytes << 20
    place = system.mmap(None, ctypes.c_size_t(size), 3, flags, file, ctypes.c_size_t(0))
    if place == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "mmap")
    return place, size
"""
LETS_GO_OF_PAGES = (
    SHARED
    + """
kept = []
for _ in range(60):
    place, size = held(16)
    ctypes.memset(place, 1, size)
    system.madvise(ctypes.c_void_p(place), ctypes.c_size_t(size), 4)  # MADV_DONTNEED
time.sleep(600)
"""
)
KEEPS_ONE_PAGE = (
    SHARED
    + """
for _ in range(60):
    place, size = held(16)
    ctypes.memset(place, 1, size)
    system.munmap(ctypes.c_void_p(place + 4096), ctypes.c_size_t(size - 4096))
time.sleep(600)
"""
)
IN_CHILDREN = (
    SHARED
    + """
for _ in range(20):
    if os.fork() == 0:
        for _ in range(3):
            place, size = held(16)
            ctypes.memset(place, 1, size)
            system.madvise(ctypes.c_void_p(place), ctypes.c_size_t(size), 4)
        time.sleep(600)
time.sleep(600)
"""
)
ONE_PIECE = (
    SHARED
    + """
place, _ = held(500)
for begins in range(place, place + (500 << 20), 50 << 20):
    ctypes.memset(begins, 1, 50 << 20)
    system.madvise(ctypes.c_void_p(begins), ctypes.c_size_t(50 << 20), 4)
"""
)
TCP = """
import socket
listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen()
pairs = []
for _ in range(240):
    one = socket.socket()
    one.connect(listening.getsockname())
    pairs.append((one, listening.accept()[0]))
for one, other in pairs:
    one.setblocking(False)
    for _ in range(40):  # a reader who keeps up lets both ends grow
        try:
            one.send(b"x" * 1_000_000)
        except BlockingIOError:
            pass
        other.recv(1 << 22)
    try:
        while True:
            one.send(b"x" * 1_000_000)
    except BlockingIOError:
        pass
time.sleep(600)
"""
IGNORED = "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
BRIEF_CHILDREN = """
while True:
    if os.fork() == 0:
        while time.process_time() < 0.03: pass
        os._exit(0)
    time.sleep(0.035)
"""
GRANDCHILDREN = """
while True:
    if os.fork() == 0:
        if os.fork() == 0:
            while time.process_time() < 0.2: pass
        os._exit(0)
    time.sleep(0.25)
"""
NAMELESS = """
file = os.open("big", os.O_RDWR | os.O_CREAT)
os.unlink("big")
for _ in range(80):
    os.write(file, b"x" * (1 << 20))
"""
NAMELESS_AND_CLOSED = (
    NAMELESS
    + "import ctypes\n"
    + """
system = ctypes.CDLL(None)
system.mmap.restype = ctypes.c_void_p
system.mmap(None, ctypes.c_size_t(4096), 1, 1, file, ctypes.c_size_t(0))
os.close(file)
"""
)
WAIT = "\ntime.sleep(600)"
Counted = Callable[..., Watch]


@pytest.fixture
def counted(uncounted: ForkServer, tmp_path: Path) -> Iterator[Counted]:
    """Start code where nothing but /proc counts, and watch it until it ends or some seconds have passed."""
    work = tmp_path / "work"
    work.mkdir()
    started = []

    def counting(code: str, *, seconds: float = 20, **limits: int) -> Watch:
        walled = uncounted.start(work, script=f"import os, time, signal\n{code}")
        watch = Watch(walled, Sandbox(**limits))
        started.append(walled)
        watch.start()
        watch.join(seconds)
        watch.stop()
        return watch

    yield counting
    for walled in started:
        walled.close()


@pytest.mark.parametrize(
    "code",
    [MUCH_MEMORY, SOCKETS, LETS_GO_OF_PAGES, KEEPS_ONE_PAGE, IN_CHILDREN],
    ids=["private", "sockets", "lets go of pages", "keeps one page", "in children"],
)
def test_no_memory_is_held_unseen(counted: Counted, code: str) -> None:
    """Also such as no process shows any more."""
    watch = counted(code, memory_mb=600)

    assert watch.walled.group is None
    assert watch.end == End(Cause.MEMORY, "600 MB")


def test_shared_memory_of_no_file_comes_in_pieces(uncounted: ForkServer, tmp_path: Path) -> None:
    """A larger one is refused, of either kind, and so is the device that stands for it."""
    code = f"""
for size in ({PIECE >> 20}, {(PIECE >> 20) + 1}):
    for flags in (0x21, 0x23):
        try:
            held(size, flags=flags)
            told.append("held")
        except OSError as error:
            told.append("refused")
try:
    os.open("/dev/zero", os.O_RDWR)
    told.append("opened")
except OSError:
    told.append("closed")
"""
    told = asked(uncounted, tmp_path, SHARED + "told = []" + code + "channel.send(' '.join(told).encode())")

    assert told == "held refused refused refused closed"


def test_tcp_holds_no_more_than_other_sockets(counted: Counted) -> None:
    """Where there is a network of one's own; its connections do not grow by being read."""
    watch = counted(TCP, memory_mb=150)
    if watch.walled.server.plan.tier == NAMESPACES:
        assert watch.end == End(Cause.MEMORY, "150 MB")


@pytest.mark.parametrize(
    "code",
    [IGNORED + BRIEF_CHILDREN, IGNORED + GRANDCHILDREN, GRANDCHILDREN],
    ids=["brief children, ignored", "grandchildren, ignored", "grandchildren"],
)
def test_no_time_is_used_unseen(counted: Counted, code: str) -> None:
    """That of children counts whether or not somebody waits for them."""
    started = time.monotonic()
    watch = counted(code, seconds=60, notebook_cpu_seconds=2)

    assert watch.end == End(Cause.CPU, "2 s")
    assert time.monotonic() - started < 45


@pytest.mark.parametrize("code", [NAMELESS, NAMELESS_AND_CLOSED], ids=["open", "only mapped"])
def test_no_file_is_held_unseen(uncounted: ForkServer, counted: Counted, code: str) -> None:
    """One without a name takes as much of a disk."""
    if uncounted.plan.tier == NAMESPACES:
        pytest.skip("its folders lie in memory of a fixed size")
    watch = counted(code + WAIT, scratch_mb=40)

    assert watch.end is not None
    assert watch.end.cause is Cause.FILES


def test_an_honest_process_is_left_alone(counted: Counted) -> None:
    """Memory of its own, a piece that it shares with a child, and children that it waits for."""
    code = (
        SHARED
        + """
own = b"x" * (100 << 20)
shared = held(8)
if os.fork() == 0:
    os._exit(0)
os.wait()
time.sleep(600)
"""
    )
    watch = counted(code, seconds=2, memory_mb=400, notebook_cpu_seconds=5)

    assert watch.end is None
    assert watch.walled.alive()


def asked(server: ForkServer, work: Path, code: str) -> str:
    """Return what code told of itself, through a channel."""
    ours, theirs = socket.socketpair()
    with ours:
        head = "import os, socket\nchannel = socket.socket(fileno=numbers[0])\n"
        walled = server.start(work, script=head + code, descriptors=[theirs.fileno()])
        theirs.close()
        ours.settimeout(20)
        told = ours.recv(1000).decode()
        walled.close()
    return told


@pytest.mark.parametrize(
    ("code", "limits"),
    [(ONE_PIECE + WAIT, {"memory_mb": 300}), (IGNORED + BRIEF_CHILDREN, {"notebook_cpu_seconds": 2})],
    ids=["memory", "time"],
)
def test_without_what_is_refused_it_is_used_unseen(
    code: str, limits: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where neither the kernel counts nor what /proc does not show is refused."""
    monkeypatch.setattr(connection, "find_place", lambda: None)
    server = ForkServer(replace(bare_plan(LANDLOCK), counted=True))
    walled = server.start(tmp_path, script=f"import os, time, signal\n{code}")
    watch = Watch(walled, Sandbox(**limits))
    watch.start()
    watch.join(8)
    watch.stop()
    server.close()

    assert watch.end is None
