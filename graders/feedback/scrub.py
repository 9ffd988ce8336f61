"""Takes out of a notebook what its student must not see, before it becomes a page."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from graders.grading.record import RECORD
from graders.grading.submission import split_hidden


class HideHidden(NbGraderPreprocessor):
    """Drops hidden lines and staff's records; outputs hold nothing hidden, for no hidden line ran there."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep the visible part of each grade cell."""
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.source = split_hidden(cell.source)[0]
            cell.metadata.pop(RECORD, None)
        return nb, resources
