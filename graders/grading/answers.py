"""What was answered in each grade cell: what a person decided about it stands while it is the same."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from graders.grading.book import Page, Row
from graders.grading.keys import digest
from graders.grading.record import KEY, RECORD
from graders.grading.submission import student_sources
from graders.grading.versions import Given


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


def keep_reviewed(
    before: Page,
    after: Page,
    was: Mapping[str, str],
    now: Mapping[str, str],
    names: Mapping[str, str],
    given_back: Given,
) -> Page:
    """Return a page that asks nobody again for what they have reviewed, where the answer is the same.

    nbgrader asks for every score that a person gave, whenever it grades. What was given back was reviewed.
    """
    back = {f"{notebook}/{cell}" for notebook, cells in given_back.items() for cell in cells}
    reviewed = {cell for cell, name in names.items() if name in back} | {
        row["cell_id"]
        for row in before.grades
        if row["manual_score"] is not None and not row["needs_manual_grade"]
    }

    def settled(row: Row) -> bool:
        name = names.get(row["cell_id"], "")
        same = name in now and now[name] == was.get(name)
        return same and row["cell_id"] in reviewed and row["manual_score"] is not None

    grades = [{**row, "needs_manual_grade": False} if settled(row) else row for row in after.grades]
    return replace(after, grades=grades)
