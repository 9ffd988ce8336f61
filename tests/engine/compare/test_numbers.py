"""Numbers and arrays: what is close, and what is never a number."""

import numpy as np
import pytest

from nbverdict.compare.numbers import (
    ATTENTION,
    EXACT,
    HALF_A_PERCENT,
    Tolerance,
    array_difference,
    differs,
    times_off,
)

RIGHT = np.array([[0.25, 0.75], [0.5, 0.5]])
ARRAYS = {
    "shape": (RIGHT[:1], "at: another shape was asked for; yours is (1, 2)"),
    "empty": (np.zeros((0,)), "at: another shape was asked for; yours is (0,)"),
    "scalar": (np.array(0.5), "at: another shape was asked for; yours is ()"),
    "kind": (RIGHT.astype("U4"), "at: the values are not real numbers; yours is <U4"),
    "nan": (RIGHT * np.nan, "at: some values are not finite; yours is 4 of 4"),
    "value": (RIGHT.T, "at: 2 of 4 values differ, first at (0, 1); yours is 0.5"),
}


@pytest.mark.parametrize(("got", "line"), ARRAYS.values(), ids=ARRAYS)
def test_each_kind_of_difference_reads_as_one_line(got: np.ndarray, line: str) -> None:
    """A student reads where, how many and what they gave."""
    difference = array_difference(RIGHT, got, at="at", tol=ATTENTION)

    assert difference is not None
    assert difference.for_student() == line


@pytest.mark.parametrize("dtype", ["float32", "float64", ">f8"])
def test_precision_and_byte_order_do_not_matter(dtype: str) -> None:
    """The same values in another type are the same values."""
    assert array_difference(RIGHT, RIGHT.astype(dtype), at="at", tol=ATTENTION) is None


@pytest.mark.parametrize("got", [True, "1", None, float("nan"), float("inf"), 1.006, [1.0]])
def test_what_is_no_close_number_differs(got: object) -> None:
    """Truth, text, nothing, NaN and lists are never equal to a number."""
    assert differs(1.0, got, tol=HALF_A_PERCENT)


def test_rounding_to_a_tenth_of_a_million_is_close() -> None:
    """Half a percent accepts what the task allows."""
    assert not differs(60.506624, 60.5, tol=HALF_A_PERCENT)
    assert differs(6.0, 6.0001, tol=EXACT)


@pytest.mark.parametrize(
    ("got", "tol", "times"),
    [
        (101.0, HALF_A_PERCENT, 2.0),
        (True, HALF_A_PERCENT, 0.0),
        ("101", HALF_A_PERCENT, 0.0),
        (float("nan"), HALF_A_PERCENT, 0.0),
        (101.0, EXACT, 0.0),
        (1e300, HALF_A_PERCENT, 1e6),
    ],
)
def test_it_says_how_many_tolerances_a_number_is_off(got: object, tol: Tolerance, times: float) -> None:
    """Where it is a number, and where there is a tolerance."""
    assert times_off(100.0, got, tol=tol) == times


def test_of_an_array_the_farthest_value_counts() -> None:
    """In tolerances, however few values are off."""
    got = RIGHT + np.array([[0.0, 2e-3], [5e-3, 0.0]])
    found = array_difference(RIGHT, got, at="at", tol=ATTENTION)

    assert found
    assert found.times == 5.0
