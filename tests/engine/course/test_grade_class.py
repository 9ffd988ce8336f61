"""A class through `nbverdict grade`: what is graded again, what is refused, what a person must look at."""

import shutil
from pathlib import Path

import nbformat
import pytest

from graders.models.cache import PROJECT
from nbverdict.course.grade_class import Classroom
from nbverdict.errors import OperatorError, StaffError
from tests.test_class import run, scores
from tools.demo import ASSIGNMENT

NOTEBOOK = f"{ASSIGNMENT}/challenges.ipynb"

pytestmark = pytest.mark.course


@pytest.fixture
def course(course: Path) -> Path:
    """A course whose assignment has one notebook: what its classroom does needs no second one."""
    (course / "source" / ASSIGNMENT / "lesson.ipynb").unlink()
    return course


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
    first = run(course, "nbverdict", "grade", ASSIGNMENT)
    before = scores(course)
    path.write_text(path.read_text("utf-8")[:2000])
    second = run(course, "nbverdict", "grade", ASSIGNMENT)

    assert (first.returncode, second.returncode) == (0, 0)
    assert before["eva", "attention_grid"] == (10, 0)
    assert {key: value for key, value in scores(course).items() if key[0] == "eva"} == {
        ("eva", challenge): (0, 1) for challenge in ("compare_t5", "plot_t5", "attention_grid")
    }
    said = " ".join(second.stdout.replace("│", " ").split())
    assert "cut off in the middle" in said
    assert "version 1 scored 18 of 20" in said
    assert f"`nbverdict restore {ASSIGNMENT} eva` brings version 1 back" in said
    page = course / "feedback" / "eva" / ASSIGNMENT / "challenges.html"
    assert "version 1 scored 18 of 20" in page.read_text("utf-8")
    [graded] = Classroom(course).grade(ASSIGNMENT, ["paul"], force=False)
    assert graded.skipped


def test_one_command_brings_an_older_version_back(course: Path) -> None:
    """The same cases and the same points; what lay there is kept, and comes back by its number."""
    path = hand_in(course, "eva", PROJECT / "examples/submitted/eve" / NOTEBOOK)
    first = path.read_bytes()
    run(course, "nbverdict", "grade", ASSIGNMENT)
    before, cases = scores(course), sorted(path.name for path in (course / "evidence").rglob("*.json"))
    path.write_bytes(damaged := first[:2000])
    run(course, "nbverdict", "grade", ASSIGNMENT)
    back = run(course, "nbverdict", "restore", ASSIGNMENT, "eva")

    assert back.returncode == 0
    assert "version 1 is back; the one that it replaces is version 2" in back.stdout
    assert (scores(course), path.read_bytes()) == (before, first)
    assert {p.name for p in (course / "evidence").rglob("*.json")} == set(cases)
    run(course, "nbverdict", "restore", ASSIGNMENT, "eva", "--version", "2")
    assert path.read_bytes() == damaged
    assert set(scores(course).values()) == {(0, 1)}


def test_what_people_gave_stands_for_the_version_that_they_gave_it_to(course: Path) -> None:
    """A damaged file does not keep it, the version that comes back does, and nbgrader keeps the book."""
    from nbgrader.api import Gradebook

    def score() -> float:
        with Gradebook(f"sqlite:///{course}/gradebook.db", "transformers") as book:
            return float(book.find_submission(ASSIGNMENT, "paul").score)

    path = hand_in(course, "paul", PROJECT / "examples/submitted/pam" / NOTEBOOK)
    run(course, "nbverdict", "grade", ASSIGNMENT)
    with Gradebook(f"sqlite:///{course}/gradebook.db", "transformers") as book:
        book.find_grade("answer_table", "challenges", ASSIGNMENT, "paul").manual_score = 1.5
        book.db.commit()
    path.write_text("{")
    run(course, "nbverdict", "grade", ASSIGNMENT)
    assert score() == 0
    run(course, "nbverdict", "restore", ASSIGNMENT, "paul")
    assert score() == 1.5


def test_nothing_to_restore_is_said_in_a_sentence(course: Path) -> None:
    """And nothing is touched."""
    path = hand_in(course, "paul", PROJECT / "release" / NOTEBOOK)
    outcome = run(course, "nbverdict", "restore", ASSIGNMENT, "paul")

    assert outcome.returncode == 2
    assert outcome.stderr.startswith(f"error: there is no other graded version of `{ASSIGNMENT}` by")
    assert path.read_bytes() == (PROJECT / "release" / NOTEBOOK).read_bytes()


def add_notebook(course: Path) -> None:
    """Give the assignment a second notebook, which asks for one function."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    told = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    cells = [
        new_markdown_cell("# A lesson"),
        new_code_cell("### BEGIN SOLUTION\ndef scale(x):\n    return x / 2\n### END SOLUTION"),
        new_code_cell("assert scale(3) == 1.5"),
    ]
    cells[1].metadata.nbgrader = {**told, "solution": True, "grade_id": "scale"}
    cells[2].metadata.nbgrader = {
        **told,
        "grade": True,
        "locked": True,
        "points": 4,
        "grade_id": "grade_scale",
    }
    kernel = {"name": "python3", "display_name": "Python 3"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, course / "source" / ASSIGNMENT / "lesson.ipynb")


def test_each_notebook_of_an_assignment_is_graded_for_itself(course: Path) -> None:
    """One that was not handed in is 0 with a page that says so; one under another name is taken for it."""
    add_notebook(course)
    hand_in(course, "eli", PROJECT / "examples/submitted/pam" / NOTEBOOK)
    hand_in(course, "cal", PROJECT / "examples/submitted/pam" / NOTEBOOK)
    renamed = course / "submitted" / "cal" / ASSIGNMENT / "Lesson (1).ipynb"
    nbformat.write(nbformat.read(course / "source" / ASSIGNMENT / "lesson.ipynb", 4), renamed)
    outcome = run(course, "nbverdict", "grade", ASSIGNMENT)
    said = " ".join(outcome.stdout.replace("│", " ").split())

    assert {key: value for key, value in scores(course).items() if key[1] == "scale"} == {
        ("cal", "scale"): (4, 0),
        ("eli", "scale"): (0, 0),
    }
    assert "cal 0/20 4/4" in said
    assert "took `Lesson (1).ipynb` for `lesson.ipynb`" in said
    assert "lesson: `lesson.ipynb` was not handed in: hand in the notebook itself" in said
    page = course / "feedback" / "eli" / ASSIGNMENT / "lesson.html"
    assert "was not handed in: hand in the notebook itself" in page.read_text("utf-8")
    assert not (course / "submitted" / "cal" / ASSIGNMENT / "lesson.ipynb").exists()


def test_a_folder_without_a_notebook_is_graded_and_answered(course: Path) -> None:
    """Nbgrader would skip it without a word; a notebook that nobody knows waits for a person."""
    for student, name in (("eli", "notes.txt"), ("uma", "work.ipynb")):
        folder = course / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / name).write_text("{}")
    outcome = run(course, "nbverdict", "grade", ASSIGNMENT)

    assert outcome.returncode == 0
    assert {(student, values) for (student, _), values in scores(course).items()} == {
        ("eli", (0, 0)),
        ("uma", (0, 1)),
    }
    assert "`work.ipynb` is not known to be it" in " ".join(outcome.stdout.replace("│", " ").split())


def test_a_missing_answer_waits_for_a_person(course: Path) -> None:
    """Its blank cell is put back, and the gradebook asks for a grade; all else of it is graded."""
    path = hand_in(course, "uma", PROJECT / "examples/submitted/pam" / NOTEBOOK)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id != "answer-table"]
    nbformat.write(notebook, path)
    outcome = run(course, "nbverdict", "grade", ASSIGNMENT)

    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db", "transformers") as book:
        grade = book.find_grade("answer_table", "challenges", ASSIGNMENT, "uma")
        assert (grade.auto_score, grade.needs_manual_grade) == (0, True)
    said = " ".join(outcome.stdout.replace("│", " ").split())
    assert "uma 0/20 ?" in said
    assert "answer_table: waits for a person: the cell of this answer is gone" in said
    assert "repaired `challenges.ipynb`: put back answer_table" in said


def test_what_we_cannot_read_waits_for_a_person(course: Path) -> None:
    """Its points are withheld and the cell is marked; everything else of the submission is graded."""
    path = hand_in(course, "uma", PROJECT / "examples/submitted/fay" / NOTEBOOK)
    notebook = nbformat.read(path, as_version=4)
    broken = nbformat.v4.new_code_cell("import pandas\npandas.DataFrame.itertuples = None")
    notebook.cells.insert(0, broken)  # a later cell would be undone
    nbformat.write(notebook, path)
    outcome = run(course, "nbverdict", "grade", ASSIGNMENT)

    assert scores(course) == {
        ("uma", "compare_t5"): (0, 1),
        ("uma", "plot_t5"): (3, 0),
        ("uma", "attention_grid"): (10, 0),
    }
    assert "waits for a person: has_a_table is unread" in " ".join(outcome.stdout.replace("│", " ").split())


def test_another_secret_stops_every_door_before_anything_is_touched(course: Path) -> None:
    """`nbverdict grade` and plain nbgrader refuse, and name the file."""
    Classroom(course)
    hand_in(course, "paul", PROJECT / "release" / NOTEBOOK)
    run(course, "nbgrader", "generate_assignment", ASSIGNMENT)
    (course / "course_secret").write_text("another secret, of more than sixteen")

    ours, theirs = (
        run(course, "nbverdict", "grade", ASSIGNMENT),
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


def test_an_assignment_that_has_only_a_due_date_is_generated(course: Path) -> None:
    """It may be given one before anything was generated: it keeps it, and who handed in is graded."""
    from nbgrader.api import Gradebook

    hand_in(course, "paul", PROJECT / "release" / NOTEBOOK)
    due = run(course, "nbgrader", "db", "assignment", "add", ASSIGNMENT, "--duedate=2026-03-01 12:00:00 UTC")
    outcome = run(course, "nbverdict", "grade", ASSIGNMENT)

    assert (due.returncode, outcome.returncode) == (0, 0), outcome.stderr
    assert {student for student, _ in scores(course)} == {"paul"}
    with Gradebook(f"sqlite:///{course}/gradebook.db", "transformers") as book:
        assert str(book.find_assignment(ASSIGNMENT).duedate) == "2026-03-01 12:00:00"


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
