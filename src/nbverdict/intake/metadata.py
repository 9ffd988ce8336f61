"""Reduces a submitted notebook to its sources and nbgrader's own metadata."""

import base64
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from nbverdict.cleaning.inert import ATTACHED, make_inert
from nbverdict.intake.pictures import redraw_all
from nbverdict.notebook.record import RECEIVED
from nbverdict.text.expressions import Expression

MARK = "ungraded"  # metadata key of an ungradable notebook's reason, which only we set
PICTURES = 5_000_000  # characters of all attached pictures of a notebook
MOST_CELLS = 2_000  # of a notebook; ours has forty
NAMED = Expression(rf"attachment:({ATTACHED})")
MOST_NAMED = 100  # pictures that a text refers to
NOTHING = NotebookNode({"image/png": ""})  # nbconvert stops at a missing picture

Attached = tuple[NotebookNode, str, str]  # a cell, the name of a picture in it, and the picture as base64


class TooManyCellsError(Exception):
    """A notebook with so many cells that it takes minutes to run, match and show."""


class Intake(NbGraderPreprocessor):
    """Drops tags, foreign metadata and attachments other than pictures: only code and text decide a score."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the reduced notebook.

        Its outputs stay: their pictures are kept before they are cleared.

        Raises:
            TooManyCellsError: it has more cells than anybody writes.
        """
        if len(nb.cells) > MOST_CELLS:
            raise TooManyCellsError
        outputs = [cell.get("outputs") for cell in nb.cells]
        make_inert(nb)
        nb.metadata |= {name: resources[name] for name in (MARK, RECEIVED) if name in resources}
        for cell, found in zip(nb.cells, outputs, strict=True):
            if cell.cell_type == "code" and isinstance(found, list):
                cell.outputs = found
        self._redraw(nb)
        return nb, resources

    def _redraw(self, nb: NotebookNode) -> None:
        """Replace attached pictures with redrawn ones, without any embedded data."""
        attached = list(_attached(nb))
        for cell in nb.cells:
            named = _named(cell.source) if cell.cell_type == "markdown" else ()
            cell.pop("attachments", None)
            if named:
                cell.attachments = NotebookNode(dict.fromkeys(named, NOTHING))
        drawn: list[bytes] = []
        with suppress(OSError, subprocess.SubprocessError):
            drawn = redraw_all([base64.b64decode(data) for _, _, data in attached]) if attached else []
        for (cell, name, _), picture in zip(attached, drawn, strict=False):
            if picture:
                packed = NotebookNode({"image/png": base64.b64encode(picture).decode()})
                cell.attachments = NotebookNode(cell.get("attachments", {}) | {name: packed})


def _named(source: str) -> list[str]:
    """Return the pictures that a text refers to; if there are too many, none is shown."""
    return [found[1] for found in islice(NAMED.finditer(source), MOST_NAMED)]


def _attached(nb: NotebookNode) -> Iterator[Attached]:
    """Yield the pictures attached to texts, up to the limit."""
    left = PICTURES
    for cell in nb.cells:
        for name, kinds in cell.get("attachments", {}).items():
            data = next((one for one in kinds.values() if one), "")
            if data and len(data) <= left:
                left -= len(data)
                yield cell, name, data
