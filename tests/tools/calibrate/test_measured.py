"""Deviations in a tolerance's terms, and what is read off them."""

import math

import numpy as np
import pytest

from nbverdict.compare.numbers import ATTENTION, HALF_A_PERCENT, Tolerance
from tests.tools.calibrate.rows import measured
from tools.calibrate.measured import deviation, largest, tolerances

RIGHT = np.array([2.0, 0.0])
DEVIATIONS = {
    "absolute": (np.array([2.5, 0.25]), ATTENTION, 0.5),
    "relative": (np.array([2.5, 0.0]), HALF_A_PERCENT, 0.25),
    "nothing was right": (np.array([2.0, 0.1]), HALF_A_PERCENT, math.inf),
    "not finite": (np.array([2.0, np.nan]), ATTENTION, math.inf),
    "another shape": (np.array([2.0]), ATTENTION, math.inf),
}


@pytest.mark.parametrize(("got", "tolerance", "apart"), DEVIATIONS.values(), ids=DEVIATIONS)
def test_a_deviation_is_that_of_the_worst_value(got: np.ndarray, tolerance: Tolerance, apart: float) -> None:
    """It is absolute or relative as the tolerance is, and infinite where no number can be compared."""
    assert deviation(RIGHT, got, tolerance) == apart


def test_what_no_challenge_measures_by_is_not_measured() -> None:
    """Integers are compared as such, and what rounding alone changes is for courses that say nothing else."""
    assert set(tolerances()) == {"HALF_A_PERCENT", "WEIGHTS", "ATTENTION"}


def test_kinds_are_ordered_by_their_worst_run() -> None:
    """The one that deviates least comes first."""
    kinds = [(rows[0].kind, largest(rows)) for rows in measured().kinds("WEIGHTS")]

    assert kinds == [("float32", 5e-5), ("three decimals", 5e-4), ("bfloat16", 4e-3)]


def test_a_mistake_counts_in_its_nearest_way() -> None:
    """Each comes once, the nearest first; one that changes nothing is told apart."""
    assert [row.what for row in measured().nearest("WEIGHTS")] == ["nearer", "near (a)", "far"]
    assert [row.what for row in measured().unseen("WEIGHTS")] == ["nowhere"]


def test_a_mistake_nearer_than_the_tolerance_is_reported() -> None:
    """One case in which its check would take it for right is enough."""
    (missed,) = measured().missed("WEIGHTS")

    assert (missed.mistake, missed.within(1e-3)) == ("nearer", 1)
