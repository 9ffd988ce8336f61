"""What instructors do with assignments, gradebooks and configurations, as nbgrader's documentation allows."""

import shutil
import sqlite3
from typing import Any

import nbformat
from nbformat import NotebookNode

from tools.cases.case import case
from tools.cases.course import Course, says, says_none
from tools.cases.notebooks import (
    DOUBLE,
    PLAIN,
    RIGHT,
    WRONG,
    answer,
    code,
    doubles,
    manual,
    masks,
    notebook,
    solution,
    test,
    text,
    told,
    written,
)

CELLS = "grade cells as nbgrader allows them"
CHANGES = "changes after grading"
SETTINGS = "configurations"
LATE = "late work"
PARTIAL = "round(sum(0.1 for x in (1, 2, 3) if double(x) == 2 * x), 17)"


def release_again(course: Course) -> str:
    """Release after the source was changed."""
    return course.run("nbverdict", "release", course.assignment)


def change_source(course: Course, made: NotebookNode, name: str = "p") -> None:
    """Put another source in place and release it."""
    nbformat.write(made, course.root / "source" / course.assignment / f"{name}.ipynb")
    release_again(course)


def hand_in(course: Course, student: str = "ada", task: str = DOUBLE, name: str = "p") -> None:
    """Hand in the release with this answer."""
    course.hand_in(student, written(course.release(name), task), f"{name}.ipynb")


@case(CELLS, "nbgrader #1331")
def same_ids_in_two_notebooks(course: Course) -> None:
    """Two notebooks use the same ids with other points; each is graded by its own."""
    course.make({"p": masks(), "q": notebook(solution(DOUBLE), test(PLAIN, points=5), answer(points=3))})
    hand_in(course, task=RIGHT)
    hand_in(course, name="q")
    course.grade()
    assert course.score("ada") == (2, False), course.scores()
    assert course.score("ada", notebook="q") == (5, False), course.scores()


@case(CELLS, "nbgrader #1331")
def same_challenge_in_two_notebooks(course: Course) -> None:
    """The same challenge with the same id in both; a wrong and a right answer."""
    course.make({"p": masks(), "q": notebook(solution(RIGHT), test())})
    hand_in(course, task=WRONG)
    hand_in(course, task=RIGHT, name="q")
    course.grade()
    assert course.score("ada", notebook="q") == (2, False), course.scores()
    assert course.score("ada")[0] < 2, course.scores()  # type: ignore[index]


@case(CELLS, "nbgrader #1090")
def tenths(course: Course) -> None:
    """Partial credit that adds three tenths is worth 0.3, and no ValueError."""
    course.make({"p": notebook(solution(DOUBLE), test("0.1 + 0.2 if double(2) == 4 else 0", points=0.3))})
    hand_in(course)
    course.grade()
    assert course.score("ada") == (0.3, False), course.scores()


@case(CELLS, "nbgrader #78")
def two_thirds(course: Course) -> None:
    """A cell worth two thirds of a point is graded and shown."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN, points=2 / 3))})
    hand_in(course)
    course.grade()
    assert abs(course.score("ada")[0] - 2 / 3) < 1e-9, course.scores()  # type: ignore[index]


@case(CELLS, "PrairieLearn #15677")
def challenge_worth_a_third(course: Course) -> None:
    """A challenge worth a third: full marks are a third."""
    course.make({"p": notebook(solution(RIGHT), test(points=1 / 3))})
    hand_in(course, task=RIGHT)
    course.grade()
    assert abs(course.score("ada")[0] - 1 / 3) < 1e-9, course.scores()  # type: ignore[index]


@case(CELLS, "earthlab, a public course")
def more_than_it_is_worth(course: Course) -> None:
    """A test returns 3 where it is worth 2: its points are the cap, nothing else suffers, staff are told."""
    course.make({"p": notebook(solution(DOUBLE), test("3 if double(2) == 4 else 0", points=2), answer())})
    hand_in(course)
    said = course.grade()
    assert course.score("ada") == (2, False), course.scores()
    says(said, "3")


@case(CELLS, "earthlab, a public course")
def less_than_nothing(course: Course) -> None:
    """A test returns a negative number: it is worth 0, and nothing else suffers."""
    negative = "2 if double(2) == 4 else -1"
    course.make(
        {"p": notebook(solution(DOUBLE), test(negative, points=2), test("assert double(0) == 0", "other", 3))}
    )
    hand_in(course, task="def double(x):\n    return x")
    course.grade()
    assert course.score("ada") == (0, False), course.scores()
    assert course.score("ada", "other") == (3, False), course.scores()


@case(CELLS, "nbgrader #1233")
def no_points(course: Course) -> None:
    """A test and an answer that are worth nothing are graded."""
    course.make(
        {"p": notebook(solution(DOUBLE), test(PLAIN, points=0), answer(points=0), test(PLAIN, "other", 1))}
    )
    hand_in(course)
    course.grade()
    assert course.score("ada") == (0, False), course.scores()
    assert course.score("ada", "other") == (1, False), course.scores()


@case(CELLS, "nbgrader #1421")
def task_on_code(course: Course) -> None:
    """A task on a code cell is graded by a person, or refused in one sentence."""
    cell = code("# draw something")
    cell.metadata["nbgrader"] = told("task", "draw", 5)
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN), cell)})
    if course.rc:
        says(course.said[-1], "draw")
        return
    hand_in(course)
    said = course.grade(ok=False)
    if course.rc:
        says(said, "draw")
    else:
        assert course.score("ada") == (2, False), course.scores()


@case(CELLS, "nbgrader #1176")
def brackets_in_a_notebook(course: Course) -> None:
    """Square brackets in a notebook's name: graded, or refused in one sentence that says why."""
    course.make({"p[1]": doubles()})
    if course.rc == 0:
        hand_in(course, name="p[1]")
    said = course.grade(ok=False)
    if course.rc:
        says(said, "[")
    else:
        assert course.score("ada", notebook="p[1]") == (2, False), course.scores()


@case(CELLS, "nbgrader #1176")
def brackets_in_an_assignment(course: Course) -> None:
    """Square brackets in an assignment's name: graded, or refused in one sentence that says why."""
    course.assignment = "hw[1]"
    course.make({"p": doubles()}, assignment="hw[1]")
    if course.rc == 0:
        hand_in(course)
    said = course.grade(ok=False)
    if course.rc:
        says(said, "[")
    else:
        assert course.score("ada") == (2, False), course.scores()


@case(CELLS, "nbgrader #1176")
def brackets_in_a_student(course: Course) -> None:
    """Square brackets in a student's name cost nobody anything."""
    course.make({"p": doubles()})
    hand_in(course, "ada")
    hand_in(course, "bob[2]")
    said = course.grade(ok=False)
    assert course.score("ada") == (2, False), course.scores()
    if course.score("bob[2]") != (2, False):
        says(said, "bob[2]")


@case(CELLS, "nbgrader #1322")
def same_id_twice(course: Course) -> None:
    """Two cells of one notebook with the same id are refused, with the id."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN), test(PLAIN))})
    if course.rc == 0:
        course.grade(ok=False)
    assert course.rc, "accepted"
    says(course.said[-1], "test")


@case(CHANGES, "nbgrader #1322")
def cell_added(course: Course) -> None:
    """A graded cell is added after grading: everybody gets its points, or staff are told how."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN))})
    hand_in(course)
    course.grade()
    change_source(course, notebook(solution(DOUBLE), test(PLAIN), test("assert double(3) == 6", "more", 3)))
    said = course.grade(ok=False)
    if course.score("ada", "more") != (3, False):
        says(said, "more", "nbverdict grade")


@case(CHANGES, "nbgrader #1322")
def cell_added_without_release(course: Course) -> None:
    """A graded cell is added to the source, which is not released again: staff are told, with the command."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN))})
    hand_in(course)
    course.grade()
    more = notebook(solution(DOUBLE), test(PLAIN), test("assert double(3) == 6", "more", 3))
    nbformat.write(more, course.root / "source/hw/p.ipynb")
    said = course.grade(ok=False)
    if course.score("ada", "more") != (3, False):
        says(said, "nbverdict release hw")


@case(CHANGES, "nbgrader #1646")
def cell_removed(course: Course) -> None:
    """A graded cell is removed after grading: its points are gone, the rest stands."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN), test("assert double(3) == 6", "more", 3))})
    hand_in(course)
    course.grade()
    change_source(course, notebook(solution(DOUBLE), test(PLAIN)))
    course.grade(ok=False)
    assert course.score("ada") == (2, False), (course.scores(), course.said[-1])


@case(CHANGES, "nbgrader #1646")
def cell_renamed(course: Course) -> None:
    """A graded cell is renamed after grading: the new one has the points."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN))})
    hand_in(course)
    course.grade()
    change_source(course, notebook(solution(DOUBLE), test(PLAIN, "renamed")))
    said = course.grade(ok=False)
    if course.score("ada", "renamed") != (2, False):
        says(said, "renamed", "nbverdict grade")


@case(CHANGES, "nbgrader #1699")
def worth_changed(course: Course) -> None:
    """A cell is worth more after grading: right answers earn what it is worth now."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN, points=2))})
    hand_in(course)
    hand_in(course, "bob", "def double(x):\n    return x")
    course.grade()
    change_source(course, notebook(solution(DOUBLE), test(PLAIN, points=6)))
    course.grade(ok=False)
    assert course.score("ada") == (6, False), (course.scores(), course.said[-1])
    assert course.score("bob") == (0, False), course.scores()


@case(CHANGES, "nbgrader #1699")
def answer_becomes_test(course: Course) -> None:
    """A cell that people graded becomes a test: it is graded by the test, or staff are told."""
    course.make({"p": notebook(solution(DOUBLE), manual("x = double(2)", "free", 2))})
    hand_in(course)
    course.grade()
    change_source(course, notebook(solution(DOUBLE), test(PLAIN, "free", 2)))
    said = course.grade(ok=False)
    if course.score("ada", "free") != (2, False):
        says(said, "free")


@case(CHANGES, "nbgrader #1646")
def notebook_added(course: Course) -> None:
    """A second notebook is added after grading: who handed it in is graded, who did not is told so."""
    course.make({"p": doubles()})
    hand_in(course)
    course.grade()
    change_source(course, masks(), "q")
    hand_in(course, task=RIGHT, name="q")
    course.grade()
    assert course.score("ada", notebook="q") == (2, False), course.scores()


@case(SETTINGS, "nbgrader #1029")
def own_directory_structure(course: Course) -> None:
    """Another `directory_structure` is respected."""
    shape = 'c.CourseDirectory.directory_structure = "{nbgrader_step}/{assignment_id}/{student_id}"\n'
    course.make({"p": doubles()}, settings=shape)
    source = course.root / "source/hw"
    (course.root / "source/hw2").mkdir()
    shutil.move(source / "p.ipynb", course.root / "source/hw2/p.ipynb")
    source.rmdir()
    (source / ".").mkdir(parents=True)
    shutil.move(course.root / "source/hw2/p.ipynb", source / "p.ipynb")
    course.run("nbgrader", "generate_assignment", "hw")
    released = next(course.root.glob("release/**/p.ipynb"), None)
    assert released, course.said[-1][-900:]
    path = course.root / "submitted/hw/ada/p.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(written(nbformat.read(released, as_version=4), DOUBLE), path)
    course.grade()
    assert course.score("ada") == (2, False), (course.scores(), course.said[-1])
    assert (course.root / "feedback/hw/ada/p.html").is_file()


@case(SETTINGS, "nbgrader #1029")
def own_folder_names(course: Course) -> None:
    """Folders of other names are respected."""
    names = (
        'c.CourseDirectory.submitted_directory = "abgegeben"\n'
        'c.CourseDirectory.feedback_directory = "rueckmeldung"\n'
        'c.CourseDirectory.autograded_directory = "bewertet"\n'
    )
    course.make({"p": doubles()}, settings=names)
    path = course.root / "abgegeben/ada/hw/p.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(written(course.release(), DOUBLE), path)
    course.grade()
    assert course.score("ada") == (2, False), course.scores()
    assert (course.root / "rueckmeldung/ada/hw/p.html").is_file()


@case(SETTINGS, "nbgrader #1000")
def unknown_students(course: Course) -> None:
    """With `create_student = False` an unknown student is named, and the others are graded."""
    course.make({"p": doubles()}, settings="c.Autograde.create_student = False\n")
    course.run("nbgrader", "db", "student", "add", "ada")
    hand_in(course, "ada")
    hand_in(course, "stranger")
    said = course.grade(ok=False)
    assert course.score("ada") == (2, False), (course.scores(), said)
    assert course.score("stranger") is None, course.scores()
    says(said, "stranger")


@case(SETTINGS, "nbgrader #1667")
def other_language(course: Course) -> None:
    """An assignment in R is refused in one sentence before anything runs."""
    made = notebook(solution("double <- function(x) 2 * x"), test("stopifnot(double(2) == 4)"))
    made.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    course.make({"p": made}, settings='c.ClearSolutions.code_stub = {"R": "# YOUR CODE HERE"}\n')
    if course.rc == 0:
        hand_in(course, task="double <- function(x) 2 * x")
    said = course.grade(ok=False)
    assert course.rc, said
    says(said, "R", "Python")


@case(SETTINGS, "nbgrader #1176")
def old_gradebook(course: Course) -> None:
    """A gradebook of an older nbgrader is refused in a sentence that names `nbgrader db upgrade`."""
    course.make({"p": doubles()})
    hand_in(course)
    course.grade()
    with sqlite3.connect(course.root / "gradebook.db") as book:
        book.execute("DROP TABLE alembic_version")
        book.execute("DROP TABLE task_cells")
    said = course.grade("--force", ok=False)
    assert course.rc, said
    says(said, "nbgrader db upgrade")


@case(SETTINGS, "nbgrader #1176")
def two_courses_in_one_database(course: Course) -> None:
    """Two courses share a database by their ids; neither sees the other's."""
    shared = f'c.CourseDirectory.db_url = "sqlite:///{course.root}/gradebook.db"\n'
    others = Course(course.root / "other")
    others.root.mkdir()
    course.make({"p": doubles()}, settings=shared)
    others.make({"p": masks()}, settings=shared + 'c.CourseDirectory.course_id = "another"\n')
    hand_in(course)
    hand_in(others, task=RIGHT)
    course.grade()
    others.grade(ok=False)
    if others.rc:
        says(others.said[-1], "course")
    else:
        assert course.scores("another"), course.scores("another")
    assert course.score("ada") == (2, False), course.scores()
    course.said += others.said


@case(SETTINGS, "nbgrader #1421")
def magics_in_preview(course: Course) -> None:
    """`preview` runs notebooks with magics and shell lines."""
    lines = "%matplotlib inline\n!echo hello\nfiles = !ls"
    timed = code("%%time\nx = 1")
    course.make(
        {
            "p": notebook(
                code(lines),
                timed,
                code("%config InlineBackend.figure_format = 'svg'"),
                solution(DOUBLE),
                test(PLAIN),
            )
        }
    )
    said = course.run("nbverdict", "preview", "hw")
    assert course.rc == 0, said[-1500:]


@case(SETTINGS, "MyST-NB")
def magics_in_answers(course: Course) -> None:
    """Answers may use magics and shell lines."""
    course.make({"p": doubles()})
    hand_in(
        course,
        task="%matplotlib inline\nimport math\n!echo hello > made.txt\ndef double(x):\n    return 2 * x",
    )
    course.grade()
    assert course.score("ada") == (2, False), course.scores()


@case(SETTINGS, "a plain course")
def week_in_git(course: Course) -> None:
    """After a week `git status` shows nothing with names or answers."""
    course.run("nbverdict", "init", "new")
    new = Course(course.root / "new")
    new.run("git", "init", "-q")
    new.run("git", "add", "-A")
    new.run("git", "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "start")
    for folder in ("reports", "downloaded", "submitted", "autograded", "feedback", "evidence"):
        (new.root / folder / "ada").mkdir(parents=True, exist_ok=True)
        (new.root / folder / "ada" / "x.txt").write_text("ada", "utf-8")
    (new.root / "gradebook.db").write_text("x", "utf-8")
    told_by_git = new.run("git", "status", "--porcelain")
    new.said.clear()
    assert not told_by_git.strip(), told_by_git
    repository = (course.root / "nbgrader_config.py").parent
    assert repository


@case(LATE, "PrairieLearn #14319")
def points_after_a_penalty(course: Course) -> None:
    """Late by a policy of zero, then a person gives points: the same total, also after `--force`."""
    _late(
        course,
        'c.LateSubmissionPlugin.penalty_method = "zero"\n',
    )
    first = _export(course)
    _give(course, "why", 2)
    once = _export(course)
    course.grade("--force")
    again = _export(course)
    assert once == again, (first, once, again)


def _late(course: Course, settings: str) -> None:
    course.make({"p": masks()}, settings=settings)
    course.run("nbgrader", "db", "assignment", "add", "hw", "--duedate=2026-01-01 12:00:00 UTC")
    path = course.hand_in("ada", written(course.release()))
    (path.parent / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC", "utf-8")
    course.grade()


def _give(course: Course, cell: str, points: float) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "transformers") as book:
        grade = book.find_grade(cell, "p", "hw", "ada")
        grade.manual_score = points
        grade.needs_manual_grade = False
        book.db.commit()


def _export(course: Course) -> Any:
    course.run("nbgrader", "export", "--to=grades.csv")
    return (course.root / "grades.csv").read_text("utf-8")


@case(LATE, "nbgrader's documentation")
def own_late_plugin(course: Course) -> None:
    """`late.py` in the course's folder, as nbgrader documents it, is used."""
    (course.root / "late.py").write_text(
        "from nbgrader.plugins import BasePlugin\n\n"
        "class SubMarks(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return round(total_seconds_late / 86400 * 0.5, 2)\n",
        "utf-8",
    )
    _late(course, 'c.AssignLatePenalties.plugin_class = "late.SubMarks"\n')
    assert course.score("ada") == (2, False), course.scores()
    says(_export(course), "0.5")


@case(LATE, "nbgrader #933")
def broken_late_plugin(course: Course) -> None:
    """A late plug-in that raises is named with its cause; old scores stand."""
    plugin = course.root / "late.py"
    plugin.write_text(
        "from nbgrader.plugins import BasePlugin\n\nclass SubMarks(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n        return 0\n",
        "utf-8",
    )
    _late(course, 'c.AssignLatePenalties.plugin_class = "late.SubMarks"\n')
    plugin.write_text(plugin.read_text("utf-8").replace("return 0", "return missing"), "utf-8")
    said = course.grade("--force", ok=False)
    assert course.rc, "nobody is told"
    says(said, "late.py", "missing")
    assert course.score("ada") == (2, False), course.scores()


@case(LATE, "nbgrader #933")
def due_date_in_a_zone(course: Course) -> None:
    """A due date with an offset or the name of a zone is read right, or refused."""
    course.make({"p": masks()}, settings='c.LateSubmissionPlugin.penalty_method = "zero"\n')
    course.run("nbgrader", "db", "assignment", "add", "hw", "--duedate=2026-06-01 12:00:00 +0200")
    path = course.hand_in("ada", written(course.release()))
    (path.parent / "timestamp.txt").write_text("2026-06-01 09:59:00 UTC", "utf-8")
    path = course.hand_in("bob", written(course.release()))
    (path.parent / "timestamp.txt").write_text("2026-06-01 12:30:00 Europe/Berlin", "utf-8")
    course.grade()
    exported = {line.split(",")[4 if "," in line else 0]: line for line in _export(course).splitlines()}
    assert exported, exported


@case(SETTINGS, "a plain course")
def task_cell_unlocked(course: Course) -> None:
    """A task cell that is not locked works, or is refused in a sentence that names it."""
    from nbformat.v4 import new_markdown_cell

    cell = new_markdown_cell("Write about it.", id="essay")
    cell.metadata["nbgrader"] = told("task", "essay", 5) | {"locked": False}
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN), cell)})
    if course.rc == 0:
        hand_in(course)
        said = course.grade(ok=False)
    else:
        said = course.said[-1]
    if course.rc:
        says(said, "essay")
    else:
        assert course.score("ada") == (2, False), course.scores()


@case(SETTINGS, "a plain course")
def configuration_fault(course: Course) -> None:
    """A configuration that raises is named with its cause and place, and nothing changes."""
    course.make({"p": doubles()})
    hand_in(course)
    course.grade()
    with (course.root / "course_config.py").open("a", encoding="utf-8") as config:
        config.write("\nc.Execute.timeout = MISSING\n")
    said = course.grade(ok=False)
    assert course.rc, said
    says(said, "course_config.py", "MISSING")
    says_none(said, "see the above traceback")
    assert course.score("ada") == (2, False), course.scores()


@case(SETTINGS, "a plain course")
def wrong_type_in_configuration(course: Course) -> None:
    """A setting of the wrong type is named with its value, and nothing changes."""
    course.make({"p": doubles()})
    hand_in(course)
    with (course.root / "course_config.py").open("a", encoding="utf-8") as config:
        config.write('\nc.Execute.timeout = "long"\n')
    said = course.grade(ok=False)
    assert course.rc, said
    says(said, "timeout", "long")


@case(SETTINGS, "cs1302, a public course")
def worked_example_above(course: Course) -> None:
    """Above the task stands the course's own example of its function: the blank release earns nothing."""
    stub = solution("x")
    stub.source = "def double(x):\n    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION"
    example = code("def double(x):\n    return 2 * x")
    course.make(
        {
            "p": notebook(
                text("# Example"), example, text("# Yours"), stub, test("assert double(2) == 4", points=5)
            )
        }
    )
    course.hand_in("blank", course.release())
    touched = course.release()
    touched.cells[1].source += "\nprint(double(2))"
    course.hand_in("touched", touched)
    course.hand_in("broken", written(course.release(), "def double(x)\n    return 3 * x"))
    course.hand_in("right", written(course.release(), "def double(x):\n    return x + x"))
    course.grade("--go-on")
    assert course.score("right") == (5, False), course.scores()
    assert (course.score("blank"), course.score("touched")) == ((0, False), (0, False)), course.scores()
    says(course.page("broken"), "return 3 * x")


@case(SETTINGS, "cs1302, a public course")
def worked_example_of_a_challenge(course: Course) -> None:
    """The same with a challenge."""
    stub = solution("x")
    head, body = RIGHT.rsplit("\n", 1)
    stub.source = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
    course.make({"p": notebook(code(RIGHT), text("# Yours"), stub, test())})
    course.hand_in("blank", course.release())
    course.hand_in("right", written(course.release()))
    course.grade("--go-on")
    assert course.score("right") == (2, False), course.scores()
    assert course.score("blank") == (0, False), course.scores()
