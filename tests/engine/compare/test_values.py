"""What a student returned, in each form that a check may ask for."""

import datetime as dt
from typing import Any

import numpy as np
import pytest

from nbverdict.compare.data import (
    Absent,
    Array,
    Complex,
    Entries,
    Huge,
    Items,
    Long,
    Moment,
    Named,
    NotFinite,
    Other,
    Series,
    Span,
    Table,
)
from nbverdict.compare.values import as_array, as_cells, as_record, as_text, plain, written

NAN, INF = (NotFinite(other="number", number=one) for one in ("nan", "inf"))
MISSING = Absent(other="NaTType", absent=True)
DAY = Moment(other="date", moment="2024-02-29")
NOON = Moment(other="Timestamp", moment="2024-02-29T12:00:00+01:00")
TABLE = Table(columns=("a",), rows=((1,),), index=(0,), length=1)
LONG = Long(text="x" * 500)


def array(values: Any, **more: Any) -> Array:
    """Return an array as evidence holds it."""
    return Array.model_construct(array=np.array(values), **more)


def items(*held: Any, kind: str = "list", length: int | None = None) -> Items:
    """Return what has items, of which some may not have been told."""
    return Items.model_construct(items=held, kind=kind, length=len(held) if length is None else length)


def series(*held: Any, length: int | None = None) -> Series:
    """Return a Series that is counted from 0."""
    labels = tuple(range(len(held)))
    return Series(values=held, labels=labels, length=length or len(held), name=None, dtype="object")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1),
        (None, None),
        (LONG, "x" * 500),
        (INF, float("inf")),
        (MISSING, None),
        (DAY, dt.date(2024, 2, 29)),
        (NOON, dt.datetime.fromisoformat("2024-02-29T12:00:00+01:00")),
        (Span(other="timedelta", seconds=1.5), 1.5),
        (Complex(other="complex", real=1, imag=-2), 1 - 2j),
        (Huge(other="int", digits="-1" + "0" * 30), -(10**30)),
        (Named(other="Period", text="2024Q1"), "2024Q1"),
        (items(1, items("a", MISSING, kind="tuple")), [1, ("a", None)]),
        (items(1, "a", kind="set"), frozenset({1, "a"})),
        (items(items(1, "a", kind="tuple"), array([1, 2]), kind="set"), frozenset({(1, "a"), (1, 2)})),
        (Entries(entries=((1, DAY), ("b", 2.5)), length=2), {1: dt.date(2024, 2, 29), "b": 2.5}),
    ],
)
def test_plain_data_is_pythons_own(value: Any, expected: Any) -> None:
    """As deep as it goes."""
    got = plain(value)

    assert (type(got), got) == (type(expected), expected)


@pytest.mark.parametrize(
    "value", [TABLE, series(1), Other(other="function"), items(1, length=2), Entries(entries=(), length=600)]
)
def test_what_python_has_no_form_for_stays_as_it_is(value: Any) -> None:
    """And so does what was not told in whole: its beginning is not it."""
    assert plain(value) is value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (array([[1, 2]]), [[1, 2]]),
        (array([[1.0, 2.0]], complex=True), [1 + 2j]),
        (items(1, 2.5, NAN), [1, 2.5, np.nan]),
        (items(array([1.0]), 2), [1, 2]),
        (series(1, MISSING), [1, np.nan]),
        (items(), []),
    ],
)
def test_numbers_are_an_array(value: Any, expected: Any) -> None:
    """From an array, a list or a Series; what is missing among numbers is nan."""
    got = as_array(value)

    assert got is not None
    np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize(
    "value", [1, "ab", TABLE, items("1"), items(1, length=2), series(1, length=2), items(MISSING), items(DAY)]
)
def test_anything_else_is_no_array(value: Any) -> None:
    """Nor is what was not told in whole."""
    assert as_array(value) is None


def test_items_are_cells_and_what_lies_deeper_is_only_named() -> None:
    """Of a list, a tuple, a vector, a Series; a set has no order."""
    assert as_cells(items(1, items(2), array([3]), LONG)) == (1, Other(other="list"), 3, "x" * 400)
    assert as_cells(array([1.5, np.inf])) == (
        1.5,
        INF.model_copy(update={"other": "a number that is not finite"}),
    )
    assert as_cells(series("a", None)) == ("a", None)
    assert [as_cells(one) for one in (items(1, kind="set"), 1, array([[1, 2]]), TABLE)] == [None] * 4


def test_a_record_goes_by_its_keys_as_they_are_written() -> None:
    """Of a dictionary or a Series."""
    assert as_record(Entries(entries=((1, 2), (DAY, "a")), length=2)) == {"1": 2, "2024-02-29": "a"}
    assert as_record(series("a")) == {"0": "a"}
    assert as_record(items(1)) is None


def test_a_text_is_one_however_long() -> None:
    """Nothing else is."""
    assert (as_text("a"), as_text(LONG), as_text(1)) == ("a", "x" * 500, None)
    assert written(Other(other="function")) == "function"
