"""What of a submitted notebook reaches nbgrader and a kernel: sources, and nbgrader's own metadata."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from graders.expressions import Expression

MARK = "ungraded"  # what a notebook that cannot be graded carries: the reason, set by us and no student
RECEIVED = "received"  # when it came, and who says so; set by us too
KEPT_OF_NOTEBOOK = ("kernelspec", "language_info")
KEPT_OF_CELL = ("nbgrader", "deletable", "editable")
PICTURES = 5_000_000  # letters of all attached pictures of a notebook
MOST_CELLS = 2_000  # of a notebook; ours has forty
NAMED = Expression(r"attachment:([^\s()<>\"']+)")
MOST_NAMED = 100  # pictures that a text names
NOTHING = {"image/png": ""}  # nbconvert stops at a picture that is named and not there


class TooManyCellsError(Exception):
    """A notebook that takes minutes to run, match and show, whatever is in it."""


class Intake(NbGraderPreprocessor):
    """Drops tags, foreign metadata and attachments but pictures: only code and text decide a score."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with nothing else in it.

        Raises:
            TooManyCellsError: it has more cells than anybody writes.
        """
        if len(nb.cells) > MOST_CELLS:
            raise TooManyCellsError
        nb.metadata = _only(nb.metadata, KEPT_OF_NOTEBOOK)
        nb.metadata |= {name: resources[name] for name in (MARK, RECEIVED) if name in resources}
        left = PICTURES
        for cell in nb.cells:
            cell.metadata = _only(cell.metadata, KEPT_OF_CELL)
            found = cell.pop("attachments", None)
            if cell.cell_type == "markdown":
                kept = _pictures(found, left)
                left -= sum(len(data) for kinds in kept.values() for data in kinds.values())
                named = dict.fromkeys(_named(cell.source), NOTHING)
                if kept or named:
                    cell.attachments = nbformat.from_dict({**named, **kept})
        return nb, resources


def _named(source: str) -> list[str]:
    """Return the pictures that a text names; of more than there is room for, none is shown."""
    return [found[1] for found in islice(NAMED.finditer(source), MOST_NAMED)]


def _pictures(attachments: Any, most: int) -> dict[str, dict[str, str]]:
    """Return the attached pictures that are whole, as many as there is room for."""
    kept: dict[str, dict[str, str]] = {}
    for name, kinds in attachments.items() if isinstance(attachments, Mapping) else ():
        for kind, data in kinds.items() if isinstance(kinds, Mapping) else ():
            if kind.startswith("image/") and isinstance(data, str) and len(data) <= most:
                kept.setdefault(name, {})[kind] = data
                most -= len(data)
    return kept


def _only(metadata: NotebookNode, kept: tuple[str, ...]) -> NotebookNode:
    return NotebookNode({name: metadata[name] for name in kept if name in metadata})
