"""What a page says of each graded cell."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbverdict.course.grade_class import Classroom
from nbverdict.feedback.tasks import read_tasks
from nbverdict.intake.match import NOT_FOUND, WRITTEN_INTO
from nbverdict.judging.verdict import CheckStatus, CheckVerdict, Verdict
from nbverdict.notebook.record import GradeRecord, Ungraded, record_ungraded, record_verdict
from nbverdict.notebook.titles import put_titles
from tests import small_course

WAITS = {"grade_id": "why", "score": 0.0, "points": 2.0, "waits": True}


def state(cell: Any) -> str:
    """Return what is said of the state of a cell's points."""
    cell.metadata["nbgrader"] = WAITS
    return read_tasks(new_notebook(cells=[cell]))[0].state


@pytest.mark.parametrize("why", [NOT_FOUND, WRITTEN_INTO])
def test_whose_answer_was_not_found_reads_it(why: str) -> None:
    """It is no machine that could not decide: the student knows where the answer stands."""
    cell = new_markdown_cell("")
    GradeRecord(doubt=why).write(cell)

    assert state(cell) == f"waits for a person: {why}"


def test_whose_notebook_could_not_be_read_reads_why() -> None:
    """Where the points would stand."""
    cell = new_code_cell("")
    record_ungraded(cell, Ungraded(reason="the notebook file is damaged"))

    assert state(cell) == "waits for a person: the notebook file is damaged"


def test_what_withholds_points_of_a_check_is_for_staff() -> None:
    """A student reads that it waits, and nothing of our own failure."""
    cell = new_code_cell("")
    broken = CheckVerdict("is_square", "it is square", 2.0, 0.0, CheckStatus.BROKEN)
    record_verdict(cell, Verdict(challenge="c", checks=(broken,)), 2.0)

    assert state(cell) == "waits for a person: the machine could not decide all of it"


def test_a_graded_notebook_has_the_titles_of_the_release(tmp_path: Path) -> None:
    """Whatever heading its student writes, and whatever else of a notebook intake drops."""
    root = small_course.build(tmp_path)
    for folder, heading in (("release", "# Asked"), ("source", "# Asked")):
        path = root / folder / "hw/p.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.insert(0, new_markdown_cell(heading, id="asked"))
        nbformat.write(notebook, path)
    small_course.hand_in(root, "ada", why="# Mine")
    [graded] = Classroom(root).grade("hw", ["ada"])
    page = (root / "feedback/ada/hw/p.html").read_text("utf-8")

    assert not graded.error
    titles = (">Asked (<code>causal_mask</code>)<", ">Asked (<code>why</code>)<", ">Mine<")
    assert [page.count(title) for title in titles] == [2, 2, 1]


def test_a_title_is_the_releases() -> None:
    """Headings of answers and of cells that a student added give none; points at its end are left out.

    Two tasks below one heading have their ids.
    """
    asked, answer = new_markdown_cell("## Asked · 2 points"), new_markdown_cell("## Full marks")
    answer.metadata["nbgrader"] = {**WAITS, "solution": True, "grade": True}
    code = new_code_cell("")
    code.metadata["nbgrader"] = {**WAITS, "grade_id": "check", "grade": True}
    released = [asked, answer, code]
    own = new_markdown_cell("# Checked by your teacher: 2 of 2 points")
    submitted = new_notebook(cells=[own, answer, code])
    put_titles(submitted, released)

    titles = [task.title for task in read_tasks(submitted)]
    assert titles == ["Asked (<code>why</code>)", "Asked (<code>check</code>)"]
