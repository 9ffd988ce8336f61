"""Takes out of a notebook what its student must not see, before it becomes a page."""

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor

from graders.grading.record import RECORD, TIER
from graders.grading.results import UNSAFE
from graders.grading.submission import split_hidden
from graders.sandbox.inside.plan import NOTHING


class HideHidden(NbGraderPreprocessor):
    """Drops hidden lines and staff's records; outputs hold nothing hidden, for no hidden line ran there."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep the visible part of each grade cell, and say where nothing stood around the code."""
        if nb.metadata.get(TIER) == NOTHING:
            nb.cells.insert(0, new_markdown_cell(f"**{UNSAFE.capitalize()}.**"))
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.source = split_hidden(cell.source)[0]
            cell.metadata.pop(RECORD, None)
        return nb, resources
