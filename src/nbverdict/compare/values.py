"""Reads a returned value in one of the forms that a check may ask for: an array, a record, a text."""

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

MOST_VALUES = 2000  # of an array that is read one by one


def plain(value: Value) -> Any:
    """Return a value as Python's own, as far as there is one.

    Lists, tuples, sets and dictionaries are those; arrays are numpy's; what is missing is None; dates are
    `date` and `datetime`, spans are seconds. A table, a Series, and what is not data stay as they are, and so
    does what holds more than was told.
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
    """Return a member of a set as what can be one."""
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
    """Return numbers along their axes, or None if it holds anything else, or not all of them."""
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
    """Return a list of numbers as an array, or None if one is none; what is missing among numbers is nan."""
    cells = [plain(_single(one)) for one in held]
    found = [float("nan") if one is None else one for one in cells]
    if not all(isinstance(one, int | float | complex) for one in found) or all(one is None for one in cells):
        return None if found else np.array([], dtype=np.float64)
    return np.array(found)


def _single(value: Value) -> Value:
    """Return the number that an array of one number holds, and anything else as it is."""
    if isinstance(value, Array) and value.array.size == 1 and not value.complex:
        return _cell(value.array.item())
    return value


def _cell(number: float) -> Cell:
    if isinstance(number, float) and not np.isfinite(number):
        return NotFinite(other="a number that is not finite", number=str(number))  # type: ignore[arg-type]  # one of three
    return number


def as_cells(value: Value) -> tuple[Cell, ...] | None:
    """Return what a list, a tuple or a vector holds, or None if it is none of these."""
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
    """Return a dictionary, or a Series, by its keys as they are written; None if it is neither."""
    match value:
        case Entries():
            return {written(key): _as_cell(one) for key, one in value.entries}
        case Series():
            return {written(key): one for key, one in zip(value.labels, value.values, strict=True)}
    return None


def as_text(value: Value) -> str | None:
    """Return a text, or None if it is none."""
    if isinstance(value, Long):
        return value.text
    return value if isinstance(value, str) else None


def written(cell: Cell) -> str:
    """Return how a key or a label is written."""
    return str(plain(cell)) if not isinstance(cell, Other) or type(cell) is not Other else cell.other


def _as_cell(value: Value) -> Cell:
    """Return a cell as it is, and of what holds others only its kind."""
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
