"""Converts a returned value to the form that a check asks for: an array, a record, a text."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nbverdict.compare.data import (
    Absent,
    Array,
    Cell,
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
    Value,
)

MOST_VALUES = 2000  # of an array that is converted item by item


def plain(value: Value) -> Any:
    """Return a value as a Python object, if there is an equivalent one.

    Lists, tuples, sets and dictionaries become themselves, arrays numpy arrays, missing values None, dates
    `date` and `datetime`, timedeltas seconds. A table, a Series, a value that is not data, and a value of
    which only a part was sent stay as they are.
    """
    if isinstance(value, Items | Entries) and value.length > _count(value):
        return value
    match value:
        case Long():
            return value.text
        case Array():
            return as_array(value)
        case Items(kind="tuple"):
            return tuple(plain(one) for one in value.items)
        case Items(kind="set"):
            return frozenset(_frozen(plain(one)) for one in value.items)
        case Items():
            return [plain(one) for one in value.items]
        case Entries():
            return {plain(key): plain(one) for key, one in value.entries}
        case Other():
            return _special(value)
    return value


def _count(value: Items | Entries) -> int:
    return len(value.items if isinstance(value, Items) else value.entries)


def _frozen(value: Any) -> Any:
    """Return a set's member as a hashable object."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return tuple(_frozen(one) for one in value)
    return frozenset((key, _frozen(one)) for key, one in value.items()) if isinstance(value, dict) else value


def _special(cell: Other) -> Any:
    match cell:
        case NotFinite():
            return float(cell.number)
        case Absent():
            return None
        case Moment():
            return cell.plain
        case Span():
            return cell.seconds
        case Complex():
            return complex(cell.real, cell.imag)
        case Huge():
            return int(cell.digits)
        case Named():
            return cell.text
    return cell


def as_array(value: Value) -> np.ndarray | None:
    """Return numbers as an array, or None if there is anything else, or some were not sent."""
    match value:
        case Array(array=array, complex=True):
            pairs: np.ndarray = array[..., 0] + 1j * array[..., 1]
            return pairs
        case Array():
            return value.array
        case Series(values=held, length=length) | Items(items=held, length=length) if len(held) == length:
            return _numbers(held)
    return None


def _numbers(held: tuple[Value, ...]) -> np.ndarray | None:
    """Return a list of numbers as an array, with nan for a missing value, or None if another item occurs."""
    cells = [plain(_single(one)) for one in held]
    found = [float("nan") if one is None else one for one in cells]
    if not all(isinstance(one, int | float | complex) for one in found) or all(one is None for one in cells):
        return None if found else np.array([], dtype=np.float64)
    return np.array(found)


def _single(value: Value) -> Value:
    """Return the number in an array of one number, and anything else unchanged."""
    if isinstance(value, Array) and value.array.size == 1 and not value.complex:
        return _cell(value.array.item())
    return value


def _cell(number: float) -> Cell:
    if isinstance(number, float) and not np.isfinite(number):
        return NotFinite(other="a number that is not finite", number=str(number))  # type: ignore[arg-type]  # one of three
    return number


def as_cells(value: Value) -> tuple[Cell, ...] | None:
    """Return the items of a list, a tuple or a vector, or None if it is none of these."""
    match value:
        case Items(kind="set"):
            return None
        case Items():
            return tuple(_as_cell(one) for one in value.items)
        case Series():
            return value.values
        case Array(array=array, complex=False) if array.ndim == 1 and array.size <= MOST_VALUES:
            return tuple(_cell(one) for one in array.tolist())
        case Array(array=array, rows=True) if len(array) <= MOST_VALUES:
            return tuple(_as_cell(Array.model_construct(array=row, rows=True)) for row in array)
    return None


def as_record(value: Value) -> Mapping[str, Cell] | None:
    """Return a dictionary or a Series with its keys as texts; None if it is neither."""
    match value:
        case Entries():
            return {written(key): _as_cell(one) for key, one in value.entries}
        case Series():
            return {written(key): one for key, one in zip(value.labels, value.values, strict=True)}
    return None


def as_text(value: Value) -> str | None:
    """Return a text, or None if it is not one."""
    if isinstance(value, Long):
        return value.text
    return value if isinstance(value, str) else None


def written(cell: Cell) -> str:
    """Return a key or a label as text."""
    return str(plain(cell)) if not isinstance(cell, Other) or type(cell) is not Other else cell.other


def _as_cell(value: Value) -> Cell:
    """Return a cell unchanged, and only the kind of a collection."""
    single = _single(value)
    match single:
        case Long():
            return single.text[:400]
        case Array():
            return Other(other="list" if single.rows else "ndarray")
        case Items():
            return Other(other=single.kind if single.kind != "array" else "ndarray")
        case Entries():
            return Other(other="dict")
        case Table():
            return Other(other="DataFrame")
        case Series():
            return Other(other="Series")
    return single
