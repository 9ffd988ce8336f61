"""What is told of a plain test: its points, and why it failed, without anything hidden."""

import json
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from nbverdict.config.course_code import use_marks
from nbverdict.notebook.plain import exceeds, failure_of, first_cause, is_nonsense, number_in, returned
from nbverdict.notebook.record import read_record, record_given, record_unprotected

HIDDEN = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(77) == 5{message}\n### END HIDDEN TESTS"
TOLD = {"grade": True, "solution": False, "locked": True, "grade_id": "t", "points": 0.3}


def error(line: int, text: str, kind: str = "AssertionError", message: str = "") -> NotebookNode:
    """Return what IPython puts out for an exception at a line of the cell."""
    frame = f"\x1b[36mCell\x1b[39m In[2], line {line}\n----> {line} \x1b[38m{text}\x1b[39m\n"
    return new_output("error", ename=kind, evalue=message, traceback=["-" * 75, frame, f"{kind}: {message}"])


def result(text: str) -> NotebookNode:
    """Return the value of a cell's last line."""
    return new_output("execute_result", data={"text/plain": text}, execution_count=1)


@pytest.mark.parametrize(
    ("source", "raised", "sentence"),
    [
        ("assert f(1) == 1", error(1, "assert f(1) == 1"), "`assert f(1) == 1` does not hold"),
        ("assert f(1), 'no'", error(1, "assert f(1), 'no'", message="no"), "no"),
        (
            "assert_equal(f(1), 2)",
            error(1, "assert_equal(f(1), 2)", message="3 != 2"),
            '`assert_equal(f(1), 2)` does not hold: "3 != 2"',
        ),
        (
            "f(1)",
            error(1, "f(1)", "NameError", "name 'f' is not defined"),
            "NameError: name 'f' is not defined",
        ),
        (
            HIDDEN.format(message=""),
            error(3, "assert f(77) == 5"),
            "a test that you cannot see does not hold",
        ),
        (
            HIDDEN.format(message=", 'odd numbers'"),
            error(3, "assert f(77) == 5, 'odd numbers'", message="odd numbers"),
            "odd numbers",
        ),
        (
            HIDDEN.format(message=", f'{f(77)}'"),
            error(3, "assert f(77) == 5, f'{f(77)}'", message="77"),
            "a test that you cannot see does not hold",
        ),
        (
            HIDDEN.format(message=""),
            error(3, "assert f(77) == 5", "ValueError", "77"),
            "your code raises ValueError in a test that you cannot see",
        ),
        (
            HIDDEN.format(message=""),
            error(3, "assert f(77) == 5", "Is77", "77"),
            "your code raises an error in a test that you cannot see",
        ),
        (HIDDEN.format(message=""), error(9, "x = 77", "ValueError", "77"), "your code raises ValueError in"),
        (HIDDEN.format(message=""), error(1, "assert f(1) == 1"), "`assert f(1) == 1` does not hold"),
    ],
)
def test_a_failure_is_told_without_anything_hidden(source: str, raised: Any, sentence: str) -> None:
    """A visible line and its message; of a hidden one only the author's literal words."""
    failure = failure_of(source, [raised])

    assert failure
    assert failure.sentence.startswith(sentence)
    assert "77" not in failure.shown


SWALLOWED = "try:\n    found = f('none.csv')\nexcept:\n    assert False"


def handled(kind: str, message: str) -> NotebookNode:
    """Return what IPython puts out for `assert False` in an `except` that handles this."""
    raised = error(4, "    assert False")
    inner = f"{kind}: {message}\n\nDuring handling of the above exception, another exception occurred:\n"
    raised.traceback = [raised.traceback[1], inner, *raised.traceback]
    return raised


def test_a_bare_assert_that_handles_an_error_names_that_error() -> None:
    """`except: assert False` fails since the student's code raised, and that is what the page says."""
    failure = failure_of(SWALLOWED, [handled("FileNotFoundError", "No such file: 'none.csv'")])

    assert failure
    assert failure.sentence == "FileNotFoundError: No such file: 'none.csv'"
    assert failure.line == "assert False"


def test_a_handled_error_is_not_told_beside_hidden_lines() -> None:
    """What was handled may quote a hidden line, so a cell that has some tells the assert alone."""
    source = SWALLOWED + "\n### BEGIN HIDDEN TESTS\nassert f(77) == 5\n### END HIDDEN TESTS"

    failure = failure_of(source, [handled("ValueError", "77")])

    assert failure
    assert failure.sentence == "`assert False` does not hold"


def test_a_handled_missing_name_leads_to_the_cell_that_stopped() -> None:
    """A test that swallows a NameError blames the cell that should have defined the name."""
    stopped = new_code_cell(
        "def f(name:", outputs=[error(1, "def f(name:", "SyntaxError", "'(' was never closed")]
    )
    failure = failure_of(SWALLOWED, [handled("NameError", "name 'f' is not defined")])

    assert failure
    assert first_cause(failure, [stopped]).sentence.startswith("`f` is not defined, for your cell stopped")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("# YOUR CODE HERE\n...", "`f` is not defined: nothing is written in the answer above"),
        ("raise NotImplementedError()", "`f` is not defined: nothing is written in the answer above"),
        ("# mine", "`f` is not defined: nothing is written in the answer above"),
        ("g = 1", "NameError: name 'f' is not defined"),
        ("def f():\n    pass", "NameError: name 'f' is not defined"),
    ],
)
def test_a_name_that_an_open_answer_should_define_is_told_so(answer: str, told: str) -> None:
    """An answer with something in it may have another name for it."""
    cell = new_code_cell(answer, metadata={"nbgrader": {"solution": True}})
    failure = failure_of("f(1)", [error(1, "f(1)", "NameError", "name 'f' is not defined")])

    assert failure
    assert first_cause(failure, [cell]).sentence == told


def test_words_of_a_students_own_assert_are_quoted() -> None:
    """A function may raise an error that speaks as a test would, of all kinds of things."""
    own = error(1, "assert f(1)", "AssertionError", "this test is faulty. `nbverdict regrade` helps")
    below = "File ~/site-packages/numpy/testing.py:3, in equal()\n----> 3 raise AssertionError(message)"
    inside = "Cell In[2], line 9, in f(x)\n----> 9 raise AssertionError('this')"
    traceback = ["Cell In[3], line 1\n----> 1 assert f(1)"]
    told = [
        failure_of("assert f(1)", [NotebookNode(own, traceback=[*traceback, *more])])
        for more in ([], [below], [inside])
    ]

    quoted = "\"this test is faulty. 'nbverdict regrade' helps\""
    fails = ("does not hold", "does not hold", "raises AssertionError")
    assert [one.sentence for one in told if one] == [f"`assert f(1)` {how}: {quoted}" for how in fails]


@pytest.mark.parametrize(
    ("line", "message", "own"),
    [
        ("assert f(1), 'k should be 1'", "k should be 1", True),
        ("assert f(1), f'k is {k}, not {1}'", "k is 3, not 1", True),
        ("assert f(1), 'k is %s, not %.2f' % (k, 1)", "k is 3, not 1.00", True),
        ("assert f(1), 'k is {}'.format(k)", "k is 3", True),
        ("assert f(1), message", "k is 3", True),
        ("check(f(1), 1, 'k should be 1')", "k should be 1", True),
        ("assert f(1), 'k should be 1'", "this test is faulty", False),
        ("assert f(1), f'k is {k}, not {1}'", "k is 3", False),
        ("check(f(1), 1)", "this test is faulty", False),
        ("assert f(1), f'k is {k}, not {1}'", "k is 3, and this test is faulty, not 1", False),
        ("assert f(1), f'k is {k}, not {1}'", "k is 3, not 1, and this test is faulty", False),
        ("m = f'f gives only {f(1)}'\nassert 0, m", "f gives only 3", True),
        ("m = f'f gives {f(1)}'\nassert 0, m", "f gives 3, as the test is faulty", False),
    ],
)
def test_words_of_the_author_are_those_in_the_test(line: str, message: str, own: bool) -> None:  # noqa: FBT001
    """With the values that it puts into them; all other words are quoted, whatever the traceback shows."""
    lines = line.split("\n")
    failure = failure_of(line, [error(len(lines), lines[-1], "AssertionError", message)])

    assert failure
    assert ('"' not in failure.sentence) is own


def test_a_class_of_errors_is_called_by_a_name() -> None:
    """Its name may be a sentence."""
    failure = failure_of("f(1)", [error(1, "f(1)", "this test is faulty, use `nbverdict`", "x")])

    assert failure
    assert failure.sentence == "an error: x"


@pytest.mark.parametrize("claim", [float("inf"), float("nan"), -1.0])
def test_a_number_that_cannot_be_points_is_nonsense(claim: float) -> None:
    """Nbgrader takes some of them for all points, and stops at others."""
    assert is_nonsense(claim)


def test_only_the_answer_right_above_may_be_open() -> None:
    """An open answer to something else explains nothing."""
    solution = {"nbgrader": {"solution": True}}
    cells = [new_code_cell("...", metadata=solution), new_code_cell("def g():\n    pass", metadata=solution)]
    failure = failure_of("f(1)", [error(1, "f(1)", "NameError", "name 'f' is not defined")])

    assert failure
    assert first_cause(failure, cells) == failure


def test_why_a_test_earned_nothing_is_told() -> None:
    """Also if it was not run, or returned no number of points; what is kept is JSON."""
    told = []
    for text, ran in (("1", False), ("inf", True), ("nan", True), ("0", True)):
        cell = new_code_cell("value", metadata={"nbgrader": {"grade": True, "grade_id": "t", "points": 2}})
        cell.outputs = [new_output("execute_result", data={"text/plain": text})]
        record_unprotected(cell, ran=ran)
        json.dumps(cell, allow_nan=False)
        record = read_record(cell)
        assert record
        told.append((record.points, record.failed))

    not_run = "This cell was not run: the notebook's process had ended or its time was used up"
    assert told == [(0, not_run), (0, "Not a number of points"), (0, "Not a number of points"), (0, "")]


def test_an_open_function_is_told_so() -> None:
    """Nbgrader's stub raises an error without words."""
    failure = failure_of("f(1)", [error(1, "f(1)", "NotImplementedError", "")])

    assert failure
    assert failure.sentence == "nothing is written there yet: it raises NotImplementedError"


def test_an_exception_may_be_called_as_a_function() -> None:
    """An exception of the student's own that bears the name of a built-in function is told."""
    failure = failure_of("f(1)", [error(1, "f(1)", "print", "no")])

    assert failure
    assert failure.sentence == "print: no"


def test_a_test_that_raises_nothing_has_no_failure() -> None:
    """Whatever it returns."""
    assert failure_of("1", [result("1")]) is None


def test_the_courses_own_marks_count() -> None:
    """As nbgrader's do; they are forgotten with the next configuration."""
    source = "assert f(1)\n# VERSTECKT\nassert f(77)\n# ENDE"
    use_marks({"ClearHiddenTests": {"begin_test_delimeter": "VERSTECKT", "end_test_delimeter": "ENDE"}})
    try:
        failure = failure_of(source, [error(3, "assert f(77)")])
    finally:
        use_marks({})

    assert failure
    assert not failure.line


@pytest.mark.parametrize(
    ("outputs", "claim"),
    [([], None), ([result("2")], 2.0), ([result("'a'")], None), ([error(1, "x"), result("2")], None)],
)
def test_what_a_test_returned(outputs: list[NotebookNode], claim: float | None) -> None:
    """The first result counts, unless it is no number or comes after an error."""
    assert returned(outputs) == claim


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2.0),
        ("np.float64(1.5)", 1.5),
        ("np.int64(2)", 2.0),
        ("tensor(2., dtype=torch.float64)", 2.0),
        ("Decimal('1.5')", 1.5),
        ("Fraction(1, 2)", 0.5),
        ("Fraction(1, 0)", None),
        ("np.True_", None),
        ("np.float64(1e999999999)", float("inf")),
        ("'a'", None),
    ],
)
def test_a_number_of_a_library_is_a_number(text: str, number: float | None) -> None:
    """Read from its text, which may be any: a huge one takes no time."""
    assert number_in(text) == number


def test_which_numbers_are_points() -> None:
    """Rounding exceeds nothing; NaN and negative numbers are none."""
    assert [exceeds(claim, 0.3) for claim in (None, 0.1 + 0.2, 0.31)] == [False, False, True]
    assert [is_nonsense(claim) for claim in (None, 0.0, -1.0, float("nan"))] == [False, False, True, True]


@pytest.mark.parametrize(("text", "points", "told"), [("0.30000000000000004", 0.3, None), ("3", 0.3, 3.0)])
def test_more_than_a_cell_is_worth_is_what_it_is_worth(text: str, points: float, told: float | None) -> None:
    """Staff are told only if it is more than rounding."""
    cell = new_code_cell("x", outputs=[result(text)], metadata={"nbgrader": dict(TOLD)})
    record_unprotected(cell, ran=True)

    record = read_record(cell)
    assert record
    assert (record.points, record.returned) == (points, told)


def test_a_ruling_gives_a_tests_points_to_everybody() -> None:
    """With the reason that students read."""
    cell = new_code_cell("x", outputs=[error(1, "x")], metadata={"nbgrader": dict(TOLD)})
    record_given(cell, "the test was wrong")

    record = read_record(cell)
    assert record
    assert (record.points, record.given, record.failed) == (0.3, "the test was wrong", "")
