"""Places: what the imports of a warm server remember of them is put right in each of its forks."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from nbverdict.sandbox.inside.places import Remembered
from nbverdict.sandbox.inside.plan import LANDLOCK, NAMESPACES
from tests.engine.sandbox.users import run_as

LOOK = """
import gc, json, os, socket, tempfile
gc.unfreeze()  # what is frozen is not listed
found, SERVER = [], "er".join(("/s", "v", ""))  # so that this text is not found itself
WALLED = "led-".join(("/wal", ""))
for holder in gc.get_objects():
    for value in gc.get_referents(holder):
        plain = type(value) in (dict, tuple) and not gc.is_tracked(value)
        inner = gc.get_referents(value) if plain else [value]
        found += [text for text in inner if type(text) is str and SERVER in text and WALLED in text]
with tempfile.NamedTemporaryFile() as file:
    temporary = os.path.dirname(file.name)
told = {"found": found, "temporary": [temporary, os.environ["TMPDIR"]]}
told["here"] = [os.getcwd(), os.environ["PWD"]]
told["home"] = [os.path.expanduser("~"), os.environ["HOME"]]
socket.socket(fileno=numbers[0]).sendall(json.dumps(told).encode())
"""


START = """
import json, socket, sys, tempfile
from pathlib import Path
from nbverdict.config.settings import read_config
from nbverdict.sandbox.forkserver import ForkServer
from nbverdict.sandbox.plans import make_plan
from nbverdict.sandbox.settings import Sandbox
server = ForkServer(make_plan(Sandbox(config=read_config(Path())), sys.argv[1]))
ours, theirs = socket.socketpair()
with tempfile.TemporaryDirectory() as work:
    walled = server.start(Path(work), script=sys.stdin.read(), descriptors=[theirs.fileno()])
    theirs.close()
    print(b"".join(iter(lambda: ours.recv(1 << 16), b"")).decode())
    walled.close()
"""


@dataclass(frozen=True)
class Frozen:
    """An object that lets nobody change it."""

    where: str


class Slotted:
    """An object without a dictionary, of a class that remembers too."""

    __slots__ = ("where",)
    kept = "/warm/home/.cache"


class Strict(dict):  # type: ignore[type-arg]
    """A dictionary that takes nothing back."""

    def __setitem__(self, key: object, value: object) -> None:
        raise TypeError


def closing_over(where: str) -> object:
    """Return a function that remembers."""
    return lambda: where


def test_whatever_remembers_a_place_remembers_another() -> None:
    """Dictionaries of any kind, lists, sets, objects, classes and functions; what is like a place is none."""
    slotted, function = Slotted(), closing_over("/warm/home/x")
    slotted.where = "/warm/home/tmp"
    kept = [
        {"a": "file:///warm/home/a", "b": "/warm"},
        Strict(a="/warm/home"),
        ["/warm/home/work/x", 1],
        {"/warm/home/.config/matplotlib"},
        Frozen("/warm/home"),
        {"within": {"a": "/warm/home/b"}},
    ]

    Remembered({"HOME": "/warm/home", "TMPDIR": "/warm/home/tmp", "PWD": "/warm/home/work"}).move(
        {"HOME": "/nowhere/h", "TMPDIR": "/t", "PWD": "/w"}
    )

    assert kept == [
        {"a": "file:///nowhere/h/a", "b": "/warm"},
        {"a": "/nowhere/h"},
        ["/w/x", 1],
        {"/nowhere/h/.config/matplotlib"},
        Frozen("/nowhere/h"),
        {"within": {"a": "/nowhere/h/b"}},
    ]
    assert (slotted.where, Slotted.kept, function()) == ("/t", "/nowhere/h/.cache", "/nowhere/h/x")  # type: ignore[operator]


def test_folders_that_imports_made_are_made_again(tmp_path: Path) -> None:
    """A package that made its folder when it was imported finds it."""
    (tmp_path / "warm/.cache/some").mkdir(parents=True)
    names = ("HOME", "TMPDIR", "PWD")

    remembered = Remembered(dict.fromkeys(names, str(tmp_path / "warm")))
    remembered.move(dict.fromkeys(names, str(tmp_path / "fork")))

    assert (tmp_path / "fork/.cache/some").is_dir()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize(("tier", "user"), [(NAMESPACES, "root"), (LANDLOCK, "user")])
def test_nothing_that_the_course_imports_remembers_the_server(tier: str, user: str) -> None:
    """Whatever it is: each text in a process names places that are its own, and may be written to."""
    told = json.loads(run_as(user, ["-c", START, tier], given=LOOK))

    assert told.pop("found") == []
    assert all(is_now == should_be for is_now, should_be in told.values()), told
    assert told["home"][0].endswith(("/student", "/home"))
