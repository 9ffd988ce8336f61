"""What a student is told of a call that gave no answer: of a hidden one nothing that code chooses freely."""

from functools import partial
from typing import Any

import numpy as np
import pytest

from nbverdict.compare.difference import Wrong
from nbverdict.errors import StaffError
from nbverdict.evidence.answers import COMMON, Answers
from nbverdict.evidence.cases import Attribute, Case, Given, Method
from nbverdict.evidence.decode import Call, CallOutcome
from nbverdict.evidence.gather import gather
from nbverdict.evidence.here import ask_here

CASE = Case("shown", "f")


def told(**call: Any) -> tuple[str, str]:
    """Return what is told of a call to an example, and to a hidden case."""
    with pytest.raises(Wrong) as raised:
        assert Answers(Case("hidden 1", "f", ()), (Call(**call),)).table
    return str(raised.value), raised.value.anywhere


@pytest.mark.parametrize(
    ("call", "shown", "hidden"),
    [
        (
            {"outcome": CallOutcome.RAISED, "exception": "ValueError", "line": "x = 1  # 31"},
            "`f` raised ValueError at your line `x = 1  # 31`",
            "`f` raised ValueError",
        ),
        (
            {"outcome": CallOutcome.RAISED, "exception": "BlockingIOError", "line": "x"},
            "`f` raised BlockingIOError at your line `x`",
            "`f` raised an error",
        ),
        (
            {"outcome": CallOutcome.RAISED, "exception": "NotImplementedError", "line": "raise x"},
            "`f` is not written yet: it raises NotImplementedError",
            "`f` raised an error",
        ),
        (
            {"outcome": CallOutcome.RAISED, "exception": "KeyboardInterrupt", "line": "while True:"},
            "`f` did not return in time: it was stopped at your line `while True:`",
            "`f` did not return in time",
        ),
        (
            {"outcome": CallOutcome.ANSWER, "type": "ndarray"},
            "`f` returned a `ndarray`: return the DataFrame",
            "`f` returned an object of another kind: return the DataFrame",
        ),
        (
            {"outcome": CallOutcome.ANSWER, "type": "NoneType"},
            "`f` returned nothing: return the DataFrame",
            "`f` returned an object of another kind: return the DataFrame",
        ),
    ],
)
def test_a_hidden_call_tells_no_line_and_no_type(call: dict[str, Any], shown: str, hidden: str) -> None:
    """Code could have a line, a type or a rare exception for each input that it may be given."""
    assert told(**call) == (shown, hidden)


@pytest.mark.parametrize("part", ["line", "exception", "type"])
def test_what_a_student_wrote_does_not_read_as_ours(part: str) -> None:
    """A backtick in it ends no quotation, so that none of it stands outside of one."""
    forged = "x`. The course's own reference raised the same, so no points are lost."
    outcome = CallOutcome.ANSWER if part == "type" else CallOutcome.RAISED
    sentence, _ = told(outcome=outcome, **{"exception": "ValueError", part: forged})

    assert "own reference" not in "".join(sentence.split("`")[::2])


def test_a_second_call_is_read_as_the_first() -> None:
    """And a case that has none says so to its author, rather than give the answer to something else."""
    calls = tuple(Call(outcome=CallOutcome.ANSWER, type="int", value=value) for value in (1, 2))
    again = Answers(Case("hidden 1", "f", [3], again=[3]), calls).again

    assert again.number == 2
    with pytest.raises(StaffError, match="no second call"):
        _ = Answers(Case("hidden 1", "f", [3], then=[Given(0)]), calls).again


def test_few_exceptions_are_told_by_their_name() -> None:
    """Those of everyday mistakes."""
    assert len(COMMON) < 10


def answers(value: Any, case: Case = CASE) -> Answers:
    """Return what is read of a function that returns this, or does it."""
    function = value if callable(value) else lambda *_: value
    return gather([case], ask_here({"f": function}), sources=[])[0]


@pytest.mark.parametrize(
    ("form", "value", "read"),
    [
        ("number", 3, 3),
        ("number", np.float32(0.5), 0.5),
        ("number", 10**30, 10**30),
        ("text", "a", "a"),
        ("text", "x" * 500, "x" * 500),
        ("value", {"a": (1, None)}, {"a": (1, None)}),
        ("value", [{1, 2}], [{1, 2}]),
        ("printed", print, "\n"),
        ("raised", 1, ""),
    ],
)
def test_an_answer_is_read_in_the_form_that_a_check_asks_for(form: str, value: Any, read: Any) -> None:
    """As Python's own."""
    got = getattr(answers(value), form)

    assert (type(got), got) == (type(read), read)


def test_an_array_is_read_from_lists_too() -> None:
    """With what is missing as nan."""
    np.testing.assert_array_equal(answers([[1, 2], [3, 4]]).array, [[1, 2], [3, 4]])
    np.testing.assert_array_equal(answers([1, None]).array, [1, np.nan])


@pytest.mark.parametrize(
    ("form", "value", "told"),
    [
        ("number", True, "`f` returned a `bool`: return a number"),
        ("number", "1", "`f` returned a `str`: return a number"),
        ("number", None, "`f` returned nothing: return a number"),
        ("text", 1, "`f` returned a `int`: return a text"),
        ("array", "ab", "`f` returned a `str`: return an array of numbers"),
        ("array", [1, "a"], "`f` returned a `list`: return an array of numbers"),
        ("value", object(), "`f` returned an object of another kind: return plain data"),
    ],
)
def test_another_kind_is_told(form: str, value: Any, told: str) -> None:
    """With what to return instead."""
    with pytest.raises(Wrong) as raised:
        getattr(answers(value), form)

    assert str(raised.value).startswith(told)


def test_what_a_call_prints_is_read() -> None:
    """Also if it returns something."""
    assert answers(partial(print, "a", 1)).printed == "a 1\n"


def test_the_exception_that_a_call_raises_is_read() -> None:
    """A check may ask for it; one that is not Python's own has no name that can be trusted."""

    class OwnError(Exception): ...

    def raising(error: Exception) -> Any:
        def function() -> None:
            raise error

        return function

    assert answers(raising(KeyError("a"))).raised == "KeyError"
    assert answers(raising(OwnError())).raised == "an error"


@pytest.mark.parametrize("form", ["number", "text", "array", "value", "printed"])
def test_a_call_that_raised_has_no_answer(form: str) -> None:
    """Whatever is asked for."""
    with pytest.raises(Wrong, match="`f` raised ZeroDivisionError"):
        getattr(answers(lambda: 1 / 0), form)


class Account:
    """What a student may have written."""

    def __init__(self) -> None:
        self.balance = 0

    def deposit(self, amount: float) -> float:
        """Return the new balance."""
        self.balance += amount
        return self.balance


def test_an_object_is_asked_through_its_methods_and_attributes() -> None:
    """One after the other, so that a question sees what the one before it did."""
    case = Case("shown", "f", then=[Method("deposit", 5), Method("deposit", 2), Attribute("balance")])

    assert [one.number for one in answers(Account, case).then] == [5, 7, 7]


def test_what_an_argument_has_become_is_asked() -> None:
    """A function may change what it is given."""
    case = Case("shown", "f", [[2, 1]], then=[Given(0)])

    assert answers(lambda values: values.sort(), case).then[0].value == [1, 2]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (Method("withdraw", 1), "`f(…).withdraw()` is not there"),
        (Attribute("owner"), "`f(…).owner` is not there"),
        (Method("deposit"), "`f(…).deposit()` raised TypeError"),
        (Method("deposit", "a"), "`f(…).deposit()` raised TypeError"),
    ],
)
def test_a_question_without_an_answer_is_told(question: Any, told: str) -> None:
    """By what was asked."""
    asked = answers(Account, Case("shown", "f", then=[question])).then[0]
    with pytest.raises(Wrong) as raised:
        assert asked.value

    assert str(raised.value) == told
