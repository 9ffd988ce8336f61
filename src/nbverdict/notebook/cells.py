"""The role and the text of a single cell: nothing is run."""

import ast
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from nbformat import NotebookNode

from nbverdict.evidence.answers import STUB_RAISES
from nbverdict.text.expressions import Expression, words_in

LARGE = 20_000  # characters; a longer cell was not written by hand, and is not parsed
MOST = 500_000  # characters of a submission that are parsed; an honest one has a tenth
LONG = 100_000  # characters; the whitespace of a longer text is not normalised
LINE = 1_000  # characters of a line in which a heading or a definition is looked for
SEEN = 2_000_000  # characters of a cell in which definitions are looked for
STARTS = ("def ", "class ", "async ")
MAGIC = ("%", "!")
MARKER = Expression(r"\b(BEGIN|END) (SOLUTION|MARK SCHEME)\b")  # nbgrader's marks, not part of an answer
SCHEME, END = "BEGIN MARK SCHEME", "END MARK SCHEME"


class Role(StrEnum):
    """The role of a cell of the release in nbgrader."""

    TEXT = "text"  # none: the course's own text, and code for looking at results
    LOCKED = "locked"
    TEST = "test"
    SOLUTION = "solution"  # code that tests judge
    ANSWER = "answer"  # text or code that a person judges


def nbgrader_metadata(cell: NotebookNode) -> dict[str, Any]:
    """Return a cell's nbgrader metadata; nothing if it is malformed."""
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, dict) else {}


def role(cell: NotebookNode) -> Role:
    """Return the role of a cell of the release."""
    cell_meta = nbgrader_metadata(cell)
    if cell_meta.get("solution"):
        return Role.ANSWER if cell_meta.get("grade") else Role.SOLUTION
    if cell_meta.get("grade"):
        return Role.TEST
    return Role.LOCKED if cell_meta.get("locked") or cell_meta.get("task") else Role.TEXT


@dataclass
class _Reading:
    """A cache of what is known about the texts of one submission, and the budget left for parsing them."""

    left: int = MOST
    trees: dict[str, str | None] = field(default_factory=dict)
    plain: dict[str, str] = field(default_factory=dict)
    names: dict[str, frozenset[str]] = field(default_factory=dict)


_reading: ContextVar[_Reading | None] = ContextVar("_reading", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Cache what is read of the texts of one submission, in this context."""
    if _reading.get() is not None:
        yield
        return
    token = _reading.set(_Reading())
    try:
        yield
    finally:
        _reading.reset(token)


def definitions(cell: NotebookNode) -> frozenset[str]:
    """Return the names of the functions and classes that a code cell defines at its top level.

    A cell of another type counts if Python can parse it, and a code cell counts even if Python cannot: both
    may be the result of a slip.
    """
    known, source = _now().names, cell.source
    if source not in known:
        lines = source[:SEEN].split("\n") if any(start in source for start in STARTS) else ()
        known[source] = frozenset(filter(None, map(_defined, lines)))
    return known[source] if known[source] and (cell.cell_type == "code" or parses(source)) else frozenset()


def _defined(line: str) -> str:
    """Return the name of the function or class whose definition a line begins."""
    if not line.startswith(STARTS):
        return ""
    kind, _, name = line[:LINE].removeprefix("async ").lstrip(" ").partition(" ")
    return (words_in(name) or [""])[0] if kind in ("def", "class") and _is_name(name.lstrip(" ")[:1]) else ""


def _is_name(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def names_in(cells: Iterable[NotebookNode], *, bound: bool = False) -> frozenset[str]:
    """Return the names in code cells, or only those that they bind; none of a cell that cannot be parsed."""
    now, found = _now(), set[str]()
    for cell in (one for one in cells if one.cell_type == "code"):
        now.left -= len(cell.source)
        tree = syntax(without_magic(cell.source)) if now.left >= 0 else None
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)] if tree else []
        found |= {one.id for one in names if not bound or isinstance(one.ctx, ast.Store)}
    return frozenset(found)


def parses(source: str) -> bool:
    """Say whether Python can parse a cell, magic lines aside."""
    return len(source) <= LARGE and any(_tree(text) is not None for text in (source, without_magic(source)))


def without_magic(source: str) -> str:
    """Return a source with IPython's magic lines replaced by `pass`."""
    return "\n".join(map(_without_magic, source.split("\n")))


def _without_magic(line: str) -> str:
    bare = line.lstrip()
    return f"{line[: len(line) - len(bare)]}pass" if bare.startswith(MAGIC) else line


def syntax(source: str) -> ast.Module | None:
    """Return the syntax tree of a source, or None if it cannot be parsed or is too large."""
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
    """Return the dumped syntax tree of a source; None if it cannot be parsed or the budget is used up."""
    now = _now()
    if source not in now.trees:
        now.left -= len(source)
        read = syntax(source) if now.left >= 0 else None
        now.trees[source] = None if read is None else _dumped(read)
    return now.trees[source]


def _dumped(tree: ast.Module) -> str | None:
    try:
        return ast.dump(_Stubs().visit(tree))
    except RecursionError:
        return None


def is_stub(source: str) -> bool:
    """Return whether a code cell holds nothing but comments and what stands for an empty body."""
    tree = syntax(source)
    short = (ast.Expr, ast.Raise, ast.Return, ast.Pass)  # which are not visited to their depth
    return tree is not None and all(
        isinstance(one, short) and isinstance(_Stubs().visit(one), ast.Pass) for one in tree.body
    )


class _Stubs(ast.NodeTransformer):
    """Makes all statements that stand for an empty body alike: an older release may have another stub."""

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        """Replace `return None`."""
        empty = isinstance(node.value, ast.Constant) and node.value.value is None
        return ast.Pass() if node.value is None or empty else node

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        """Replace `...`."""
        return ast.Pass() if isinstance(node.value, ast.Constant) and node.value.value is ... else node

    def visit_Raise(self, node: ast.Raise) -> ast.stmt:
        """Replace `raise NotImplementedError`, with or without arguments."""
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return ast.Pass() if isinstance(raised, ast.Name) and raised.id == STUB_RAISES else node


def unmarked(source: str) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a text without nbgrader's marks, and whether each is of a mark scheme."""
    inside = False
    for line in source.splitlines():
        inside = (inside or SCHEME in line) and END not in line
        if not MARKER.search(line):
            yield line, inside


def plain(source: str) -> str:
    """Return a source without whitespace at the ends of its lines and of the text, unless it is long."""
    if len(source) > LONG:
        return source
    known = _now().plain
    if source not in known:
        known[source] = "\n".join(line.rstrip() for line in source.strip().splitlines())
    return known[source]


def heading(cell: NotebookNode) -> str:
    """Return the heading at the start of a text cell, or nothing."""
    first = (cell.source.lstrip()[:LINE].splitlines() or [""])[0].rstrip()
    return first if cell.cell_type == "markdown" and first.startswith("#") else ""


def _now() -> _Reading:
    """Return the current cache, or a new one outside of `reading`."""
    return _reading.get() or _Reading()
