"""Whether an answer equals what is expected: numbers, texts, dates, arrays, records, lists and tables."""

import math
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from nbverdict.compare.data import Other, Series, Table
from nbverdict.compare.difference import Difference, Differences
from nbverdict.compare.numbers import EXACT, ROUNDING, Tolerance, array_difference, differs, short, times_off
from nbverdict.compare.tables import shown
from nbverdict.compare.values import plain
from nbverdict.text.quoted import quoted

MOST_NAMED = 5  # labels in a sentence
MISSING = "nothing: the value is missing"
KINDS = {bool: "True or False", int: "a whole number", float: "a number", str: "a text", dict: "a dictionary"}


def expect_equal(
    got: Any, expected: Any, *, where: str = "the answer", tol: Tolerance | None = None, hint: str = ""
) -> None:
    """Raise `Wrong` unless an answer equals what is expected.

    Whole numbers, texts, dates and truth values must be the same; other numbers may differ by rounding,
    unless `tol` says how far. Shapes, lengths, keys and columns must be the same, keys and columns in any
    order. None, nan, NaT and NA are all missing values.

    Args:
        got: what `Answers` gave: a number, a text, an array, a record, values, a table, or any `value`.
        expected: as Python, numpy or pandas have it; a DataFrame for a table.
        where: what a sentence calls the answer.
        tol: how far numbers may lie apart.
        hint: a fixed sentence that is told on hidden cases as well.

    Raises:
        Wrong: it differs; the sentence says where, how often, and shows one example of the student's own.
    """
    Differences(tuple(_differences(_known(got), _known(expected), where, tol))).raise_if_any(hint=hint)


def _known(value: Any) -> Any:
    """Return a value without what only a library knows of it."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if isinstance(value, np.generic):
        return _known(value.item())
    if isinstance(value, Other) and not isinstance(known := plain(value), Other):
        return _known(known)
    return None if value is None or _is_missing(value) else value


def _is_missing(value: object) -> bool:
    return type(value).__name__ in ("NaTType", "NAType") or (isinstance(value, float) and math.isnan(value))


def _differences(got: Any, expected: Any, where: str, tol: Tolerance | None) -> Iterator[Difference]:
    kind = type(expected).__name__
    if kind == "DataFrame":
        yield from _of_tables(got, expected, where, tol)
    elif kind in ("Series", "Index"):
        yield from _of_columns(got, expected, where, tol)
    elif isinstance(expected, np.ndarray):
        yield from _of_arrays(got, expected, where, tol)
    elif isinstance(expected, Mapping):
        yield from _of_records(got, expected, where, tol)
    elif isinstance(expected, AbstractSet):
        yield from _of_sets(got, expected, where)
    elif isinstance(expected, list | tuple):
        yield from _of_items(got, expected, where, tol)
    else:
        yield from _of_values(got, expected, where, tol)


def _of_values(got: Any, expected: Any, where: str, tol: Tolerance | None) -> Iterator[Difference]:
    """Compare two numbers, texts, dates, or what is missing."""
    if _same(got, expected, tol):
        return
    if expected is None or got is None:
        yield Difference(where, "a value is missing" if got is None else "no value belongs there", _told(got))
        return
    if not _are_alike(got, expected):
        what = f"{KINDS.get(type(expected), _named(expected))} was asked for"
        yield Difference(where, what, _told(got), short(expected), "another_type")
        return
    times = times_off(expected, got, tol=tol or ROUNDING) if isinstance(expected, float) else 0.0
    yield Difference(where, f"another {_word(expected)} is right", _told(got), short(expected), times=times)


def _same(got: Any, expected: Any, tol: Tolerance | None) -> bool:
    if isinstance(expected, bool) or expected is None or got is None:
        return got is expected
    if isinstance(expected, int | float):
        return not differs(expected, got, tol=tol or (EXACT if isinstance(expected, int) else ROUNDING))
    if isinstance(expected, complex):
        return isinstance(got, complex | int | float) and _close(got, expected, tol or ROUNDING)
    if isinstance(expected, timedelta):
        return isinstance(got, int | float) and got == expected.total_seconds()
    if isinstance(expected, date):
        return isinstance(got, date) and _moment(got) == _moment(expected)
    return type(got) is type(expected) and bool(got == expected)


def _close(got: complex, expected: complex, tol: Tolerance) -> bool:
    return abs(got - expected) <= tol.absolute + tol.relative * abs(expected)


def _moment(value: date) -> tuple[datetime, Any]:
    """Return a date as its midnight, and the time zone, if there is one."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a date has no time zone
    exact = value.replace(microsecond=value.microsecond, fold=0)
    return exact.replace(tzinfo=None), exact.utcoffset()


def _are_alike(got: Any, expected: Any) -> bool:
    if isinstance(expected, bool) or isinstance(got, bool):
        return isinstance(got, bool) and isinstance(expected, bool)
    if isinstance(expected, int | float):
        return isinstance(got, int | float)
    return isinstance(got, date) if isinstance(expected, date) else isinstance(got, type(expected))


def _of_arrays(got: Any, expected: np.ndarray, where: str, tol: Tolerance | None) -> Iterator[Difference]:
    if expected.dtype.kind not in "fiubc":
        yield from _differences(got, expected.tolist(), where, tol)
        return
    try:
        array = np.asarray(got if isinstance(got, np.ndarray) else [_number(one) for one in got])
    except (TypeError, ValueError):
        yield Difference(where, "an array of numbers was asked for", _told(got), "", "another_type")
        return
    allowed = tol or (EXACT if expected.dtype.kind in "iub" else ROUNDING)
    found = array_difference(expected, array, at=where, tol=allowed)
    if found:
        yield found


def _number(one: Any) -> Any:
    known = _known(one)
    return math.nan if known is None else known


def _of_items(got: Any, expected: Sequence[Any], where: str, tol: Tolerance | None) -> Iterator[Difference]:
    held = _held(got)
    if held is None:
        yield Difference(where, "a list or a tuple was asked for", _told(got), "", "another_type")
        return
    if len(held) != len(expected):
        what = f"{len(expected)} values were asked for"
        yield Difference(where, what, f"{len(held)} of them", f"{len(expected)}", "another_number_of_values")
        return
    for at, (one, right) in enumerate(zip(held, expected, strict=True)):
        yield from _differences(_known(one), _known(right), f"item {at} of {where}", tol)


def _held(got: Any) -> Sequence[Any] | None:
    """Return what a list, a vector or a Series holds in its order, or None if it is none of these."""
    if isinstance(got, Series):
        return got.values if len(got.values) == got.length else None
    if isinstance(got, np.ndarray):
        held: list[Any] = got.tolist()
        return held if got.ndim else None
    return got if isinstance(got, list | tuple) else None


def _of_sets(got: Any, expected: AbstractSet[Any], where: str) -> Iterator[Difference]:
    held = frozenset(got) if isinstance(got, AbstractSet | list | tuple) else None
    if held is None:
        yield Difference(where, "a set was asked for", _told(got), "", "another_type")
        return
    if lacks := expected - held:
        yield Difference(where, f"{len(lacks)} of {len(expected)} members are missing", "", _list(lacks))
    if extra := held - expected:
        yield Difference(where, f"{len(extra)} members do not belong there", _list(extra))


def _of_records(
    got: Any, expected: Mapping[Any, Any], where: str, tol: Tolerance | None
) -> Iterator[Difference]:
    if not isinstance(got, Mapping):
        yield Difference(where, "a dictionary was asked for", _told(got), "", "another_type")
        return
    yield from _of_labels(got, expected, where, "key")
    for key in expected:
        if key in got:
            yield from _differences(_known(got[key]), _known(expected[key]), f"{quoted(key)} of {where}", tol)


def _of_labels(got: Any, expected: Any, where: str, kind: str) -> Iterator[Difference]:
    """Compare keys or columns, in any order."""
    lacks = [one for one in expected if one not in got]
    extra = [one for one in got if one not in expected]
    if lacks:
        yield Difference(where, f"the {kind} {_list(lacks)} is missing", "", "", f"missing_{kind}s")
    if extra:
        yield Difference(where, f"the {kind} {_list(extra)} does not belong there", "", "", f"extra_{kind}s")


def _of_columns(got: Any, expected: Any, where: str, tol: Tolerance | None) -> Iterator[Difference]:
    """Compare with a Series: values in their order, and labels, unless these only count."""
    yield from _of_items(got, list(expected), where, tol)
    labels = getattr(expected, "index", None)
    if isinstance(got, Series) and labels is not None and type(labels).__name__ != "RangeIndex":
        yield from _of_items(got.labels, list(labels), f"the index of {where}", tol)


def _of_tables(got: Any, expected: Any, where: str, tol: Tolerance | None) -> Iterator[Difference]:
    if not isinstance(got, Table):
        yield Difference(where, "a DataFrame was asked for", _told(got), "", "another_type")
        return
    labels = [str(label) for label in expected.columns]
    yield from _of_labels(got.columns, labels, where, "column")
    if got.length != len(expected):
        what = f"{len(expected)} rows are right"
        yield Difference(where, what, f"{got.length} rows", str(len(expected)), "another_number_of_rows")
        return
    for at, label in enumerate(labels):
        if label in got.columns:
            yield from _of_column(got, label, expected.iloc[:, at], where, tol)
    if type(expected.index).__name__ != "RangeIndex":
        yield from _of_items(got.index, list(expected.index), f"the index of {where}", tol)


def _of_column(
    table: Table, label: str, expected: Any, where: str, tol: Tolerance | None
) -> Iterator[Difference]:
    """Compare a column: its categories, if it is to have some, and its cells, of which one is told."""
    at = f"column {quoted(label)} of {where}"
    place = table.columns.index(label)
    categories = table.categories[place] if table.categories else None
    if type(expected.dtype).__name__ == "CategoricalDtype":
        if categories is None:
            yield Difference(at, "it is not categorical", table.dtypes[place], "category", "not_categorical")
        elif expected.dtype.ordered:
            yield from _of_items(categories, list(expected.dtype.categories), f"the order of {at}", tol)
    pairs = list(zip(table.column(label), expected.tolist(), strict=False))
    wrong = [
        (row, found)
        for row, (got, right) in enumerate(pairs)
        if (found := next(_differences(_known(got), _known(right), f"row {row} of {at}", tol), None))
    ]
    if wrong:
        row, first = wrong[0]
        what = f"{len(wrong)} of {len(pairs)} cells differ, the first in row {row}: {first.what}"
        off = [one.times for _, one in wrong]
        times = max(off) if all(off) else 0.0
        yield Difference(at, what, first.got, first.expected, first.mistake, times=times)


def _told(value: Any) -> str:
    """Return a value of the student's as a sentence shows it."""
    if value is None:
        return MISSING
    if isinstance(value, str | float | Other):
        return shown(value)
    if isinstance(value, bool | int | date):
        return str(value)
    return _named(value)


def _named(value: Any) -> str:
    return f"of type {quoted(type(value).__name__)}"


def _word(expected: Any) -> str:
    if isinstance(expected, str):
        return "text"
    return (
        "date" if isinstance(expected, date) else "number" if isinstance(expected, int | float) else "value"
    )


def _list(labels: Any) -> str:
    named = [quoted(label) for label in list(labels)[:MOST_NAMED]]
    return ", ".join(named) + (" …" if len(labels) > MOST_NAMED else "")
