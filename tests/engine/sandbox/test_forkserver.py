"""The fork server: what it starts ends with it, with its keeper, and with whoever started it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from graders.models.cache import PROJECT
from nbverdict.errors import OperatorError
from nbverdict.sandbox.forkserver import ForkServer
from tests.engine.sandbox.conftest import Start, bare_plan

FOREVER = "time.sleep(600)"
FAMILY = """
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)
time.sleep(600)
"""
SUICIDE = """
import ctypes, fcntl, resource, struct, threading
libc = ctypes.CDLL(None, use_errno=True)
KILL = signal.SIGKILL
numbers_of = {"x86_64": (222, 223, 56), "aarch64": (107, 110, 220)}
timer_create, timer_settime, clone = numbers_of[os.uname().machine]
def by_a_timer():
    timer = ctypes.c_int()
    libc.syscall(timer_create, 1, struct.pack("QiiQ40x", 0, KILL, 0, 0), ctypes.byref(timer))
    libc.syscall(timer_settime, timer, 0, struct.pack("4q", 0, 0, 0, 1000), 0)
def by_a_pipe():
    reading, writing = os.pipe()
    fcntl.fcntl(reading, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(reading, 10, KILL)
    fcntl.fcntl(reading, fcntl.F_SETFL, os.O_ASYNC)
    os.write(writing, b"x")
def by_a_child():
    if libc.syscall(clone, KILL, 0, 0, 0, 0) == 0:
        os._exit(0)
def by_a_thread():
    thread = threading.Thread(target=time.sleep, args=(600,), daemon=True)
    thread.start()
    os.kill(thread.native_id, KILL)
def by_a_limit():
    resource.setrlimit(resource.RLIMIT_CPU, (0, 0))
ways = [by_a_timer, by_a_pipe, by_a_child, by_a_thread, by_a_limit]
for number in (os.getpid(), 0, -os.getpid()):
    ways.append(lambda number=number: os.kill(number, KILL))
    ways.append(lambda number=number: libc.kill(number, KILL))
for way in ways:
    try:
        way()
    except (OSError, ValueError):
        pass
    time.sleep(0.05)
child = os.fork()
if child == 0:
    time.sleep(600)
os.kill(child, KILL)
if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -KILL:
    libc.prctl(15, b"survivor", 0, 0, 0)
time.sleep(600)
"""
TRUSTED = """
import sys, time
from dataclasses import replace
from pathlib import Path
from nbverdict.sandbox.forkserver import ForkServer
from nbverdict.sandbox.plans import make_plan
from nbverdict.sandbox.settings import Sandbox
server = ForkServer(replace(make_plan(Sandbox(), sys.argv[2]), imports=(), visible=()))
server.start(Path(sys.argv[1]), script="import time; time.sleep(600)")
print(server.folder, flush=True)
time.sleep(600)
"""


def wait_until(true: Callable[[], object], *, seconds: float = 10) -> bool:
    """Say whether something became true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def family(number: int) -> list[psutil.Process]:
    """Return a process and all that descend from it and still run."""
    root = psutil.Process(number)
    everybody = [root, *root.children(recursive=True)]
    return [one for one in everybody if runs(one)]


def runs(process: psutil.Process) -> bool:
    """Say whether a process still runs; it may end while it is looked at."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def gone(processes: list[psutil.Process]) -> bool:
    """Say whether none of these runs."""
    return not any(map(runs, processes))


def test_a_process_ends_with_all_that_it_started(start: Start) -> None:
    """Daemons that left their session and their parent are no exception."""
    walled = start(FAMILY)
    assert wait_until(lambda: len(family(walled.number)) >= 4)
    processes = family(walled.number)

    walled.kill()

    assert wait_until(lambda: gone(processes))
    assert not walled.alive()


def test_what_a_process_left_running_ends_when_it_does(start: Start) -> None:
    """A daemon does not outlive the notebook that ended by itself."""
    walled = start(FAMILY.rpartition("time.sleep")[0] + "time.sleep(0.5)")
    assert wait_until(lambda: walled.number and len(family(walled.number)) >= 4)
    processes = family(walled.number)

    assert wait_until(lambda: gone(processes))


def test_killing_the_server_ends_everything(server: ForkServer, start: Start) -> None:
    """Its processes end, its supervisor ends, its folder goes, and that was nothing of the process's own."""
    walled = start(FAMILY)
    wait_until(lambda: len(family(walled.number)) >= 4)
    supervisor = psutil.Process(server._process.pid)
    processes = family(supervisor.pid)

    supervisor.children()[0].kill()

    assert wait_until(lambda: gone(processes) and not server.folder.exists())
    assert walled.killed_from_outside()
    with pytest.raises(OperatorError, match="has ended"):
        start(FOREVER)


@pytest.mark.parametrize("tier", ["namespaces", "landlock"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killing_the_grader_ends_everything(tier: str, number: int, tmp_path: Path) -> None:
    """No process and no folder of it stays behind."""
    grader = subprocess.Popen(
        [sys.executable, "-c", TRUSTED, str(tmp_path), tier], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert grader.stdout
    folder = Path(grader.stdout.readline().strip())
    processes = family(grader.pid)
    assert len(processes) >= 4  # with its supervisor, server and process
    assert folder.is_dir()

    grader.send_signal(number)
    grader.communicate()

    assert wait_until(lambda: gone(processes) and not folder.exists())


def test_a_process_that_ends_itself_was_not_killed(start: Start) -> None:
    """By leaving, by a signal, or by a fault: that is its own doing."""
    for code in ("os._exit(0)", "os.kill(os.getpid(), signal.SIGSEGV)", "import ctypes; ctypes.string_at(0)"):
        walled = start(code + "\ntime.sleep(0.2)")
        assert wait_until(lambda walled=walled: not walled.alive())
        assert not walled.killed_from_outside(), code


def test_a_process_that_was_killed_says_so(start: Start) -> None:
    """Somebody else's SIGKILL is seen as that; ours is not somebody else's."""
    walled, ours = start(FOREVER), start(FOREVER)
    os.kill(walled.number, signal.SIGKILL)
    ours.kill()

    assert wait_until(lambda: not walled.alive())
    assert walled.killed_from_outside()
    assert not ours.killed_from_outside()


def test_nobody_inside_can_kill_the_first_process(start: Start) -> None:
    """By no way that is known, so a SIGKILL always came from outside; what it started it can end."""
    walled = start(SUICIDE)

    assert wait_until(lambda: psutil.Process(walled.process_number).name() == "survivor")


def test_links_and_notebooks_stay_outside(server: ForkServer, tmp_path: Path) -> None:
    """A notebook may hold hidden tests, and a link may lead anywhere."""
    work = tmp_path / "folder"
    work.mkdir()
    (work / "graded.ipynb").write_text("{}")
    (work / "link").symlink_to("/etc/passwd")
    (work / "data.txt").write_text("x")
    walled = server.start(work, script="import time; time.sleep(600)")

    assert [path.name for path in (walled.folder / "home" / "work").iterdir()] == ["data.txt"]
    walled.close()
    assert not walled.folder.exists()


@pytest.mark.parametrize("tier", ["namespaces", "landlock"])
def test_a_grader_in_the_background_can_interrupt(tier: str, tmp_path: Path) -> None:
    """A shell lets what it starts there ignore interrupts, and so would all that this starts."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = ForkServer(bare_plan(tier))
    try:
        walled = server.start(tmp_path, script="import time\ntime.sleep(60)")
        walled.interrupt()
        assert wait_until(lambda: not walled.alive())
        walled.close()
    finally:
        signal.signal(signal.SIGINT, before)
        server.close()
