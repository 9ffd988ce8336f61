"""What was answered in each grade cell: what a person decided about it stands while it is the same."""

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from graders.grading.keys import digest
from graders.grading.record import KEY, RECORD
from graders.grading.submission import student_sources


def answer_digests(autograded: Path) -> dict[str, str]:
    """Return what identifies the answer to each grade cell of one student's notebooks.

    To a question it is its cell, with its pictures and what was written below it, and all of the notebook if
    it may stand elsewhere; to a test it is all that decides what the notebook does.
    """
    found: dict[str, str] = {}
    for path in sorted(autograded.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        whole = notebook.metadata.get(KEY) or digest(student_sources(notebook))
        for at, cell in enumerate(notebook.cells):
            told = cell.metadata.get("nbgrader", {})
            if told.get("grade"):
                answer = _written_in(notebook.cells, at) if told.get("solution") else whole
                found[f"{path.stem}/{told['grade_id']}"] = answer
    return found


def _written_in(cells: Sequence[NotebookNode], at: int) -> str:
    """Return what identifies a written answer, whose cell is the one at this place."""
    if cells[at].metadata.get(RECORD, {}).get("pending"):
        parts = cells
    else:
        below = takewhile(lambda cell: "nbgrader" not in cell.metadata, cells[at + 1 :])
        parts = [cells[at], *below]
    return digest([[cell.source, cell.get("attachments", {})] for cell in parts])
