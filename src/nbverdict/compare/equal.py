"""Compares an answer with the expected value: numbers, texts, dates, arrays, records, lists and tables."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

import numpy as np

from nbverdict.compare.data import Entries, Items, Series, Table, Unread
from nbverdict.compare.difference import Difference, Differences
from nbverdict.compare.numbers import Tolerance, array_differences
from nbverdict.compare.single import known, moment, same, to_microseconds, told, value_differences
from nbverdict.compare.values import plain
from nbverdict.text.quoted import quoted

MOST_NAMED = 5  # labels in a sentence


def expect_equal(
    got: Any, expected: Any, *, where: str = "the answer", tol: Tolerance | None = None, hint: str = ""
) -> None:
    """Raise `Wrong` unless an answer equals the expected value.

    Integers, texts, dates and booleans must be the same; other numbers may differ by rounding, or by `tol` if
    it is given. Shapes, lengths, keys and columns must be the same, keys and columns in any order. None, nan,
    NaT and NA are all missing values.

    Args:
        got: from `Answers`: a number, a text, an array, a record, values, a table, or any `value`.
        expected: an object of Python, numpy or pandas; a DataFrame for a table.
        where: the answer's name in the message.
        tol: how far numbers may differ.
        hint: a fixed sentence that hidden cases show as well.

    Raises:
        Wrong: the answer differs; the message says where, how often, and shows one of the student's values.
    """
    Differences(tuple(_differences(known(got), known(expected), where, tol))).raise_if_any(hint=hint)


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
        yield from _of_sets(got, expected, where, tol)
    elif isinstance(expected, list | tuple):
        yield from _of_items(got, expected, where, tol)
    else:
        yield from value_differences(got, expected, where, tol)


def _of_arrays(got: Any, expected: np.ndarray, where: str, tol: Tolerance | None) -> Iterator[Difference]:
    if expected.dtype.kind in "mM":
        expected = to_microseconds(expected)
    if expected.dtype.kind not in "fiubc" or not expected.ndim:
        yield from _differences(known(got), known(expected.tolist()), where, tol)
        return
    array = _numbers(got, truths=expected.dtype.kind == "b")
    if array is None:
        what = "an array of True and False" if expected.dtype.kind == "b" else "an array of numbers"
        yield Difference(where, f"{what} was asked for", told(got), "", "another_type")
        return
    yield from array_differences(expected, array, at=where, tol=tol)


def _numbers(got: Any, *, truths: bool) -> np.ndarray | None:
    """Return numbers, or only True and False, as an array; None for anything else."""
    held = got if isinstance(got, np.ndarray) else _held(got)
    if held is None:
        return None
    if not isinstance(held, np.ndarray):
        cells = [known(one) for one in held]
        if any(isinstance(one, bool) is not truths for one in cells):
            return None
        try:
            held = np.asarray([math.nan if one is None else one for one in cells])
        except (ValueError, OverflowError):
            return None
    empty = not held.size
    return held if held.dtype.kind in ("b" if truths else "fiuc") or empty else None


def _of_items(got: Any, expected: Sequence[Any], where: str, tol: Tolerance | None) -> Iterator[Difference]:
    held = _held(got)
    if held is None:
        yield Difference(where, "a list or a tuple was asked for", told(got), "", "another_type")
        return
    length = getattr(got, "length", len(held))
    if length != len(expected):
        what = "another number of values is right"
        yield Difference(where, what, str(length), str(len(expected)), "another_number_of_values")
        return
    _ensure_told(len(held), length, where, "values")
    for at, (one, right) in enumerate(zip(held, expected, strict=True)):
        yield from _differences(known(one), known(right), f"item {at} of {where}", tol)


def _held(got: Any) -> Sequence[Any] | None:
    """Return the items of a list, a vector or a Series in order, or None if it is none of these."""
    if isinstance(got, Series):
        return got.values
    if isinstance(got, Items):
        return [plain(one) for one in got.items] if got.kind != "set" else None
    if isinstance(got, np.ndarray):
        held: list[Any] = got.tolist()
        return held if got.ndim else None
    return got if isinstance(got, list | tuple) else None


def _ensure_told(told: int, length: int, where: str, what: str) -> None:
    """Refuse an answer of which only a part was sent.

    Raises:
        Unread: a part is missing, which cannot be judged.
    """
    if told < length:
        raise Unread(
            f"{where} has {length} {what}, of which the first {told} are told: if this is so for all, "
            "draw cases with a smaller answer, or ask for less of it"
        )


def _of_sets(got: Any, expected: AbstractSet[Any], where: str, tol: Tolerance | None) -> Iterator[Difference]:
    if isinstance(got, Items):
        _ensure_told(len(got.items), got.length, where, "members")
    if not isinstance(got, AbstractSet | list | tuple):
        yield Difference(where, "a set was asked for", told(got), "", "another_type")
        return
    held, right = ({_member(one): one for one in members} for members in (got, expected))
    extra = [one for member, one in held.items() if member not in right]
    lacks = []
    for one in (one for member, one in right.items() if member not in held):
        near = next((at for at, other in enumerate(extra) if same(known(other), known(one), tol)), None)
        if near is None:
            lacks.append(one)
        else:
            del extra[near]
    if lacks:
        what = f"{_counted(len(lacks), 'member')} missing"
        yield Difference(where, what, "", _list(lacks), "missing_members")
    if extra:
        what = f"{_counted(len(extra), 'member')} too many"
        yield Difference(where, what, _list(extra), "", "extra_members")


def _member(value: Any) -> Any:
    """Return a hashable stand-in for a set's member, which keeps True and 1 apart."""
    value = known(value.tolist() if isinstance(value, np.ndarray) else value)
    if isinstance(value, list | tuple):
        return tuple(_member(one) for one in value)
    if isinstance(value, AbstractSet):
        return frozenset(_member(one) for one in value)
    if isinstance(value, Mapping):
        return frozenset((_member(key), _member(one)) for key, one in value.items())
    return moment(value) if isinstance(value, date) else (isinstance(value, bool), value)


def _counted(number: int, what: str) -> str:
    return f"{number} {what} is" if number == 1 else f"{number} {what}s are"


def _of_records(
    got: Any, expected: Mapping[Any, Any], where: str, tol: Tolerance | None
) -> Iterator[Difference]:
    if isinstance(got, Entries):
        _ensure_told(len(got.entries), got.length, where, "entries")
    if not isinstance(got, Mapping):
        yield Difference(where, "a dictionary was asked for", told(got), "", "another_type")
        return
    yield from _of_labels(list(got), list(expected), where, "key")
    for key in expected:
        if key in got:
            yield from _differences(known(got[key]), known(expected[key]), f"{quoted(key)} of {where}", tol)


def _of_labels(got: Sequence[Any], expected: Sequence[Any], where: str, kind: str) -> Iterator[Difference]:
    """Compare keys or columns in any order, counting duplicates."""
    lacks, extra = Counter(expected) - Counter(got), Counter(got) - Counter(expected)
    if lacks:
        what = f"{_counted(lacks.total(), kind)} missing"
        yield Difference(where, what, "", _list(lacks.elements()), f"missing_{kind}s")
    if extra:
        what = f"{_counted(extra.total(), kind)} too many"
        yield Difference(where, what, _list(extra.elements()), "", f"extra_{kind}s")


def _of_columns(got: Any, expected: Any, where: str, tol: Tolerance | None) -> Iterator[Difference]:
    """Compare with a Series: values in order, and labels unless they only number the values."""
    yield from _of_items(got, list(expected), where, tol)
    labels = getattr(expected, "index", None)
    if isinstance(got, Series) and labels is not None and type(labels).__name__ != "RangeIndex":
        yield from _of_items(got.labels, list(labels), f"the index of {where}", tol)


def _of_tables(got: Any, expected: Any, where: str, tol: Tolerance | None) -> Iterator[Difference]:
    if not isinstance(got, Table):
        yield Difference(where, "a DataFrame was asked for", told(got), "", "another_type")
        return
    labels = [str(label) for label in expected.columns]
    yield from _of_labels(got.columns, labels, where, "column")
    if got.length != len(expected):
        what = "another number of rows is right"
        yield Difference(where, what, str(got.length), str(len(expected)), "another_number_of_rows")
        return
    _ensure_told(len(got.rows), got.length, where, "rows")
    places = {label: [at for at, one in enumerate(got.columns) if one == label] for label in labels}
    for at, label in enumerate(labels):
        if places[label]:
            yield from _of_column(got, places[label].pop(0), expected.iloc[:, at], where, tol)
    if type(expected.index).__name__ != "RangeIndex":
        yield from _of_items(got.index, list(expected.index), f"the index of {where}", tol)


def _of_column(
    table: Table, place: int, expected: Any, where: str, tol: Tolerance | None
) -> Iterator[Difference]:
    """Compare a column: its categories, if any are expected, and its cells; report one of them."""
    at = f"column {quoted(table.columns[place])} of {where}"
    categories = table.categories[place] if table.categories else None
    if type(expected.dtype).__name__ == "CategoricalDtype":
        if categories is None:
            yield Difference(at, "it is not categorical", table.dtypes[place], "category", "not_categorical")
        elif expected.dtype.ordered:
            yield from _of_items(categories, list(expected.dtype.categories), f"the order of {at}", tol)
    pairs = list(zip((row[place] for row in table.rows), expected.tolist(), strict=True))
    wrong = [
        (row, found)
        for row, (got, right) in enumerate(pairs)
        if (found := next(_differences(known(got), known(right), f"row {row} of {at}", tol), None))
    ]
    if wrong:
        row, first = wrong[0]
        what = f"{len(wrong)} of {len(pairs)} cells differ, the first in row {row}: {first.what}"
        off = [one.times for _, one in wrong]
        times = max(off) if all(off) else 0.0
        yield Difference(at, what, first.got, first.expected, first.mistake, times=times)


def _list(labels: Iterable[Any]) -> str:
    every = list(labels)
    named = [quoted(label) for label in every[:MOST_NAMED]]
    return ", ".join(named) + (" …" if len(every) > MOST_NAMED else "")
