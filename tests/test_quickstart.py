"""The quickstart course of nbgrader: cells without a challenge run behind walls and score as on stock."""

import shutil
from pathlib import Path

import nbformat
import pytest

from tests.test_class import run
from tools.scratch import write_settings

OURS = """
c = get_config()
load_subconfig({config!r})
c.CourseDirectory.course_id = "quickstart"
c.ClearSolutions.code_stub = {{"python": "# YOUR CODE HERE\\nraise NotImplementedError()"}}
"""
STUDENTS = ("solved", "blank", "wrong", "crashing", "endless")


@pytest.fixture
def courses(tmp_path: Path) -> list[Path]:
    """The quickstart course twice, on stock nbgrader and on ours, with the same submissions."""
    stock, ours = tmp_path / "stock", tmp_path / "ours"
    run(tmp_path, "nbgrader", "quickstart", "stock")
    (tmp_path / "gradebook.db").unlink(missing_ok=True)  # nbgrader makes one in the wrong folder
    run(stock, "nbgrader", "generate_assignment", "ps1")
    for student in STUDENTS:
        hand_in(student, stock)
    (stock / "gradebook.db").unlink()
    shutil.copytree(stock, ours)
    write_settings(ours)
    (ours / "nbgrader_config.py").write_text(OURS.format(config="course_config.py"))
    return [stock, ours]


def hand_in(student: str, course: Path) -> None:
    """Write a submission of each kind."""
    folder = course / "submitted" / student / "ps1"
    shutil.copytree(course / ("source" if student == "solved" else "release") / "ps1", folder)
    code = {
        "wrong": "def squares(n):\n    return [1]\n",
        "crashing": "raise RuntimeError('no')",
        "endless": "while True:\n    pass",
    }.get(student)
    if code:
        notebook = nbformat.read(folder / "problem1.ipynb", as_version=4)
        solution = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("solution"))
        solution.source = code
        nbformat.write(notebook, folder / "problem1.ipynb")


def scores(course: Path) -> dict[tuple[str, str, str], float | None]:
    """Return what the gradebook holds of each cell that is graded automatically."""
    from nbgrader.api import Gradebook

    name = "quickstart" if (course / "course_config.py").is_file() else "stock"
    with Gradebook(f"sqlite:///{course}/gradebook.db", name) as book:
        return {
            (submission.student.id, notebook.name, grade.name): grade.auto_score
            for submission in book.assignment_submissions("ps1")
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def test_it_scores_as_on_stock(courses: list[Path]) -> None:
    """Right, blank, wrong, crashing and endless answers: the same points in each cell."""
    found = []
    for course in courses:
        assert run(course, "nbgrader", "generate_assignment", "ps1", "--force").returncode == 0
        outcome = run(course, "nbgrader", "autograde", "ps1", "--Execute.timeout=5")
        assert outcome.returncode == 0, outcome.stderr[-3000:]
        found.append(scores(course))
    stock, ours = found

    assert len(stock) == len(STUDENTS) * 9
    assert {cell: points for cell, points in ours.items() if stock[cell] != points} == {}
    assert sum(points or 0 for (student, _, _), points in ours.items() if student == "solved") == 3


def test_its_cells_are_reported_as_unprotected(courses: list[Path]) -> None:
    """They run in the student's process, so a person should know."""
    course = courses[1]
    run(course, "nbgrader", "generate_assignment", "ps1", "--force")
    run(course, "nbgrader", "autograde", "ps1", "--student=solved")
    notebook = nbformat.read(course / "autograded/solved/ps1/problem1.ipynb", as_version=4)
    records = [cell.metadata["course"] for cell in notebook.cells if "course" in cell.metadata]

    assert notebook.metadata["sandbox"] in ("namespaces", "landlock")
    assert records
    assert all(record["unprotected"] for record in records)
