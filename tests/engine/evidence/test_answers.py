"""What a student is told of a call that gave no answer: of a hidden one nothing that code chooses freely."""

from typing import Any

import pytest

from nbverdict.compare.difference import Wrong
from nbverdict.evidence.answers import COMMON, Answers
from nbverdict.evidence.cases import Case
from nbverdict.evidence.decode import Call, Outcome


def told(**call: Any) -> tuple[str, str]:
    """Return what is told of a call to an example, and to a hidden case."""
    with pytest.raises(Wrong) as raised:
        assert Answers(Case("hidden 1", "f", ()), (Call(**call),)).table
    return str(raised.value), raised.value.anywhere


@pytest.mark.parametrize(
    ("call", "shown", "hidden"),
    [
        (
            {"outcome": Outcome.RAISED, "exception": "ValueError", "line": "x = 1  # 31"},
            "`f` raised ValueError at your line `x = 1  # 31`",
            "`f` raised ValueError",
        ),
        (
            {"outcome": Outcome.RAISED, "exception": "BlockingIOError", "line": "x"},
            "`f` raised BlockingIOError at your line `x`",
            "`f` raised an error",
        ),
        (
            {"outcome": Outcome.RAISED, "exception": "KeyboardInterrupt", "line": "while True:"},
            "`f` did not return in time: it was stopped at your line `while True:`",
            "`f` did not return in time",
        ),
        (
            {"outcome": Outcome.ANSWER, "type": "ndarray"},
            "`f` returned a `ndarray`: return the DataFrame",
            "`f` returned an object of another kind: return the DataFrame",
        ),
        (
            {"outcome": Outcome.ANSWER, "type": "NoneType"},
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
    outcome = Outcome.ANSWER if part == "type" else Outcome.RAISED
    sentence, _ = told(outcome=outcome, **{"exception": "ValueError", part: forged})

    assert "own reference" not in "".join(sentence.split("`")[::2])


def test_few_exceptions_are_told_by_their_name() -> None:
    """Those of everyday mistakes."""
    assert len(COMMON) < 10
