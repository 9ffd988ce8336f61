"""Marks for a person what grading could not decide."""

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
        """Mark the grade cells whose points are withheld; all of them where nothing could be graded."""
        told, ungraded = resources["nbgrader"], find_ungraded(nb)
        everything = ungraded is not None and ungraded.pending
        marked = [
            cell.metadata.nbgrader["grade_id"]
            for cell in nb.cells
            if cell.metadata.get("nbgrader", {}).get("grade") and (everything or _waits(cell))
        ]
        with Gradebook(told["db_url"]) as book:
            for grade_id in marked:
                grade = book.find_grade(grade_id, told["notebook"], told["assignment"], told["student"])
                grade.needs_manual_grade = True
            book.db.commit()
        return nb, resources


def _waits(cell: NotebookNode) -> bool:
    """Say whether a person must look: grading says so, or says nothing of a cell that it grades."""
    record = read_record(cell)
    return bool(record.pending) if record else read_grade_cell(cell) is not None
