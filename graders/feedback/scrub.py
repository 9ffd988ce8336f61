"""Takes out of a notebook what its student must not see, before it becomes a page."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from graders.grading.record import RECORD
from graders.grading.submission import split_hidden


class HideHidden(NbGraderPreprocessor):
    """Drops hidden lines and staff's records; outputs hold nothing hidden, for no hidden line ran there."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:  # noqa: ARG002 - nbconvert's signature
        """Keep the visible part of a grade cell."""
        if cell.cell_type == "code":
            cell.source = split_hidden(cell.source)[0]
        cell.metadata.pop(RECORD, None)
        return cell, resources
