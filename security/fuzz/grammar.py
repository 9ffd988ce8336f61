"""The grammar: from a right notebook to what is handed in, by changes, damage, names and files beside."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

from security.fuzz.changes import RARE, VALID
from security.fuzz.letters import LENGTHS, texts

MOST_CHANGES = 4
ONE_IN_TEN = (False,) * 9 + (True,)
ONE_IN_FOUR = (False,) * 3 + (True,)
ONE_IN_TWO = (False, True)
CHANGED = {
    valid: st.lists(st.sampled_from(kinds), min_size=1, max_size=MOST_CHANGES)
    for valid, kinds in ((True, VALID), (False, RARE))
}
SUFFIX = b".ipynb"
SUFFIXES = (*(SUFFIX,) * 20, SUFFIX + b".txt", SUFFIX + b".json", b".IPYNB")
NAMES = (
    b"conftest.py",
    b"jupyter_config.py",
    b"nbgrader_config.py",
    b"sitecustomize.py",
    b"numpy.py",
    b"numpy/__init__.py",
    b"__pycache__/part0.pyc",
    b".ipynb_checkpoints/part0-checkpoint.ipynb",
    b".hidden",
    b"-rf",
    b"a b",
    b"a\nb.csv",
    b"<script>alert(1)<.csv",
    b"\xff\xfe.csv",
    b"\xe2\x80\xae.csv",
    b"CON",
    b"a" * 255,
    b"b/" * 12 + b"deep.csv",
    b"data.csv",
    b"page.html",
    b"x.svg",
    b"archive.zip",
    b"part3.zip",
    b"feedback.html",
    b"gradebook.db",
    b"part0.ipynb.json/inner.csv",
    b"$(id).csv",
    b"{{7*7}}.csv",
    b"../beside.csv",
)
LINKS = (
    b"/etc/passwd",
    b".",
    b"..",
    b"part0.ipynb",
    b"/dev/zero",
    b"/proc/self/mem",
    b"nothing",
    b"../../honest-ada/hw/part0.ipynb",
)
LINKED = (b"link", b"a/link.csv", b"l.ipynb", b"l.py")
STAMPS = (b"2026-01-01 00:00:00 UTC", b"yesterday", b"", b"\xff", b"9" * 400, b"9999-99-99", b"1e9", b"\0")
OTHER_NAMES = (
    b"%s (1)",
    b"copy of %s",
    b"%s-solution",
    b"%s/%s",
    b"mine/%s",
    b"untitled",
    b" %s ",
    b"\xff%s",
)


BYTES = (b"\0", b"\xff", b"\xed\xa0\x80", b"\0" * 5000, b",", b"]", b"{", b'"', b"\\u")
NUMBERS = (b"NaN", b"-Infinity", b"1" * 6000, b"1e99999", b"1." + b"0" * 9999, b"01", b"+1")


@dataclass(frozen=True)
class Beside:
    """One entry of what is handed in: a file or a link."""

    name: bytes
    content: bytes = b""
    link: bytes | None = None


@dataclass(frozen=True)
class Submission:
    """What one student hands in, and by the name of a notebook what was done to it."""

    files: tuple[Beside, ...]
    changes: Mapping[str, tuple[str, ...]]


Damage = Callable[[bytes, Callable[[st.SearchStrategy[Any]], Any]], bytes]


def truncated(content: bytes, draw: Any) -> bytes:
    """Return the beginning."""
    return content[: draw(st.integers(0, len(content)))]


def in_another_code(content: bytes, draw: Any) -> bytes:
    """Return it in another encoding, or with a mark before it."""
    text = content.decode("utf-8", "surrogatepass")
    code = draw(st.sampled_from(("utf-16", "utf-32", "utf-8-sig", "latin-1", "utf-7", "cp037")))
    return text.encode(code, "replace")


def with_bytes(content: bytes, draw: Any) -> bytes:
    """Return it with other bytes in it."""
    at = draw(st.integers(0, len(content)))
    odd = draw(
        st.sampled_from((b"\0", b"\xff", b"\xed\xa0\x80", b"\0" * 5000, b",", b"]", b"{", b'"', b"\\u"))
    )
    return content[:at] + bytes(odd) + content[at:]


def with_numbers(content: bytes, draw: Any) -> bytes:
    """Return it with numbers that few can read."""
    odd = draw(
        st.sampled_from((b"NaN", b"-Infinity", b"1" * 6000, b"1e99999", b"1." + b"0" * 9999, b"01", b"+1"))
    )
    return content.replace(b"null", bytes(odd)).replace(b"false", bytes(odd), draw(st.integers(0, 3)))


def with_keys_twice(content: bytes, draw: Any) -> bytes:
    """Return it with keys that are there twice."""
    key = draw(st.sampled_from((b'"cells": [], ', b'"metadata": [], ', b'"nbformat": 3, ', b'"cells": {}, ')))
    return content.replace(b"{", b"{" + bytes(key), draw(st.sampled_from((1, 3, -1))))


def deep(content: bytes, draw: Any) -> bytes:
    """Return it with a value that lies deep."""
    depth = draw(st.sampled_from((100, 900, 1100, 100_000, 1_000_000)))
    odd = draw(st.sampled_from((b"[", b'{"a":')))
    close = {b"[": b"]", b'{"a":': b"}"}[odd]
    end = close * depth if draw(st.booleans()) else b""
    inner = b"1" if end and odd != b"[" else b""
    return content.replace(b'"metadata": {', b'"metadata": {"deep": ' + odd * depth + inner + end + b", ", 1)


def something_else(content: bytes, draw: Any) -> bytes:
    """Return what is no notebook at all."""
    zeros, blanks = b"\0" * 100_000, b" " * 1_000_000
    others = (b"", b"null", b"[]", b"{}", b'"x"', b"1", zeros, blanks, blanks + content, content + blanks)
    more = (
        b"PK\x03\x04" + content[:300],
        b"\x1f\x8b" + content[:300],
        b"<html><body>" + content,
        content * 2,
    )
    empty = (b'{"cells": []}', b'{"cells": null, "nbformat": 4, "metadata": {}, "nbformat_minor": 5}')
    return bytes(draw(st.sampled_from((*others, *more, *empty))))


DAMAGES: tuple[Damage, ...] = (
    truncated,
    in_another_code,
    with_bytes,
    with_bytes,
    with_numbers,
    with_keys_twice,
    deep,
    something_else,
)


@st.composite
def contents(draw: Any, right: dict[str, Any]) -> "Content":
    """Draw the bytes of one notebook, and what was done to it."""
    notebook, done = deepcopy(right), []
    valid = draw(st.sampled_from((True, True, False)))
    for change in draw(CHANGED[valid]):
        change(notebook, draw)
        done.append(change.__name__)
    content = written(notebook, ascii_only=draw(st.booleans()))
    if not valid and draw(st.sampled_from(ONE_IN_TWO)):
        damage = draw(st.sampled_from(DAMAGES))
        content = damage(content, draw)
        done.append(damage.__name__)
    return Content(content, tuple(done))


def written(notebook: dict[str, Any], *, ascii_only: bool = True) -> bytes:
    """Return a notebook as JSON; letters that are none are written all the same."""
    return json.dumps(notebook, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Content:
    """The bytes of one notebook, and what was done to it."""

    content: bytes
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Folder:
    """Under which names one student hands in notebooks, which of them twice, and what lies beside them."""

    called: Mapping[str, bytes]
    second: Mapping[str, str]  # a second file by the name of the first, and the notebook that it is
    beside: Sequence[Beside]

    def filled(self, contents: Mapping[str, Content]) -> Submission:
        """Return a submission with these notebooks."""
        files = [Beside(self.called[name], one.content) for name, one in contents.items()]
        files += [
            Beside(self.called[name].replace(b".", b"-2.", 1), contents[other].content)
            for name, other in self.second.items()
        ]
        changes = {name: (*one.changes, *self._told(name)) for name, one in contents.items()}
        return Submission((*files, *self.beside), changes)

    def _told(self, name: str) -> tuple[str, ...]:
        other = self.called[name] != os.fsencode(name) + SUFFIX
        return (*(("another_name",) if other else ()), *(("a_second_one",) if name in self.second else ()))


@st.composite
def folders(draw: Any, names: Sequence[str]) -> Folder:
    """Draw a folder for these notebooks."""
    called, second = {}, {}
    for name in names:
        pattern = draw(st.sampled_from(OTHER_NAMES)) if draw(st.sampled_from(ONE_IN_TEN)) else b"%s"
        called[name] = pattern.replace(b"%s", os.fsencode(name)) + draw(st.sampled_from(SUFFIXES))
        if draw(st.sampled_from(ONE_IN_TEN)) and draw(st.sampled_from(ONE_IN_FOUR)):
            second[name] = draw(st.sampled_from(names))
    return Folder(called, second, draw(_beside()))


@st.composite
def _beside(draw: Any) -> list[Beside]:
    """Draw the files beside the notebooks."""
    found = []
    links = draw(st.lists(st.sampled_from(LINKS), max_size=2, unique=True))
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True)):
        content = draw(texts(LENGTHS)).encode("utf-8", "surrogatepass")
        found.append(Beside(name, content))
    found += [Beside(draw(st.sampled_from(LINKED)), link=place) for place in links]
    if draw(st.booleans()):
        found.append(Beside(b"timestamp.txt", draw(st.sampled_from(STAMPS))))
    if draw(st.sampled_from(ONE_IN_TEN)) and draw(st.sampled_from(ONE_IN_FOUR)):
        found += [
            Beside(b"many/%d.csv" % number, b"1") for number in range(draw(st.sampled_from((900, 1100))))
        ]
    return found


def draw_submissions(right: Mapping[str, dict[str, Any]], number: int, *, by: int) -> list[Submission]:
    """Return so many submissions, always the same ones of one seed."""
    drawn = {
        name: _drawn(contents(notebook), number, by=by * len(right) + place)
        for place, (name, notebook) in enumerate(right.items())
    }
    ways = _drawn(folders(list(right)), number, by=by)
    return [way.filled({name: drawn[name][at] for name in right}) for at, way in enumerate(ways)]


def _drawn(strategy: st.SearchStrategy[Any], number: int, *, by: int) -> list[Any]:
    """Return so many examples; the first that is drawn is the smallest there is, and is left out."""
    found: list[Any] = []

    @seed(by)
    @settings(
        max_examples=number + 1,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(one: Any) -> None:
        found.append(one)

    collect()
    return found[1 : number + 1]
