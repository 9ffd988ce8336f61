"""A class through `course grade`: what is graded again, what is refused, what a person must look at."""

import shutil
from pathlib import Path

import nbformat
import pytest

from graders.commands.demo import ASSIGNMENT
from graders.errors import OperatorError, StaffError
from graders.grading.classroom import Classroom
from graders.models.cache import PROJECT
from tests.test_class import run, scores

NOTEBOOK = f"{ASSIGNMENT}/challenges.ipynb"


def hand_in(root: Path, student: str, notebook: Path) -> Path:
    """Put a notebook where a submission lies, and return it."""
    path = root / "submitted" / student / NOTEBOOK
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(notebook, path)
    return path


def test_a_resubmission_that_cannot_be_read_leaves_no_older_score(course: Path) -> None:
    """0 and pending with the reason, where a score stood; and what did not change is not graded again."""
    path = hand_in(course, "eva", PROJECT / "examples/submitted/eve" / NOTEBOOK)
    hand_in(course, "paul", PROJECT / "release" / NOTEBOOK)
    first = run(course, "course", "grade", ASSIGNMENT)
    before = scores(course)
    path.write_text(path.read_text("utf-8")[:2000])
    second = run(course, "course", "grade", ASSIGNMENT)

    assert (first.returncode, second.returncode) == (0, 0)
    assert before["eva", "attention_grid"] == (10, 0)
    assert {key: value for key, value in scores(course).items() if key[0] == "eva"} == {
        ("eva", challenge): (0, 1) for challenge in ("compare_t5", "plot_t5", "attention_grid")
    }
    assert "the notebook file is damaged" in " ".join(second.stdout.replace("│", " ").split())
    [graded] = Classroom(course).grade(ASSIGNMENT, ["paul"], force=False)
    assert graded.skipped


def test_what_we_cannot_read_waits_for_a_person(course: Path) -> None:
    """Its points are withheld and the cell is marked; everything else of the submission is graded."""
    path = hand_in(course, "uma", PROJECT / "examples/submitted/fay" / NOTEBOOK)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("pd.DataFrame.itertuples = None"))
    nbformat.write(notebook, path)
    outcome = run(course, "course", "grade", ASSIGNMENT)

    assert scores(course) == {
        ("uma", "compare_t5"): (0, 1),
        ("uma", "plot_t5"): (3, 0),
        ("uma", "attention_grid"): (10, 0),
    }
    assert "waits for a person: has_a_table is unread" in " ".join(outcome.stdout.replace("│", " ").split())


def test_another_secret_stops_every_door_before_anything_is_touched(course: Path) -> None:
    """`course grade` and plain nbgrader refuse, and name the file."""
    Classroom(course)
    hand_in(course, "paul", PROJECT / "release" / NOTEBOOK)
    run(course, "nbgrader", "generate_assignment", ASSIGNMENT)
    (course / "course_secret").write_text("another secret, of more than sixteen")

    ours, theirs = (
        run(course, "course", "grade", ASSIGNMENT),
        run(course, "nbgrader", "autograde", ASSIGNMENT),
    )

    assert (ours.returncode, theirs.returncode) == (3, 1)
    assert all(
        "course_secret is not the one" in " ".join(outcome.stderr.split()) for outcome in (ours, theirs)
    )
    assert "Traceback" not in ours.stderr
    with pytest.raises(OperatorError):
        Classroom(course)


def test_nobody_to_grade_is_said_in_a_sentence(course: Path) -> None:
    """An assignment or a student that is not there names where submissions lie."""
    room = Classroom(course)

    with pytest.raises(StaffError, match="nobody has handed in `nothing`"):
        room.students("nothing")
    with pytest.raises(StaffError, match="cannot be generated"):
        room.generate("nothing")


def test_any_other_nbgrader_course_is_graded_as_on_stock(course: Path) -> None:
    """Test cells without a challenge run the nbgrader way; a harmless warning costs nothing here."""
    from nbformat.v4 import new_code_cell, new_notebook

    def told(**more: object) -> dict[str, object]:
        base = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        return {"nbgrader": {**base, **more}}

    square = new_code_cell("### BEGIN SOLUTION\ndef square(x):\n    return x * x\n### END SOLUTION")
    square.metadata = told(solution=True, grade_id="square")
    test = new_code_cell(
        "assert square(3) == 9\n### BEGIN HIDDEN TESTS\nassert square(-2) == 4\n### END HIDDEN TESTS"
    )
    test.metadata = told(grade=True, locked=True, points=4, grade_id="grade_square")
    source = course / "source" / "other" / "p.ipynb"
    source.parent.mkdir()
    notebook = new_notebook(
        cells=[square, test], metadata={"kernelspec": {"name": "python3", "display_name": "p"}}
    )
    nbformat.write(notebook, source)
    answers = {
        "right": "import warnings\ndef square(x):\n    warnings.warn('careful')\n    return x * x",
        "wrong": "def square(x):\n    return x * abs(x)",
    }
    run(course, "nbgrader", "generate_assignment", "other")
    for student, answer in answers.items():
        notebook.cells[0].source = answer
        path = course / "submitted" / student / "other" / "p.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    assert run(course, "nbgrader", "autograde", "other").returncode == 0

    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db", "transformers") as book:
        found = {s.student.id: s.score for s in book.assignment_submissions("other")}
    assert found == {"right": 4, "wrong": 0}
