"""Marks cells for manual grading that could not be graded automatically."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from nbverdict.execution.exporter import find_ungraded
from nbverdict.notebook.record import read_record
from nbverdict.notebook.submission import read_grade_cell


class MarkPending(NbGraderPreprocessor):
    """Sets `needs_manual_grade`, which nbgrader's SaveAutoGrades has just decided from outputs alone."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Mark the grade cells whose points are withheld; all of them if nothing could be graded."""
        meta, ungraded = resources["nbgrader"], find_ungraded(nb)
        everything = ungraded is not None and ungraded.pending
        marked = [
            cell.metadata.nbgrader["grade_id"]
            for cell in nb.cells
            if cell.metadata.get("nbgrader", {}).get("grade") and (everything or _waits(cell))
        ]
        with Gradebook(meta["db_url"]) as book:
            for grade_id in marked:
                grade = book.find_grade(grade_id, meta["notebook"], meta["assignment"], meta["student"])
                grade.needs_manual_grade = True
            book.db.commit()
        return nb, resources


def _waits(cell: NotebookNode) -> bool:
    """Return whether a person must look: the result is pending, or missing from a graded cell."""
    record = read_record(cell)
    return bool(record.pending) if record else read_grade_cell(cell) is not None
