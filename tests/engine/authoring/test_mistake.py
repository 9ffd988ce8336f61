"""What `mistake` makes of a function, and what it refuses."""

import pytest

from nbverdict import Case, mistake
from nbverdict.errors import StaffError

CASE = Case("hidden 1", "f", [3])


@mistake(costs="values_are_right")
def doubled(right: float) -> float:
    """Your values are
    twice as large.
    """  # noqa: D205 - a line break that no student reads
    return 2 * right


@mistake(costs=("test_one", "two"), about="axes", ways={"rows": 0, "columns": 1}, earns=False)
def along_an_axis(case: Case, right: int, way: int) -> tuple[int, int, int]:
    """Look at the axis."""
    return case.args[0], right, way


@mistake(costs="one", ways={"first": 1, "second": 2})
def alike(right: int) -> int:
    """However it is done, the same comes of it."""
    return right + 1


def test_a_mistake_is_its_function() -> None:
    """Its name, its docstring in one line, and what it costs."""
    assert (doubled.name, doubled.idea) == ("doubled", "Your values are twice as large.")
    assert (doubled.charged, doubled.about, doubled.earns) == (
        ("values_are_right",),
        "values_are_right",
        True,
    )


def test_it_says_what_would_be_right() -> None:
    """In one way, which has no name."""
    assert doubled.made(CASE, 4.0) == {"": 8.0}


def test_it_says_so_for_each_way() -> None:
    """By the name of the way, and it is given what it asks for."""
    assert along_an_axis.made(CASE, 7) == {"rows": (3, 7, 0), "columns": (3, 7, 1)}
    assert alike.made(CASE, 1) == {"first": 2, "second": 2}


def test_what_it_says_of_itself_is_kept() -> None:
    """What it is about, each check that it costs, and that nothing follows from it."""
    assert (along_an_axis.charged, along_an_axis.about) == (("one", "two"), "axes")
    assert not along_an_axis.earns


def test_a_mistake_without_words_for_its_student_is_refused() -> None:
    """They would lose points, and read nothing."""

    def silent(right: int) -> int:
        return right

    with pytest.raises(StaffError, match="`silent` has no docstring"):
        mistake(costs="one")(silent)


@pytest.mark.parametrize("ways", [None, {"first": 1}])
def test_what_it_cannot_be_given_is_refused(ways: dict[str, int] | None) -> None:
    """When it is written, not when the first student makes it."""

    def strange(right: int, device: str) -> str:
        """Say something."""
        return f"{right} {device}"

    with pytest.raises(StaffError, match="`strange` takes `device`"):
        mistake(costs="one", ways=ways)(strange)


def test_a_way_is_asked_for_only_where_there_are_some() -> None:
    """Else nothing could be given for it."""

    def astray(way: int) -> int:
        """Say something."""
        return way

    with pytest.raises(StaffError, match="`astray` takes `way`"):
        mistake(costs="one")(astray)
