"""What a single cell is and holds, as text: nothing of it is run."""

import ast
import re
import warnings
from enum import StrEnum
from functools import lru_cache
from typing import Any

from nbformat import NotebookNode

DEFINITION = re.compile(r"^(?:async +)?(?:def|class) +(\w+)", re.MULTILINE)
MAGIC = re.compile(r"^(\s*)(?:%|!).*$", re.MULTILINE)
LARGE = 20_000  # letters; a cell beyond it is nobody's handwriting, and parsing many could take minutes


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


def definitions(cell: NotebookNode) -> frozenset[str]:
    """Return the names of the functions and classes that a cell of code defines at its top.

    A cell that is not marked as code counts where Python reads it, and one that Python cannot read counts
    where it is marked as code: both are a slip away from what they were.
    """
    if cell.cell_type != "code" and not parses(cell.source):
        return frozenset()
    return frozenset(DEFINITION.findall(cell.source))


def parses(source: str) -> bool:
    """Say whether Python can read a cell, magic lines aside."""
    return any(_tree(text) is not None for text in (source, MAGIC.sub(r"\1pass", source)))


def same(cell: NotebookNode, other: NotebookNode) -> bool:
    """Say whether two cells hold the same text or, comments and layout aside, the same code."""
    if plain(cell.source) == plain(other.source):
        return True
    if other.cell_type != "code":
        return False
    trees = [_tree(one.source) for one in (cell, other)]
    return trees[0] is not None and trees[0] == trees[1]


@lru_cache(maxsize=512)  # a cell is asked about many times, by hand-in, matching and repair
def _tree(source: str) -> str | None:
    """Return what Python reads in a source, or None where it cannot read it."""
    if len(source) > LARGE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.dump(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def plain(source: str) -> str:
    """Return a source without the whitespace at the ends of its lines and of itself."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def heading(cell: NotebookNode) -> str:
    """Return the heading that a cell of text begins with, or nothing."""
    first = plain(cell.source).partition("\n")[0]
    return first if cell.cell_type == "markdown" and first.startswith("#") else ""
