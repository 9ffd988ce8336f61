"""Plain assignments: cells with asserts and nothing of ours, as most courses have them."""

import nbformat
from nbformat.v4 import new_output

from tools.cases.case import case
from tools.cases.course import Course, says, says_none
from tools.cases.notebooks import (
    DOUBLE,
    PLAIN,
    answer,
    code,
    doubles,
    manual,
    notebook,
    solution,
    test,
    text,
    written,
)

PLAIN_KIND = "plain assignments"
HIDDEN = (
    "assert double(2) == 4\n### BEGIN HIDDEN TESTS\n"
    "assert double(7734) == 15468{message}\n### END HIDDEN TESTS"
)
TABLE = (
    "import csv\ndef double(x):\n    return sum(int(row[0]) for row in csv.reader(open('data/t.csv'))) * x"
)
HALF = "def double(x):\n    return 4"


@case(PLAIN_KIND, "nbgrader #681")
def own_marks_of_hidden_tests(course: Course) -> None:
    """Hidden tests in the course's own words: right answers count, and no page shows hidden lines."""
    settings = (
        'c.ClearHiddenTests.begin_test_delimeter = "VERSTECKT ANFANG"\n'
        'c.ClearHiddenTests.end_test_delimeter = "VERSTECKT ENDE"\n'
    )
    tests = (
        HIDDEN.format(message="")
        .replace("BEGIN HIDDEN TESTS", "VERSTECKT ANFANG")
        .replace("END HIDDEN TESTS", "VERSTECKT ENDE")
    )
    course.make({"p": notebook(solution(DOUBLE), test(tests))}, settings=settings)
    course.hand_in("ada", written(course.release(), DOUBLE))
    course.hand_in("bob", written(course.release(), HALF))
    course.grade("--go-on")
    assert "7734" not in nbformat.writes(course.release())
    assert course.score("ada") == (2, False), course.scores()
    assert course.score("bob") == (0, False), course.scores()
    says_none(course.page("ada") + course.page("bob"), "7734")


@case(PLAIN_KIND, "nbgrader #681")
def own_marks_of_a_challenge(course: Course) -> None:
    """A challenge behind the course's own marks is judged as one."""
    settings = (
        'c.ClearHiddenTests.begin_test_delimeter = "VERSTECKT ANFANG"\n'
        'c.ClearHiddenTests.end_test_delimeter = "VERSTECKT ENDE"\n'
    )
    hidden = '# VERSTECKT ANFANG\nfrom nbverdict import grade\ngrade("causal_mask")\n# VERSTECKT ENDE'
    right = "import numpy as np\ndef causal_mask(n):\n    return np.tril(np.ones((n, n)))"
    course.make({"p": notebook(solution(right), test(hidden))}, settings=settings)
    course.hand_in("ada", written(course.release(), right))
    course.grade("--go-on")
    assert course.score("ada") == (2, False), (course.scores(), course.said[-1][-600:])


@case(PLAIN_KIND, "nbgrader #681")
def own_marks_of_solutions(course: Course) -> None:
    """Solutions in the course's own words are cleared, and graded."""
    settings = (
        'c.ClearSolutions.begin_solution_delimeter = "LOESUNG ANFANG"\n'
        'c.ClearSolutions.end_solution_delimeter = "LOESUNG ENDE"\n'
    )
    made = notebook(solution(DOUBLE), test(PLAIN))
    made.cells[0].source = (
        made.cells[0]
        .source.replace("BEGIN SOLUTION", "LOESUNG ANFANG")
        .replace("END SOLUTION", "LOESUNG ENDE")
    )
    course.make({"p": made}, settings=settings)
    assert "2 * x" not in nbformat.writes(course.release())
    course.hand_in("ada", written(course.release(), DOUBLE))
    course.grade()
    assert course.score("ada") == (2, False), course.scores()


@case(PLAIN_KIND, "nbgrader #917")
def hidden_assert_fails(course: Course) -> None:
    """A hidden assert fails: neither its line nor its values are on the page."""
    course.make({"p": notebook(solution(DOUBLE), test(HIDDEN.format(message="")))})
    course.hand_in("bob", written(course.release(), HALF))
    course.grade("--go-on")
    assert course.score("bob") == (0, False), course.scores()
    says_none(course.page("bob"), "7734", "15468")


@case(PLAIN_KIND, "nbgrader #1363")
def hidden_call_raises(course: Course) -> None:
    """A student's function raises in a hidden call: its arguments are not on the page."""
    raising = "def double(x):\n    if x > 100:\n        raise ValueError(f'too large: {x}')\n    return 2 * x"
    course.make({"p": notebook(solution(DOUBLE), test(HIDDEN.format(message="")))})
    course.hand_in("bob", written(course.release(), raising))
    course.grade("--go-on")
    assert course.score("bob") == (0, False), course.scores()
    says_none(course.page("bob"), "7734", "15468")


@case(PLAIN_KIND, "nbgrader #1363")
def hidden_output(course: Course) -> None:
    """A student's function prints its arguments: those of hidden calls are not on the page."""
    printing = "def double(x):\n    print('given', x)\n    return 2 * x"
    course.make({"p": notebook(solution(DOUBLE), test(HIDDEN.format(message="")))})
    course.hand_in("bob", written(course.release(), printing))
    course.grade("--go-on")
    assert course.score("bob") == (2, False), course.scores()
    says_none(course.page("bob"), "7734", "15468")


@case(PLAIN_KIND, "a plain course")
def message_is_the_reason(course: Course) -> None:
    """The message of an assert is the reason on the page."""
    course.make({"p": notebook(solution(DOUBLE), test('assert double(2) == 4, "doubling 2 gives 4"'))})
    course.hand_in("bob", written(course.release(), "def double(x):\n    return x"))
    course.grade("--go-on")
    page = course.page("bob").replace("Doubling", "doubling")
    says(page, "doubling 2 gives 4")
    assert page.index("doubling 2 gives 4") < page.index("Your notebook"), page[:800]


@case(PLAIN_KIND, "a plain course")
def tasks_are_named(course: Course) -> None:
    """Five tasks under one heading have five names."""
    cells = [text("# Problem 1")]
    for number in range(3):
        cells += [
            solution(f"def f{number}(x):\n    return x", f"task{number}"),
            test(f"assert f{number}(1) == 1", f"part_{number}"),
        ]
    course.make({"p": notebook(*cells)})
    course.hand_in("ada", course.release())
    course.grade("--go-on")
    says(course.page("ada").partition("Your notebook")[0], "part_0", "part_1", "part_2")


@case(PLAIN_KIND, "a plain course")
def reason_first(course: Course) -> None:
    """The page of a damaged file says why, first."""
    course.make({"p": doubles()})
    course.hand_in("ada", b"\x00\x01\x02 no notebook \xff")
    course.grade("--go-on")
    page = course.page("ada")
    says(page, "damaged")
    assert page.casefold().index("damaged") < 200, page[:600]
    says_none(page, "0 of 0 points")


@case(PLAIN_KIND, "a plain course")
def queue_holds_what_needs_a_person(course: Course) -> None:
    """Points that a plain test gave do not wait in the queue."""
    course.make({"p": notebook(solution(DOUBLE), test(PLAIN))})
    course.hand_in("ada", written(course.release(), DOUBLE))
    course.grade()
    said = course.run("nbverdict", "report", "hw")
    report = "".join(path.read_text("utf-8") for path in course.root.glob("reports/**/*.html"))
    assert report, said
    waiting = course.run("nbverdict", "review", "hw")
    says_none(waiting, "ada")


@case(PLAIN_KIND, "a plain course")
def drop_a_plain_cell(course: Course) -> None:
    """`regrade --drop` drops a plain cell like a check."""
    course.make({"p": notebook(solution(DOUBLE), test("assert double(2) == 5"), test(PLAIN, "good", 1))})
    course.hand_in("ada", written(course.release(), DOUBLE))
    course.grade("--go-on")
    said = course.run("nbverdict", "regrade", "hw", "--drop", "test", "--reason", "it was wrong")
    assert course.rc == 0, said[-800:]
    assert course.score("ada", "test") == (2, False), (course.scores(), said)


@case(PLAIN_KIND, "a plain course")
def check_of_plain_cells(course: Course) -> None:
    """`check` says what the tests of a plain cell let through."""
    course.make({"p": notebook(solution(DOUBLE), test("assert double"))})
    said = course.run("nbverdict", "check", "hw")
    says(said, "test")


@case(PLAIN_KIND, "a plain course")
def report_of_code(course: Course) -> None:
    """The report of a manually graded code cell shows the code and its figure."""
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);"
    course.make({"p": notebook(text("# Draw"), manual(draw), answer())})
    course.hand_in("ada", written(course.release(), draw))
    course.grade()
    said = course.run("nbverdict", "report", "hw")
    assert course.rc == 0, said
    report = "".join(path.read_text("utf-8") for path in course.root.glob("reports/**/*.html"))
    assert "plt" in report, report[:500]
    assert "image/png" in report, report[:500]
    says_none(report, "Nothing was written")


@case(PLAIN_KIND, "a plain course")
def code_outside_a_function(course: Course) -> None:
    """A solution outside a function: the release's stub is legal there."""
    course.make({"p": notebook(solution("total = sum([1, 2])"), test("assert total == 3"))})
    source = course.release().cells[0].source
    compile(source, "stub", "exec")


@case(PLAIN_KIND, "a plain course")
def solution_within_a_function(course: Course) -> None:
    """A solution within a function: the release's stub is legal there."""
    made = notebook(solution("x"), test("assert double(2) == 4"))
    made.cells[0].source = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    course.make({"p": made})
    compile(course.release().cells[0].source, "stub", "exec")


@case(PLAIN_KIND, "a plain course")
def tests_that_print_to_stderr(course: Course) -> None:
    """Warnings on stderr cost nothing."""
    warning = "import warnings\nwarnings.warn('slow')\nimport sys\nprint('note', file=sys.stderr)\n"
    course.make({"p": notebook(solution(DOUBLE), test(warning + PLAIN))})
    course.hand_in("ada", written(course.release(), DOUBLE))
    course.grade()
    assert course.score("ada") == (2, False), course.scores()


@case(PLAIN_KIND, "a plain course")
def notebook_of_a_helper(course: Course) -> None:
    """A module beside the notebook is imported by answers and tests."""
    course.make(
        {
            "p": notebook(
                code("import tools_of_mine"),
                solution("def double(x):\n    return tools_of_mine.twice(x)"),
                test(PLAIN),
            )
        },
        release=False,
    )
    (course.root / "source/hw/tools_of_mine.py").write_text("def twice(x):\n    return 2 * x\n", "utf-8")
    course.run("nbgrader", "generate_assignment", "hw")
    course.hand_in("ada", written(course.release(), "def double(x):\n    return tools_of_mine.twice(x)"))
    course.grade()
    assert course.score("ada") == (2, False), course.scores()


@case(PLAIN_KIND, "nbgrader #1175")
def data_beside_a_notebook(course: Course) -> None:
    """A table beside the source is read by answers, also if the student's copy is missing."""
    course.make(
        {
            "p": notebook(
                solution(TABLE),
                test("assert double(2) == 6"),
            )
        },
        release=False,
    )
    (course.root / "source/hw/data").mkdir()
    (course.root / "source/hw/data/t.csv").write_text("1\n2\n", "utf-8")
    course.run("nbgrader", "generate_assignment", "hw")
    course.hand_in(
        "ada",
        written(
            course.release(),
            TABLE,
        ),
    )
    course.grade()
    assert course.score("ada") == (2, False), course.scores()


@case(PLAIN_KIND, "nbgrader #1233")
def stored_outputs_do_not_count(course: Course) -> None:
    """A result that a student stored in the test's outputs earns nothing."""
    course.make({"p": notebook(solution(DOUBLE), test("1 if double(2) == 4 else 0", points=2))})
    made = written(course.release(), "def double(x):\n    return 0")
    made.cells[1].outputs = [new_output("execute_result", data={"text/plain": "2"}, execution_count=1)]
    course.hand_in("bob", made)
    course.grade("--go-on")
    assert course.score("bob") == (0, False), course.scores()
