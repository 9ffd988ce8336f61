"""Configurations, gradebooks and courses, as nbgrader's documentation allows."""

import shutil
import sqlite3

import nbformat

from tools.cases.acts import hand_in
from tools.cases.case import case
from tools.cases.course import Course, says, says_none
from tools.cases.notebooks import (
    DOUBLE,
    PLAIN,
    RIGHT,
    code,
    doubles,
    masks,
    notebook,
    solution,
    test,
    text,
    told,
    written,
)

SETTINGS = "configurations"
FIRST, SECOND = 65101, 65102  # accounts of two instructors


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


@case(SETTINGS, "nbgrader #1000, #1667")
def group_shared(course: Course) -> None:
    """Two accounts of a group grade one course in turn, whoever made its files."""
    course.make({"p": doubles()}, settings="c.CourseDirectory.groupshared = True\n")
    hand_in(course, "ada", DOUBLE)
    course.share(FIRST)
    for account in (FIRST, SECOND, FIRST):
        for command in (("grade", "hw", "--force"), ("report", "hw")):
            told = course.run_as(account, "nbverdict", *command)
            assert course.rc == 0, told[-900:]
    hand_in(course, "bob", DOUBLE)
    course.share(SECOND)
    course.run_as(FIRST, "nbverdict", "grade", "hw")
    assert course.score("bob") == (2, False), course.said[-1]


@case(SETTINGS, "nbgrader #1000, #1667")
def not_group_shared(course: Course) -> None:
    """Without `groupshared`, the second account is told in one sentence whose file it may not use."""
    course.make({"p": doubles()})
    hand_in(course, "ada", DOUBLE)
    course.share(FIRST)
    course.run_as(FIRST, "nbverdict", "grade", "hw")
    told = course.run_as(SECOND, "nbverdict", "grade", "hw")
    assert course.rc == 3, told[-900:]
    says(told, "this account may not use", "groupshared")
