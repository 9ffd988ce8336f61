"""What of a submitted notebook reaches nbgrader and a kernel: sources, and nbgrader's own metadata."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

MARK = "ungraded"  # what a notebook that cannot be graded carries: the reason, set by us and no student
KEPT_OF_NOTEBOOK = ("kernelspec", "language_info")
KEPT_OF_CELL = ("nbgrader", "deletable", "editable")


class Intake(NbGraderPreprocessor):
    """Drops tags, attachments and foreign metadata, so that nothing but code and text decides a score."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with nothing else in it."""
        nb.metadata = _only(nb.metadata, KEPT_OF_NOTEBOOK)
        if MARK in resources:
            nb.metadata[MARK] = resources[MARK]
        for cell in nb.cells:
            cell.metadata = _only(cell.metadata, KEPT_OF_CELL)
            cell.pop("attachments", None)
        return nb, resources


def _only(metadata: NotebookNode, kept: tuple[str, ...]) -> NotebookNode:
    return NotebookNode({name: metadata[name] for name in kept if name in metadata})
