"""What `check` makes of a function, and what it refuses."""

from collections.abc import Callable
from typing import Any

import pytest

from nbverdict import check
from nbverdict.errors import StaffError
from nbverdict.judging.scoring import is_marked, marks_of, worth_of


def test_it_is_right() -> None:
    """It is right"""  # noqa: D415 - the line that a student reads


def arguments_of(function: Any, mark: str) -> list[Any]:
    """Return what the marks of this name hold."""
    return [one for each in marks_of(function) if each.name == mark for one in each.args]


def made(**settings: Any) -> Callable[..., None]:
    """Return a check of its own, whose marks no other test has set."""

    def test_own() -> None:
        """It is right"""  # noqa: D415 - the line that a student reads

    return check(**settings)(test_own)


def test_a_check_is_worth_its_points() -> None:
    """Nothing, unless it says so."""
    assert worth_of(made(points=2.5)) == 2.5
    assert worth_of(made()) == 0


@pytest.mark.parametrize("mark", ["gate", "form"])
def test_a_check_is_the_gate_or_a_form_if_it_says_so(mark: str) -> None:
    """And is neither by itself."""
    assert is_marked(made(**{mark: True}), mark)
    assert not is_marked(made(), mark)


@pytest.mark.parametrize(("argument", "mark"), [("requires", "requires"), ("cases", "on")])
@pytest.mark.parametrize(
    ("named", "found"),
    [("one", ["one"]), (("one", "two"), ["one", "two"]), (["test_one"], ["one"]), ((), [])],
)
def test_names_may_be_one_or_several(argument: str, mark: str, named: Any, found: list[str]) -> None:
    """With or without `test_` before them."""
    assert arguments_of(made(**{argument: named}), mark) == found


def test_a_check_is_still_its_function() -> None:
    """Its name is the property, and its docstring what a student reads."""
    marked = check(points=1)(test_it_is_right)

    assert (marked.__name__, marked.__doc__) == ("test_it_is_right", "It is right")


def test_a_name_that_pytest_does_not_find_is_refused() -> None:
    """It would never run, and nobody would lose a point by it."""

    def is_right() -> None:
        """Say something."""

    with pytest.raises(StaffError, match="`is_right`") as raised:
        check(points=1)(is_right)

    assert raised.value.hint == "call it `test_is_right`"


def test_a_check_without_a_line_for_its_student_is_refused() -> None:
    """A blank one is none."""

    def test_blank() -> None:
        """ """  # noqa: D419 - that is the point

    with pytest.raises(StaffError, match="`test_blank` has no docstring"):
        check(points=1)(test_blank)
