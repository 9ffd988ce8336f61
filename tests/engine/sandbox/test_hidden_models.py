"""Models that come while a process runs: it reads all of them in little memory, and changes none."""

import json
from pathlib import Path

import pytest

from nbverdict.sandbox import forkserver
from nbverdict.sandbox.inside.plan import NAMESPACES, SHARED
from tests.engine.sandbox.test_walls import RUNS
from tests.engine.sandbox.users import run_as

SERVE = """
import json, socket, sys, tempfile
from dataclasses import replace
from pathlib import Path
from graders.models import sparse
from nbverdict.sandbox.forkserver import ForkServer
from nbverdict.sandbox.plans import make_plan
from nbverdict.sandbox.settings import Sandbox
plan = make_plan(Sandbox(scratch_mb=200), sys.argv[1])
server = ForkServer(replace(plan, imports=()))
ours, theirs = socket.socketpair()
with tempfile.TemporaryDirectory() as work:
    walled = server.start(Path(work), script=sys.stdin.read(), descriptors=[theirs.fileno()])
    theirs.close()
    path = walled.models / "model.safetensors"
    before = ours.sendall(f"{path}\\n".encode()) or json.loads(ours.recv(1000))
    sparse.write(path, {"weight": (300 << 18,)})  # 300 MiB: more than all that may be written
    path.chmod(0o644)
    ours.sendall(b"\\n")
    print(json.dumps([before, json.loads(ours.recv(1000) or b"null")]))
    walled.close()
"""
READ = """
import json, mmap, os, socket
channel = socket.socket(fileno=numbers[0])
path = channel.recv(1000).decode().strip()
tell = lambda what: channel.sendall(json.dumps(what).encode())
tell(os.path.exists(path))
channel.recv(1)
def may(what):
    try:
        return bool(what()) or True
    except OSError:
        return False
with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as mapped:
    zeros = sum(mapped[at] for at in range(1 << 20, len(mapped), mmap.PAGESIZE))
folder = os.path.dirname(path)
ways = (lambda: open(path, "r+b"), lambda: open(f"{folder}/x", "w"), lambda: os.unlink(path))
tell([zeros, *map(may, ways)])
"""
FILL = """
import mmap, os
with open("sparse", "wb") as file:
    file.truncate(600 << 20)
with open("sparse", "rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as mapped:
    tell(sum(mapped[at] for at in range(0, len(mapped), mmap.PAGESIZE)))
"""


@pytest.mark.parametrize(("tier", "user"), RUNS)
def test_models_that_come_later_are_read_and_not_changed(tier: str, user: str) -> None:
    """All of a file through a map, larger than all that may be written; nobody inside saw it before."""
    assert json.loads(run_as(user, ["-c", SERVE, tier], given=READ)) == [False, [0, False, False, False]]


def test_a_servers_folder_lies_on_a_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """On some machines `/tmp` is memory, of which a hole takes room when it is read."""
    first, second = forkserver.TEMPORARY
    monkeypatch.setattr(forkserver, "_in_memory", lambda place: place == first)

    assert forkserver._disk() == second


def test_what_lies_in_memory_is_known() -> None:
    """By what is mounted there, or above it."""
    assert not forkserver._in_memory(Path("/proc/self"))
    assert forkserver._in_memory(Path(SHARED, "x"))


@pytest.mark.parametrize("user", ["root", "user"])
def test_in_memory_the_same_models_end_a_process(user: str) -> None:
    """That is what their place on a disk is for."""
    assert run_as(user, ["-m", "tests.engine.sandbox.behind", NAMESPACES], given=FILL) == ""
