"""The walls, tried from inside, at each tier, as root and as an ordinary user."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pytest

from graders.models.cache import PROJECT
from nbverdict.judging.discovery import challenge_names, load_challenge
from nbverdict.sandbox.inside.plan import LANDLOCK, NAMESPACES, NOTHING
from nbverdict.sandbox.inside.probe import WALLS
from tests.engine.sandbox.behind import behind
from tests.engine.sandbox.users import run_as

RUNS = [(tier, user) for tier in (NAMESPACES, LANDLOCK) for user in ("root", "user")]
PROBE = """
from dataclasses import replace
from nbverdict.sandbox.forkserver import ForkServer
from nbverdict.sandbox.plans import make_plan
from nbverdict.sandbox.probe import missing_walls
from nbverdict.sandbox.settings import Sandbox
import json, sys
print(json.dumps(missing_walls(ForkServer(replace(make_plan(Sandbox(), sys.argv[1]), imports=())))))
"""
WALK = """
def opens(path):
    try:
        with open(path, "rb") as file:
            return len(file.read(1)) < 2
    except OSError:
        return False
found = [path for path in KNOWN if opens(path)]
for root in ROOTS:
    for parent, folders, names in os.walk(root):
        if parent in ("/proc", "/sys", "/dev"):  # of the system; reading a terminal would wait
            folders.clear()
            continue
        found += [path for path in (os.path.join(parent, name) for name in names) if opens(path)]
tell(found)
"""
KERNEL = """
import json, os, sys, tempfile
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config
from nbverdict.sandbox.kernelspec import KERNEL, offer_kernel
offer_kernel(os.environ)
cells = [new_code_cell(source) for source in json.load(sys.stdin)]
with tempfile.TemporaryDirectory() as folder:
    NotebookClient(
        new_notebook(cells=cells),
        kernel_name=KERNEL,
        resources={"metadata": {"path": folder}},
        allow_errors=True,
        config=Config(Sandbox={"tier": sys.argv[1], "imports": []}),
    ).execute()
print(json.dumps([output.get("ename") or output.get("text") for cell in cells for output in cell.outputs]))
"""
NO_TEXT = (".so", ".a", ".o", ".pyc", ".gz", ".safetensors", ".png", ".ttf", ".dat")

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")


def inside(tier: str, user: str, code: str) -> Any:
    """Return what code tells from inside."""
    return json.loads(run_as(user, ["-m", "tests.engine.sandbox.behind", tier], given=code))


@pytest.mark.parametrize(("tier", "user"), RUNS)
def test_every_wall_holds(tier: str, user: str) -> None:
    """The probe that `nbverdict doctor` and each grading run send inside gets through none of them."""
    assert json.loads(run_as(user, ["-c", PROBE, tier])) == []


def test_the_probe_sees_walls_that_are_not_there() -> None:
    """Without any it names every one."""
    assert json.loads(run_as("root", ["-c", PROBE, NOTHING])) == list(WALLS)


@pytest.mark.parametrize(("tier", "user"), RUNS)
def test_nothing_that_can_be_read_speaks_of_a_check(tier: str, user: str) -> None:
    """No file that opens inside holds the name of a check, of a case or of a module of the reference."""
    folders = ("graders", "src", "source", "examples", "tests", "security", "tools", "evidence")
    known = [str(path) for name in folders for path in (PROJECT / name).rglob("*.[pi][yp]*")]
    roots = ["/"] if tier == NAMESPACES else ["/usr", "/etc", sys.prefix, sys.base_prefix]
    readable = inside(tier, user, f"KNOWN = {known}\nROOTS = {roots}\n{WALK}")

    assert len(known) > 100
    assert len(readable) > 10_000
    assert _holding(_words(), [path for path in readable if not path.endswith(NO_TEXT)]) == []


def _words() -> list[str]:
    """Return names that only this project's hidden parts hold."""
    names = {name for module in map(load_challenge, challenge_names()) for name in vars(module)}
    checks = [name for name in names if name.startswith("test_") and name.count("_") > 2]
    return [*checks, "hidden_cases", "shown_cases", "graders.shared"]


def _holding(words: Sequence[str], paths: Sequence[str]) -> list[str]:
    """Return the files that hold one of these words; `grep` looks through a gigabyte in seconds."""
    told = "\0".join(paths).encode()
    patterns = [part for word in words for part in ("-e", word)]
    command = ["xargs", "-0", "grep", "-sIlF", *patterns, "--"]
    done = subprocess.run(command, input=told, capture_output=True, check=False)
    return done.stdout.decode().splitlines()


@pytest.mark.parametrize(("tier", "user"), RUNS)
def test_its_files_are_a_copy(tier: str, user: str) -> None:
    """It reads what lies beside the notebook, writes beside it, and finds nobody else's files."""
    code = "open('new', 'w').write('x'); tell([open('beside.txt').read(), sorted(os.listdir())])"

    assert inside(tier, user, code) == ["42", ["beside.txt", "new"]]


@pytest.mark.parametrize(("tier", "user"), RUNS)
def test_two_processes_leave_each_other_no_sign_at_a_file_of_the_system(tier: str, user: str) -> None:
    """A lock binds nobody, nothing is watched, and which pages are in memory is neither told nor changed."""
    code = """
import ctypes, fcntl, struct
libc = ctypes.CDLL(None, use_errno=True)
mine, theirs = open(os.__file__), open(os.__file__)
fcntl.flock(mine, fcntl.LOCK_EX)
fcntl.flock(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB)
asked = struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 100, 1, 0)
fcntl.fcntl(mine, fcntl.F_OFD_SETLK, asked)
other = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 100, 1, 0)
seen = struct.unpack("hhqqi4x", fcntl.fcntl(theirs, fcntl.F_OFD_GETLK, other))
def fails(call, *given):
    return call(*given) < 0
def is_refused():
    try:
        os.preadv(mine.fileno(), [bytearray(4)], 0, os.RWF_NOWAIT)
    except OSError:
        return True
page = ctypes.c_void_p(ctypes.addressof(ctypes.create_string_buffer(8192)) & ~4095)
tell([
    seen[0] == fcntl.F_UNLCK,  # no word of the lock that is held there
    fails(libc.inotify_init1, 0),
    fails(libc.fcntl, mine.fileno(), fcntl.F_SETLEASE, fcntl.F_RDLCK),
    fails(libc.fcntl, mine.fileno(), fcntl.F_NOTIFY, 1),
    fails(libc.mincore, page, 4096, ctypes.create_string_buffer(4)),
    is_refused(),
    os.preadv(mine.fileno(), [bytearray(4)], 0) == 4,
])
"""
    assert inside(tier, user, code) == [True] * 7


@pytest.mark.parametrize(("tier", "user"), RUNS)
def test_a_file_of_the_system_keeps_nothing_but_its_content(tier: str, user: str) -> None:
    """Neither a device's times, nor the numbers, hints and attributes that Linux keeps in any file."""
    code = """
import ctypes, fcntl, time
mine = open(os.__file__)
def refused(call, *given):
    try:
        call(*given)
    except OSError:
        return True
def keeps_its_times(path):
    before = os.stat(path).st_mtime_ns, os.stat(path).st_atime_ns
    try:
        os.utime(path)
    except OSError:
        pass
    return (os.stat(path).st_mtime_ns, os.stat(path).st_atime_ns) == before
hint = bytearray(8)
tell([
    *(keeps_its_times(f"/dev/{name}") for name in ("null", "full", "random", "urandom")),
    *(refused(fcntl.fcntl, mine, command, bytes(8)) for command in (1035, 1036, 1037, 1038)),  # F_SET_RW_HINT
    *(refused(fcntl.ioctl, mine, command, hint) for command in (0x80087601, 0x40087602)),  # FS_IOC_SETVERSION
    *(refused(fcntl.ioctl, mine, command, hint) for command in (0x80086601, 0x40086602)),  # FS_IOC_SETFLAGS
    open("/dev/null", "w").write("x") == 1,
])
"""
    assert inside(tier, user, code) == [True] * 13


@pytest.mark.parametrize(("tier", "user"), RUNS)
def test_the_kernel_ends_nobody_for_time_that_was_not_used(tier: str, user: str) -> None:
    """Its limit on CPU time counts ticks of the clock, and ends a process as somebody from outside would."""
    code = "import resource; tell(resource.getrlimit(resource.RLIMIT_CPU) == (resource.RLIM_INFINITY,) * 2)"

    assert inside(tier, user, code)


@pytest.mark.parametrize(("tier", "user"), RUNS)
def test_no_process_hides_what_it_has_open(tier: str, user: str) -> None:
    """A user sees of their own processes no descriptors of those that may not be dumped."""
    code = (
        "import ctypes; libc = ctypes.CDLL(None); libc.prctl(4, 0, 0, 0, 0); tell(libc.prctl(3, 0, 0, 0, 0))"
    )

    assert inside(tier, user, code) == 1


@pytest.mark.parametrize(("tier", "user"), RUNS)
def test_a_fault_starts_no_collector_of_cores(tier: str, user: str) -> None:
    """With a limit of 0 Linux pipes the memory of who crashes to the system, with 1 it does not."""
    code = "import resource; tell(resource.getrlimit(resource.RLIMIT_CORE))"

    assert inside(tier, user, code) == [1, 1]


@pytest.mark.parametrize("user", ["root", "user"])
def test_without_namespaces_nothing_of_the_same_user_changes(user: str) -> None:
    """Neither its priority nor its semaphores, and of files that do not open no attribute is read."""
    code = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.setpriority(1, 0, 19)  # PRIO_USER, of oneself
libc.syscall(251, 3, 0, 3 << 13)  # ioprio_set, of a user
libc.semtimedop(0, None, 0, None)
refused = ctypes.get_errno()
def attributes(path):
    try:
        return os.listxattr(path)
    except OSError as error:
        return error.errno
tell([
    os.getpriority(os.PRIO_PROCESS, 0),
    libc.syscall(252, 1, 0) >> 13,  # ioprio_get, of a process
    refused,
    attributes("/etc/shadow"),
    attributes(os.__file__),
])
"""
    told = inside(LANDLOCK, user, code)

    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert told == [own, 0, errno.EPERM, errno.EOPNOTSUPP, errno.EOPNOTSUPP]


@pytest.mark.parametrize("user", ["root", "user"])
def test_nobody_outside_can_call_a_notebook_by_a_name(user: str) -> None:
    """Without namespaces names of sockets are everybody's, and a program's client asks nobody who listens."""
    cells = [
        f"import socket\nown = socket.socket(socket.AF_UNIX)\nown.{call}"
        for call in ("bind('\\0/tmp/.X11-unix/X77')", "bind('here')", "bind('')", "listen()")
    ]
    pair = "one, other = socket.socketpair()\none.send(b'x')\nprint(other.recv(1))"
    told = json.loads(run_as(user, ["-c", KERNEL, LANDLOCK], given=json.dumps([*cells, pair])))

    assert told == [*["PermissionError"] * 4, "b'x'\n"]


@pytest.mark.parametrize("tier", [NAMESPACES, LANDLOCK])
def test_no_program_that_it_starts_can_gain_a_capability(tier: str) -> None:
    """Where root grades, they are dropped before the change of user, after which nobody may drop them."""
    code = "tell([line for line in open('/proc/self/status') if line.startswith('CapBnd')][0].split()[1])"

    assert int(inside(tier, "root", code), 16) == 0


def test_a_notebook_takes_no_terminals_of_others() -> None:
    """All instances of these are counted together; so each has few."""
    code = """
taken = 0
try:
    while taken < 2000:
        os.openpty()
        taken += 1
except OSError:
    pass
tell(taken)
"""
    assert 8 < inside(NAMESPACES, "root", code) <= 64


@pytest.mark.parametrize(("tier", "user"), RUNS)
def test_a_bomb_of_processes_fizzles(tier: str, user: str) -> None:
    """Forks end at the limit, and what was forked ends with the notebook."""
    code = """
import signal
count = 0
try:
    while count < 2000:
        if os.fork() == 0:
            signal.pause()
        count += 1
except BlockingIOError:
    pass
tell(count)
"""
    assert 20 < inside(tier, user, code) < 200


@pytest.mark.parametrize("tier", [NAMESPACES])
def test_files_in_memory_have_a_size(tier: str) -> None:
    """A full folder is an error of the student's code."""
    code = """
written = 0
try:
    with open("/tmp/big", "wb") as file:
        while written < 64:
            written += file.write(b"x" * (1 << 20)) >> 20
except OSError as error:
    tell([written, error.errno])
"""
    assert json.loads(behind(tier, code, scratch_mb=8)) in ([7, 28], [8, 28], [7, 27], [8, 27])
