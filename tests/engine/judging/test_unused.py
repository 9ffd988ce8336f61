"""An answer that does not use its arguments is known by its answers alone."""

import numpy as np
import pytest

from nbverdict.evidence.answers import Answers
from nbverdict.evidence.cases import Case
from nbverdict.evidence.decode import Call, CallOutcome
from nbverdict.judging.unused import NAME, same, unused_arguments

FAILED = frozenset({"values"})


def answers(*values: object, outcome: CallOutcome = CallOutcome.ANSWER) -> list[Answers]:
    """Return the evidence of a shown case and of hidden ones, with these values."""
    names = ("shown", *(f"hidden {number}" for number in range(1, len(values))))
    return [
        Answers(Case(name, "f"), (Call(outcome=outcome, type="int", value=value),))  # type: ignore[arg-type]
        for name, value in zip(names, values, strict=True)
    ]


def test_the_same_answer_to_everything_ignores_what_it_is_given() -> None:
    """It has a name, and explains all that failed."""
    found = unused_arguments(answers(4, 4, 4), FAILED)

    assert found
    assert (found.mistake, found.checks, found.whole) == (NAME, ("values",), True)


@pytest.mark.parametrize(
    "evidence",
    [answers(4, 4, 5), answers(4), answers(4, 4, outcome=CallOutcome.RAISED), answers(1, 1.0), []],
)
def test_anything_else_has_no_such_name(evidence: list[Answers]) -> None:
    """Another answer for one case, no hidden case, no answer, another type."""
    assert unused_arguments(evidence, FAILED) is None


def test_nothing_failed_so_nothing_is_explained() -> None:
    """A right answer may well be constant."""
    assert unused_arguments(answers(4, 4), frozenset()) is None


def test_arrays_are_the_same_by_type_shape_and_values() -> None:
    """NaN is equal to itself here."""
    one = np.array([1.0, np.nan])

    assert same(one, one.copy())
    assert not same(one, one.astype(np.float32))
    assert not same(one, one[:, None])
    assert not same({"a": (1, one)}, {"a": (1, one + 1)})
    assert same({"a": (1, one)}, {"a": (1, one.copy())})
