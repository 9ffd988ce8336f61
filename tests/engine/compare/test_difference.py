"""Differences: what staff read, and what a student reads."""

import pytest

from nbverdict.compare.difference import Difference, Differences, Wrong

ONE = Difference("FP32 of t5-small", "is not right", got="230.814", expected="242.026")


def test_a_student_never_reads_what_was_expected() -> None:
    """Staff see both values, a student their own."""
    assert ONE.for_student() == "FP32 of t5-small: is not right; yours is 230.814"
    assert ONE.for_staff() == "FP32 of t5-small: is not right: expected 242.026, got 230.814"


def test_many_differences_are_told_as_one_and_a_number() -> None:
    """The first speaks for all; staff get three lines at most."""
    with pytest.raises(Wrong, match=r"\(and 4 more\)\. look at the unit") as caught:
        Differences((ONE,) * 5).raise_if_any(hint="look at the unit")

    assert len(caught.value.staff) == 3
    assert caught.value.anywhere == "look at the unit"


def test_no_difference_raises_nothing() -> None:
    """An empty list of differences is a pass."""
    Differences().raise_if_any()


@pytest.mark.parametrize(("times", "farthest"), [((1.2, 3.0), 3.0), ((1.2, 0.0), 0.0)])
def test_it_is_a_near_miss_where_every_number_is_one(times: tuple[float, float], farthest: float) -> None:
    """The farthest counts; where one difference is no matter of tolerance, none is."""
    with pytest.raises(Wrong) as caught:
        Differences(tuple(Difference("at", "is not right", times=one) for one in times)).raise_if_any()

    assert caught.value.times == farthest
