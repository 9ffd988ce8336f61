"""What a single cell is and holds, as text: nothing of it is run."""

import ast
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from nbformat import NotebookNode

from nbverdict.text.expressions import words_in

LARGE = 20_000  # letters; a cell beyond it is nobody's handwriting, and is not parsed
MOST = 500_000  # letters of all cells of a submission that are parsed; an honest one has a tenth
LONG = 100_000  # letters, from which on a text is no text of a release with other whitespace
LINE = 1_000  # letters of a line in which a heading, or a name that is defined, is looked for
SEEN = 2_000_000  # letters of a cell in which names that it defines are looked for
STARTS = ("def ", "class ", "async ")
MAGIC = ("%", "!")


class Role(StrEnum):
    """What a cell of the release is to nbgrader."""

    TEXT = "text"  # nothing: the course's own text, and code to look at one's work
    LOCKED = "locked"
    TEST = "test"
    SOLUTION = "solution"  # code that tests judge
    ANSWER = "answer"  # text or code that a person judges


def nbgrader_metadata(cell: NotebookNode) -> dict[str, Any]:
    """Return a cell's nbgrader metadata; where it is none of nbgrader's making, nothing."""
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, dict) else {}


def role(cell: NotebookNode) -> Role:
    """Return the role of a cell of the release."""
    told = nbgrader_metadata(cell)
    if told.get("solution"):
        return Role.ANSWER if told.get("grade") else Role.SOLUTION
    if told.get("grade"):
        return Role.TEST
    return Role.LOCKED if told.get("locked") or told.get("task") else Role.TEXT


@dataclass
class _Reading:
    """What was found out about the texts of one submission, and how much of them may still be parsed."""

    left: int = MOST
    trees: dict[str, str | None] = field(default_factory=dict)
    plain: dict[str, str] = field(default_factory=dict)
    names: dict[str, frozenset[str]] = field(default_factory=dict)


_reading: ContextVar[_Reading | None] = ContextVar("_reading", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Read the cells of one submission: each text once, however often it is asked about."""
    if _reading.get() is not None:
        yield
        return
    token = _reading.set(_Reading())
    try:
        yield
    finally:
        _reading.reset(token)


def definitions(cell: NotebookNode) -> frozenset[str]:
    """Return the names of the functions and classes that a cell of code defines at its top.

    A cell that is not marked as code counts where Python reads it, and one that Python cannot read counts
    where it is marked as code: both are a slip away from what they were.
    """
    known, source = _now().names, cell.source
    if source not in known:
        lines = source[:SEEN].split("\n") if any(start in source for start in STARTS) else ()
        known[source] = frozenset(filter(None, map(_defined, lines)))
    return known[source] if known[source] and (cell.cell_type == "code" or parses(source)) else frozenset()


def _defined(line: str) -> str:
    """Return the name of the function or class that a line of code begins."""
    if not line.startswith(STARTS):
        return ""
    kind, _, name = line[:LINE].removeprefix("async ").lstrip(" ").partition(" ")
    return (words_in(name) or [""])[0] if kind in ("def", "class") and _is_name(name.lstrip(" ")[:1]) else ""


def _is_name(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def parses(source: str) -> bool:
    """Say whether Python can read a cell, magic lines aside."""
    return len(source) <= LARGE and any(_tree(text) is not None for text in (source, without_magic(source)))


def without_magic(source: str) -> str:
    """Return a source in which the lines that only IPython reads do nothing."""
    return "\n".join(map(_without_magic, source.split("\n")))


def _without_magic(line: str) -> str:
    bare = line.lstrip()
    return f"{line[: len(line) - len(bare)]}pass" if bare.startswith(MAGIC) else line


def syntax(source: str) -> ast.Module | None:
    """Return what Python reads in a source, or None where it cannot read it, or it is too large."""
    if len(source) > LARGE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def same(cell: NotebookNode, other: NotebookNode) -> bool:
    """Say whether two cells hold the same text or, comments and layout aside, the same code."""
    if plain(cell.source) == plain(other.source):
        return True
    if other.cell_type != "code":
        return False
    trees = [_tree(one.source) for one in (cell, other)]
    return trees[0] is not None and trees[0] == trees[1]


def _tree(source: str) -> str | None:
    """Return what Python reads in a source, in letters; None where it cannot read it, or enough was read."""
    now = _now()
    if source not in now.trees:
        now.left -= len(source)
        read = syntax(source) if now.left >= 0 else None
        now.trees[source] = None if read is None else _dumped(read)
    return now.trees[source]


def _dumped(tree: ast.Module) -> str | None:
    try:
        return ast.dump(tree)
    except RecursionError:
        return None


def plain(source: str) -> str:
    """Return a source without the whitespace at the ends of its lines and of itself, unless it is long."""
    if len(source) > LONG:
        return source
    known = _now().plain
    if source not in known:
        known[source] = "\n".join(line.rstrip() for line in source.strip().splitlines())
    return known[source]


def heading(cell: NotebookNode) -> str:
    """Return the heading that a cell of text begins with, or nothing."""
    first = (cell.source.lstrip()[:LINE].splitlines() or [""])[0].rstrip()
    return first if cell.cell_type == "markdown" and first.startswith("#") else ""


def _now() -> _Reading:
    """Return what is being read; what is asked about alone is read alone."""
    return _reading.get() or _Reading()
