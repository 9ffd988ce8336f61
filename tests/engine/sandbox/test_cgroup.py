"""Groups: the kernel counts and bounds what a process uses with all that it started; none is left."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graders.models.cache import PROJECT
from nbverdict.sandbox.cgroup import (
    GROUP,
    SHARES,
    V1,
    V2,
    Accounting,
    ControlGroup,
    ControlGroupParent,
    accounting,
    doors_of,
    find_place,
)
from nbverdict.sandbox.ends import Cause
from nbverdict.sandbox.settings import Sandbox
from nbverdict.sandbox.watch import Watch
from tests.engine.sandbox.conftest import Start
from tests.engine.sandbox.test_forkserver import wait_until

needs_groups = pytest.mark.skipif(
    accounting() is Accounting.PROC, reason="this machine lets us make no groups"
)
LEAVING = """
import sys, time
from nbverdict.sandbox.cgroup import find_place
group = find_place().make(memory_mb=64, processes=8)
print(*group.folders.values(), flush=True)
time.sleep(60)
"""


def kept() -> list[Path]:
    """Return the folders of all groups of ours on this machine that belong to this process."""
    place = find_place()
    named = f"{GROUP}*-{os.getpid()}-*"
    return [one for parent in place.parents.values() for one in parent.glob(named)] if place else []


@needs_groups
def test_a_process_is_in_its_group_before_its_first_byte(start: Start) -> None:
    """With all that it starts; and its group goes with it."""
    walled = start("os.fork()\nos.fork()\ntime.sleep(600)")
    assert walled.group
    procs = [folder / "cgroup.procs" for folder in walled.group.folders.values()]

    assert wait_until(lambda: all(len(one.read_text().split()) == 4 for one in procs))
    walled.close()
    assert not kept()


@needs_groups
def test_time_of_those_whom_nobody_waited_for_counts(start: Start) -> None:
    """The kernel adds it where a process ignores that its children end."""
    code = """
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in range(4):
    if os.fork() == 0:
        while time.process_time() < 0.5: pass
        os._exit(0)
    time.sleep(1)
time.sleep(600)
"""
    walled = start(code)
    assert walled.group

    assert wait_until(lambda: walled.group is not None and walled.group.cpu() > 1.8, seconds=40)


@needs_groups
def test_the_end_of_a_killed_bound_is_memory(start: Start) -> None:
    """Who runs into the kernel's own bound was not killed from outside, and nothing of ours had to look."""
    walled = start("held = []\nwhile True: held.append(b'x' * (64 << 20))")

    assert wait_until(lambda: not walled.alive(), seconds=60)
    end = walled.ended()
    assert end is not None
    assert end.cause is Cause.MEMORY


@needs_groups
def test_groups_of_a_grader_that_was_killed_are_removed() -> None:
    """The next grader does it, and leaves those of graders that run."""
    place = find_place()
    assert place
    graders = [
        subprocess.Popen([sys.executable, "-c", LEAVING], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    folders = [[Path(one) for one in grader.stdout.readline().split()] for grader in graders if grader.stdout]
    graders[0].kill()
    graders[0].communicate()
    find_place.cache_clear()
    find_place()
    left = [[folder.is_dir() for folder in one] for one in folders]
    graders[1].send_signal(signal.SIGKILL)
    graders[1].communicate()
    find_place.cache_clear()
    find_place()

    assert folders[0]
    assert not any(left[0])
    assert all(left[1])


@needs_groups
def test_a_watch_looks_at_what_the_kernel_counted(start: Start) -> None:
    """A bound that is lower than the kernel's holds too."""
    watch = Watch(start("held = b'x' * (300 << 20)\ntime.sleep(600)"), Sandbox(memory_mb=200))
    watch.start()
    watch.join(20)
    watch.stop()

    assert watch.end is not None
    assert watch.end.cause is Cause.MEMORY


def _shares_processors(place: ControlGroupParent) -> bool:
    if place.version is V1:
        return SHARES in place.parents
    return SHARES in (place.parents["memory"] / "cgroup.subtree_control").read_text("ascii").split()


@needs_groups
def test_whoever_has_many_processes_gets_no_more_of_a_processor() -> None:
    """Two groups share one alike, where one has eight processes, each with a session of its own."""
    place = find_place()
    assert place
    if not _shares_processors(place):
        pytest.skip("this machine gives nobody a share of its processors")
    groups = [place.make(memory_mb=64, processes=16) for _ in range(2)]
    spins = "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\nwhile True: pass"
    busy = []
    try:
        for group in (*[groups[0]] * 8, groups[1]):
            process = subprocess.Popen([sys.executable, "-c", spins], start_new_session=True)
            busy.append(process)
            with doors_of(group) as doors:
                for door in doors:
                    os.write(door, str(process.pid).encode())
        assert wait_until(lambda: sum(group.cpu() for group in groups) > 4, seconds=60)
        shares = [group.cpu() for group in groups]
    finally:
        for process in busy:
            process.kill()
            process.wait()
        for group in groups:
            group.close()
    assert shares[1] / sum(shares) > 0.35


def unified() -> Path | None:
    """Return where version 2 is mounted, where we may make groups there."""
    lines = Path("/proc/self/mountinfo").read_text("utf-8").splitlines()
    mounts = [Path(line.split()[4]) for line in lines if " - cgroup2 " in line]
    return mounts[0] if mounts and os.access(mounts[0], os.W_OK) else None


@pytest.mark.skipif(unified() is None, reason="no cgroup v2 that is ours")
def test_version_2_counts_time_and_ends_all_at_once() -> None:
    """Also where the machine gave its controllers to version 1: time and `cgroup.kill` need none."""
    mount = unified()
    assert mount
    folder = mount / f"{GROUP}test-{os.getpid()}"
    folder.mkdir()
    group = ControlGroup(V2, {"memory": folder})
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        (folder / "cgroup.procs").write_text(str(busy.pid))
        assert wait_until(lambda: group.cpu() > 0.2)
    finally:
        group.close()
    assert busy.wait(10) == -signal.SIGKILL
    assert not folder.exists()


def test_version_2_is_bounded_by_its_own_files(tmp_path: Path) -> None:
    """What is written for a bound, and what is read of an end, by the names that Linux documents."""
    place = ControlGroupParent(V2, {"memory": tmp_path})
    group = place.make(memory_mb=512, processes=9)
    folder = group.folders["memory"]
    written = {file.name: file.read_text() for file in folder.iterdir()}
    told = {
        "cpu.stat": "usage_usec 2500000\nuser_usec 1\n",
        "memory.current": str(900 << 20),
        "memory.stat": f"anon 1\nfile {700 << 20}\nshmem {100 << 20}\n",
        "memory.events": "low 0\nhigh 0\nmax 3\noom 1\noom_kill 1\noom_group_kill 1\n",
        "pids.events": "max 2\n",
    }
    for name, text in told.items():
        (folder / name).write_text(text)

    assert written == {
        "memory.max": str(512 << 20),
        "memory.swap.max": "0",
        "memory.oom.group": "1",
        "pids.max": "9",
    }
    assert (group.cpu(), group.memory()) == (2.5, 300 << 10)
    assert group.ran_out_of_memory()
    assert group.was_refused_processes()
