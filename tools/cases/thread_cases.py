"""Cases from further public threads and from an instructor's first week, found after the others."""

import io
import zipfile

import nbformat

from tools.cases.case import case
from tools.cases.course import Course, says, says_none
from tools.cases.notebooks import (
    DOUBLE,
    PLAIN,
    answer,
    doubles,
    manual,
    notebook,
    solution,
    test,
    text,
    written,
)

THREADS = "further threads"
WEEK = "an instructor's week"
DRAW = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.show()"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@case(THREADS, "otter-grader #807")
def numpy_scalars_as_points(course: Course) -> None:
    """A test that ends with a number of numpy gives that many points."""
    mean = "import numpy as np\ngot = [double(1) == 2, double(50) == 100]\nnp.mean(got) * 2"
    course.make({"p": notebook(solution(DOUBLE), test(mean, "mean", 2), test("np.sum(got)", "sum", 2))})
    course.hand_in("ada", written(course.release(), DOUBLE))
    course.hand_in("bob", written(course.release(), "def double(x):\n    return 2 * min(x, 9)"))
    course.hand_in("cleo", written(course.release(), "def double(x):\n    return None"))
    course.grade()
    found = [
        (course.score(student, "mean"), course.score(student, "sum")) for student in ("ada", "bob", "cleo")
    ]
    assert [(a[0], b[0]) for a, b in found if a and b] == [(2, 2), (1, 1), (0, 0)], found


MEAN = "def mean(numbers):\n    return sum(numbers) / len(numbers)"


@case(THREADS, "otter-grader #442")
def notebook_of_another_assignment(course: Course) -> None:
    """It is not graded as this one's, whatever its file is called, and the student is told which it is."""
    first = notebook(
        text("# Doubles"), solution(DOUBLE), test("assert double(2) == 4"), answer("As lists do.")
    )
    second = notebook(text("# Means"), solution(MEAN), test("assert mean([2]) == 2"), answer("Nothing."))
    course.make({"week1": first}, assignment="hw1")
    course.make({"week2": second}, assignment="hw2")
    course.assignment = "hw1"
    done = written(course.release("week1"), DOUBLE)
    course.assignment = "hw2"
    course.hand_in("ada", done, "week2.ipynb")
    course.hand_in("bob", done, "week1.ipynb")
    course.hand_in("cleo", written(course.release("week2"), MEAN), "week2.ipynb")
    blank = course.release("week2")
    blank.cells = [cell for cell in blank.cells if "solution" in str(cell.metadata)]
    course.hand_in("dan", written(blank, MEAN), "week2.ipynb")
    told = course.grade()
    for student in ("ada", "bob"):
        score = course.score(student, notebook="week2")
        assert score == (0, True), course.scores()
        says(course.page(student, "week2"), "`week1.ipynb` of `hw1`", "hand in your own `week2.ipynb`")
    for student in ("cleo", "dan"):
        score = course.score(student, notebook="week2")
        assert score == (2, False), (student, course.scores())
    says(told, "`week1.ipynb` of `hw1`")


@case(THREADS, "nbclient #93")
def notebook_that_runs_another(course: Course) -> None:
    """A notebook may run and import modules that lie beside it; of another notebook the page says which."""
    tools = notebook(text("# Tools"))
    tools.cells.append(nbformat.v4.new_code_cell("FACTOR = 2"))
    course.make({"p": doubles(), "tools": tools})
    by_run = written(course.release(), "%run tools.ipynb\ndef double(x):\n    return FACTOR * x")
    course.hand_in("ada", by_run)
    course.hand_in("ada", course.release("tools"), "tools.ipynb")
    course.hand_in("bob", written(course.release(), "import own\ndef double(x):\n    return own.FACTOR * x"))
    course.hand_in("bob", "FACTOR = 2\n", "own.py")
    course.hand_in("cleo", written(course.release(), "%run own.py\ndef double(x):\n    return FACTOR * x"))
    course.hand_in("cleo", "FACTOR = 2\n", "own.py")
    course.grade()
    assert course.score("bob") == course.score("cleo") == (2, False), course.scores()
    says(course.page("ada"), "your cell stopped", "tools.ipynb' not found")


@case(THREADS, "nbgrader #1844")
def question_above_a_function(course: Course) -> None:
    """`input()` above a function is the reason why the function is missing."""
    course.make({"p": doubles()})
    course.hand_in("bob", written(course.release(), f"number = input('how many?')\n{DOUBLE}"))
    said = course.grade("--go-on")
    says(said, "input()")
    says(course.page("bob").partition("Your notebook")[0], "input()", "nobody answers")


@case(THREADS, "nbgrader #1844")
def cell_that_python_cannot_read(course: Course) -> None:
    """A syntax error is the reason why the function is missing."""
    course.make({"p": doubles()})
    course.hand_in("eva", written(course.release(), "def double(x)\n    return 2 * x"))
    course.grade("--go-on")
    says(course.page("eva").partition("Your notebook")[0], "Python cannot read it")


@case(THREADS, "nbgrader #1070")
def other_backends(course: Course) -> None:
    """Where a figure appears on the student's machine costs nothing, and the figure is there."""
    settings = 'c.Sandbox.imports = ["numpy", "matplotlib.pyplot"]\n'
    course.make(
        {"p": notebook(solution(DOUBLE), test(PLAIN), text("Draw."), manual(DRAW))}, settings=settings
    )
    for backend in ("notebook", "widget", "qt", "tk"):
        made = written(course.release(), f"%matplotlib {backend}\n{DOUBLE}")
        made.cells[-1].source = DRAW
        course.hand_in(backend, made)
    course.grade()
    for backend in ("notebook", "widget", "qt", "tk"):
        assert course.score(backend) == (2, False), course.scores()
        page = course.root / f"feedback/{backend}/hw/p.html"
        assert "image/png" in page.read_text("utf-8"), backend


@case(THREADS, "nbgrader #1782")
def picture_of_a_solution(course: Course) -> None:
    """A picture that a solution's text shows is not in the release."""
    asked = answer("![the solution](attachment:solution.png)")
    asked.attachments = {"solution.png": {"image/png": PIXEL}}
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN), asked)}, release=False)
    course.run("nbverdict", "release", "hw")
    assert PIXEL not in nbformat.writes(course.release())


@case(THREADS, "nbgrader #1605")
def mark_without_end(course: Course) -> None:
    """A mark that is not closed is named with its notebook and cell, and nothing is released."""
    made = notebook(solution(DOUBLE), test(PLAIN))
    made.cells[0].source = made.cells[0].source.replace("### END SOLUTION", "")
    course.make({"p": made}, release=False)
    said = course.run("nbverdict", "release", "hw")
    assert course.rc == 2, said
    says(said, "p.ipynb", "task", "END SOLUTION")
    assert not (course.root / "release/hw/p.ipynb").exists()


@case(THREADS, "nbgrader #488")
def extra_credit(course: Course) -> None:
    """Extra credit is shown, and nothing negative waits."""
    from nbgrader.api import Gradebook

    course.make({"p": notebook(solution(DOUBLE), test(PLAIN), answer())})
    course.hand_in("ada", written(course.release(), DOUBLE))
    course.grade()
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "transformers") as book:
        grade = book.find_grade("why", "p", "hw", "ada")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1, 3, False
        book.db.commit()
    course.grade()
    page = course.page("ada")
    says(page, "6 of 4 points")
    says_none(page, "-2", "\N{MINUS SIGN}2")


@case(WEEK, "an instructor of statistics")
def root_in_the_configuration(course: Course) -> None:
    """A configuration that names its own folder as the course's works with every command."""
    course.make({"p": doubles()}, settings=f"c.CourseDirectory.root = {str(course.root)!r}\n")
    course.hand_in("ada", written(course.release(), DOUBLE))
    course.grade()
    said = course.run("nbverdict", "check", "hw")
    assert course.rc == 0, said
    assert course.score("ada") == (2, False), course.scores()


@case(WEEK, "an instructor of statistics")
def pages_after_a_review(course: Course) -> None:
    """The next grading renews pages whose points changed, and those that stock nbgrader made."""
    hidden = (
        "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(7734) == 15468\n### END HIDDEN TESTS"
    )
    course.make({"p": notebook(solution(DOUBLE), test(hidden), answer())})
    course.hand_in("ada", written(course.release(), DOUBLE))
    course.grade()
    page = course.root / "feedback/ada/hw/p.html"
    page.chmod(0o644)
    page.write_text("<html>assert double(7734) == 15468</html>", "utf-8")
    course.grade()
    says_none(course.page("ada"), "7734")
    says(course.page("ada"), "2 of")


@case(WEEK, "an instructor of statistics")
def corrected_test_is_not_released(course: Course) -> None:
    """A test that was corrected in the source and not released is told, with the command."""
    course.make({"p": notebook(solution(DOUBLE), test("assert double(2) == 4 and double"))})
    course.hand_in("ada", written(course.release(), DOUBLE))
    course.grade()
    nbformat.write(notebook(solution(DOUBLE), test(PLAIN)), course.root / "source/hw/p.ipynb")
    says(course.grade(), "test", "nbverdict release hw")
    course.run("nbverdict", "release", "hw")
    says_none(course.grade(), "nbverdict release hw")


@case(WEEK, "an instructor of statistics")
def endless_loop_in_plain_words(course: Course) -> None:
    """An endless loop is told as one, in a visible test and in a hidden one."""
    hidden = "### BEGIN HIDDEN TESTS\nassert double(3) == 6\n### END HIDDEN TESTS"
    course.make(
        {"p": notebook(solution(DOUBLE), test(PLAIN), test(hidden, "other"))},
        settings="c.Execute.timeout = 4\nc.ExecuteAndJudge.timeout = 4\n",
    )
    course.hand_in("finn", written(course.release(), "def double(x):\n    while True:\n        pass"))
    course.grade("--go-on")
    page = course.page("finn").partition("Your notebook")[0]
    says(page, "look for a loop")
    says_none(page, "KeyboardInterrupt", "CellTimeoutError")


@case(WEEK, "an instructor of statistics")
def partial_credit_has_a_reason(course: Course) -> None:
    """Partial credit is told as what the test gave."""
    partial = "sum(double(x) == 2 * x for x in (0, 1, 2))"
    course.make({"p": notebook(solution(DOUBLE), test(partial, points=3))})
    course.hand_in("ben", written(course.release(), "def double(x):\n    return 0"))
    said = course.grade("--go-on")
    says(said, "1 of 3")
    says(course.page("ben"), "its test gave 1 of 3 points")


@case(WEEK, "an instructor of statistics")
def hidden_raise_with_words(course: Course) -> None:
    """The author's own words of a hidden `raise` are the reason."""
    hidden = (
        "### BEGIN HIDDEN TESTS\nif double(7734) != 15468:\n"
        "    raise AssertionError('large numbers are doubled too')\n### END HIDDEN TESTS"
    )
    course.make({"p": notebook(solution(DOUBLE), test(hidden))})
    course.hand_in("ben", written(course.release(), "def double(x):\n    return 2 * min(x, 9)"))
    course.grade("--go-on")
    says(course.page("ben"), "arge numbers are doubled too")
    says_none(course.page("ben"), "7734")


@case(WEEK, "an instructor of statistics")
def pass_rates_of_plain_tests(course: Course) -> None:
    """The report shows how many passed each plain test, and why most of the others failed."""
    course.make({"p": doubles()})
    for student, body in (("ada", "2 * x"), ("bob", "x"), ("cleo", "3"), ("dan", "2 * x")):
        course.hand_in(student, written(course.release(), f"def double(x):\n    return {body}"))
    course.grade()
    course.run("nbverdict", "report", "hw")
    says(course.read("reports/hw.html"), "test: assert double(2) == 4 does not hold (2)", "2 of 4", "50 %")


@case(WEEK, "an instructor of statistics")
def late_work_is_in_the_summary(course: Course) -> None:
    """The summary names who came late, and what is taken off."""
    late = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
    course.make({"p": doubles()}, settings=late)
    course.run("nbgrader", "db", "assignment", "add", "hw", "--duedate", "2026-01-01 12:00:00")
    for student, at in (("ada", "2026-01-01 11:00:00 UTC"), ("bob", "2026-01-02 12:00:00 UTC")):
        path = course.hand_in(student, written(course.release(), DOUBLE))
        (path.parent / "timestamp.txt").write_text(at)
    told = course.grade()
    says(told, "points taken off for being late: bob 2")


@case(THREADS, "nbgrader #1175")
def mode_of_grading(course: Course) -> None:
    """A test that reads `NBGRADER_EXECUTION` is told to staff, with the setting that makes it work."""
    reads = 'import os\nif os.environ.get("NBGRADER_EXECUTION") == "autograde":\n    assert double(2) == 4'
    course.make({"p": notebook(solution(DOUBLE), test(reads))})
    course.hand_in("ada", written(course.release(), "def double(x):\n    return 3"))
    says(course.grade(), "read NBGRADER_EXECUTION, which students' processes do not get")
    with (course.root / "course_config.py").open("a", encoding="utf-8") as file:
        file.write('c.Sandbox.environment = {"NBGRADER_EXECUTION": "autograde"}\n')
    says_none(course.grade("--force"), "which students' processes do not get")
    assert course.score("ada") == (0, False), course.scores()


@case(WEEK, "an instructor of physics")
def notebooks_in_an_archive(course: Course) -> None:
    """A zip archive in place of the notebook waits for a person, and the student reads why."""
    course.make({"p": doubles()})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("p.ipynb", nbformat.writes(written(course.release(), DOUBLE)))
    course.hand_in("ada", packed.getvalue(), "hw.zip")
    told = course.grade()
    assert course.score("ada") == (0, True), course.scores()
    says(told, "`p.ipynb` was not handed in, and `hw.zip` is not unpacked")
    says(course.page("ada"), "`hw.zip` is not unpacked: hand in the notebook itself")
