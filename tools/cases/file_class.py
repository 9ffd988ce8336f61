"""The class whose students hand in files of every kind."""

import json
from collections.abc import Callable
from typing import Any

import nbformat
from nbformat import NotebookNode

from tools.cases.classes import Build, Class, handed_in
from tools.cases.notebooks import masks, written

FILES = Class("files", lambda: {"p": masks()})

READ = "files that can be read"

CURLY = "the student\u2019s own \u2013 \u201cmask\u201d"  # letters that Windows-1252 has

REFUSED = "files that cannot be read"


def solved(released: NotebookNode, note: str = "") -> dict[str, Any]:
    """Return the JSON of a right submission, with a comment in its code."""
    told: dict[str, Any] = json.loads(nbformat.writes(written(released)))
    for cell in told["cells"]:
        if cell.get("id") == "task":
            cell["source"] = f"# {note}\n" + "".join(cell["source"])
    return told


def task(told: dict[str, Any]) -> dict[str, Any]:
    """Return the cell with the answer."""
    return next(cell for cell in told["cells"] if cell.get("id") == "task")


def readable(source: str) -> Callable[[Build], Build]:
    """Register a file that is read and earns full marks."""
    return handed_in(FILES, READ, source, test=2)


def unreadable(source: str, *page: str) -> Callable[[Build], Build]:
    """Register a file that is not read; the student's page says why and what to do."""
    return handed_in(FILES, REFUSED, source, page=page, waits=True, test=0)
