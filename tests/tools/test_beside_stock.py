"""The comparison with stock nbgrader sees a grade that differs, and one that should and does not."""

import pytest

from tools.cases.beside_stock import Difference, Grades, agree

STOCK: Grades = {("ada", "sum"): (2.0, False), ("ada", "why"): (0.0, True), ("bob", "sum"): (0.0, False)}
KNOWN = {("ada", "sum"): Difference((2.0, False), (0.0, False), "a test cell that was not run")}


def test_equal_grades_agree() -> None:
    """Nothing is said of grades that are equal."""
    agree(STOCK, dict(STOCK), {})


@pytest.mark.parametrize(
    "ours",
    [
        {**STOCK, ("ada", "sum"): (1.5, False)},
        {**STOCK, ("ada", "why"): (0.0, False)},
        {cell: grade for cell, grade in STOCK.items() if cell[0] != "bob"},
        {**STOCK, ("eve", "sum"): (0.0, False)},
    ],
    ids=["other points", "nobody looks", "a student less", "a student more"],
)
def test_one_grade_that_differs_is_found(ours: Grades) -> None:
    """A case fails if one cell of one student differs."""
    with pytest.raises(AssertionError, match="stock nbgrader and ours differ"):
        agree(STOCK, ours, {})


def test_a_difference_that_is_stated_is_right() -> None:
    """A documented difference is no failure, if it is the one that is stated."""
    agree(STOCK, {**STOCK, ("ada", "sum"): (0.0, False)}, KNOWN)


def test_a_difference_that_is_gone_is_found() -> None:
    """A case that states a difference fails once both agree."""
    with pytest.raises(AssertionError, match="stated"):
        agree(STOCK, dict(STOCK), KNOWN)
