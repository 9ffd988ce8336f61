"""Runs inside the student's process, before `collector`: serialises returned values as plain data.

Imports nothing of this project. Its output is numbers, texts and arrays, never a judgement.
"""

import collections.abc
import dataclasses
import datetime as dt
import decimal
import enum
import itertools
import math
import numbers
import pathlib
import re
import sys
import uuid
from typing import Any

Told = dict[str, Any]  # a serialised value, ready for JSON
Arrays = list[Any]  # arrays beside the JSON, which refers to them by number
LONGEST_TEXT, LONGEST_LONG = 300, 20_000
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 1000, 100, 20_000  # of a table
MOST_VALUES = 600 * 600  # of an array
MOST_AXES = 6
MOST_ITEMS, MOST_ENTRIES, MOST_LABELS = 1000, 500, 2000
MOST_NODES, DEEPEST = 20_000, 8  # values, and levels of nesting
MOST_ARRAYS = 180
MOST_BITS = 990  # of an integer: 299 digits
WIDEST = 8  # bytes of a number in safetensors
HOME = "models"  # replaces the path of the temporary folder
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?([+-]\d\d:\d\d)?)?", re.ASCII)
KNOWN_AS_TEXT = (enum.Enum, pathlib.PurePath, uuid.UUID)
OF_LIBRARIES = ("Period", "Interval", "dtype")  # types of libraries that are identified by their text


class ValueReader:
    """Serialises one value, with all nested values, within a budget."""

    def __init__(self, folder: str, arrays: Arrays) -> None:
        self.folder, self.arrays, self.left = folder, arrays, MOST_NODES

    def tell(self, value: Any, depth: int = 0) -> Any:
        """Return a value as plain data; only its kind if it is not data or too deeply nested."""
        self.left -= 1
        kind = type(value)  # `isinstance` would believe an object's `__class__`
        if self.left < 0 or depth > DEEPEST:
            return other(value)
        if issubclass(kind, str) and len(value) > LONGEST_TEXT:
            return {"text": str(value).replace(self.folder or HOME, HOME)[:LONGEST_LONG]}
        if comes_from(kind, "pandas", "DataFrame"):
            return read_table(value, self.folder)
        if comes_from(kind, "pandas", "Series"):
            return read_series(value, self.folder)
        if issubclass(kind, collections.abc.Mapping):
            return self.entries(value.items(), len(value), depth)
        if is_plain_class(kind):
            held = [(one.name, getattr(value, one.name)) for one in dataclasses.fields(value)]
            return self.entries(held, len(held), depth)
        told = self.array(value, depth)
        return self.items(value, kind, depth) if told is None else told

    def entries(self, held: Any, length: int, depth: int) -> Told:
        first = list(itertools.islice(held, MOST_ENTRIES))
        return {"entries": [[key_of(key), self.tell(one, depth + 1)] for key, one in first], "length": length}

    def array(self, value: Any, depth: int) -> Told | None:
        """Return an array of numbers, or None; a flat list of numbers is serialised item by item."""
        array = as_array(value)
        rows = issubclass(type(value), (tuple, list))
        if array is None or not 1 <= array.ndim <= MOST_AXES or array.size > MOST_VALUES:
            return None
        if len(self.arrays) >= MOST_ARRAYS or (depth and array.size == 1):
            return None
        pairs = array.dtype.kind == "c"
        self.arrays.append(storable(as_pairs(array) if pairs else array))
        return {"array": len(self.arrays) - 1, "rows": rows, "complex": pairs}

    def items(self, value: Any, kind: type, depth: int) -> Any:
        """Return a collection item by item, and anything else as a cell."""
        told = kind_of_items(value, kind)
        held = listed(value, depth) if told == "array" else value
        if told is None or held is None:
            return scalar(value, self.folder)
        items = [self.tell(one, depth + 1) for one in itertools.islice(held, MOST_ITEMS)]
        items = sorted(items, key=repr) if told == "set" else items  # a set has no fixed order
        return {"items": items, "length": len(held), "kind": told}


def comes_from(kind: type, library: str, name: str) -> bool:
    """Say whether a class is, or inherits from, a class of a library, without importing that."""
    return any(one.__name__ == name and one.__module__.split(".")[0] == library for one in kind.__mro__)


def is_plain_class(kind: type) -> bool:
    """Say whether objects of a class are only data: their fields."""
    return hasattr(kind, "__dataclass_fields__") and not issubclass(kind, (list, tuple, dict))


def kind_of_items(value: Any, kind: type) -> str | None:
    """Return the evidence's name for a type of collection, or None if it is not one."""
    if issubclass(kind, tuple):
        return "tuple"
    if issubclass(kind, (set, frozenset, collections.abc.KeysView)):
        return "set"
    if issubclass(kind, (list, range, collections.abc.ValuesView, collections.abc.ItemsView)):
        return "list"
    held = hasattr(value, "tolist") and len(getattr(value, "shape", ())) > 0
    return "array" if held and math.prod(value.shape) <= MOST_ITEMS else None


def listed(value: Any, depth: int) -> Any:
    """Return the items of an array without numbers; None if it has a single item or cannot be listed."""
    if depth and math.prod(value.shape) == 1:
        return None
    try:
        return value.tolist()
    except (RuntimeError, TypeError, ValueError):
        return None


def as_array(value: Any) -> Any:
    """Return a tensor, an array or rows of numbers as an array, or None if it is none of these."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    try:
        if hasattr(value, "detach"):
            value = value.detach().cpu()
            value = (value.float() if value.is_floating_point() else value).numpy()
        elif hasattr(value, "toarray") and hasattr(value, "nnz"):
            value = value.toarray()
        listed = issubclass(type(value), (tuple, list))
        rows = as_rows(value) if listed else None
        if rows is None and not isinstance(value, numpy.ndarray) and not (listed and len(value) > MOST_ITEMS):
            return None
        array = numpy.asarray(value if rows is None else rows)
    except (ArithmeticError, AttributeError, RuntimeError, TypeError, ValueError):
        return None  # it cannot be converted to a dense array of numbers
    return array if array.dtype.kind in "fiubc" else None


def as_rows(value: Any) -> Any:
    """Return a list of rows, each a list of plain numbers, or None if it is not one."""
    if len(value) > MOST_VALUES:
        return None
    rows = [row.tolist() if hasattr(row, "tolist") else row for row in value]
    if not rows or not all(isinstance(row, (list, tuple)) for row in rows):
        return None
    if sum(map(len, rows)) > MOST_VALUES:
        return None
    return [[one.item() if hasattr(one, "item") else one for one in row] for row in rows]


def as_pairs(array: Any) -> Any:
    """Return complex numbers as real and imaginary parts along a last axis."""
    import numpy as np

    return np.stack([array.real, array.imag], axis=-1).astype(np.float64)


def storable(array: Any) -> Any:
    """Return an array that safetensors can store: contiguous, and at most 64 bits wide."""
    import numpy as np

    wide = array.dtype.kind == "f" and array.dtype.itemsize > WIDEST
    return np.ascontiguousarray(array.astype(np.float64) if wide else array)


def read_table(table: Any, folder: str) -> Told:
    width = min(table.shape[1], MOST_COLUMNS)
    shown = table.iloc[: min(MOST_ROWS, MOST_CELLS // max(width, 1)), :width]
    rows = [[scalar(value, folder) for value in row] for row in shown.itertuples(index=False, name=None)]
    types = list(shown.dtypes)
    return {
        "columns": [text(label) for label in shown.columns],
        "rows": rows,
        "index": [key_of(label, folder) for label in shown.index],
        "length": len(table),
        "dtypes": [text(one) for one in types],
        "categories": [categories_of(one, folder) for one in types],
    }


def categories_of(kind: Any, folder: str) -> Any:
    """Return the categories of a column in their order, or None if it has none."""
    held = getattr(kind, "categories", None)
    return None if held is None else [scalar(one, folder) for one in held[:MOST_COLUMNS]]


def read_series(series: Any, folder: str) -> Told:
    shown = series.iloc[:MOST_LABELS]
    return {
        "values": [scalar(value, folder) for value in shown],
        "labels": [key_of(label, folder) for label in shown.index],
        "length": len(series),
        "name": key_of(series.name, folder),
        "dtype": text(series.dtype),
    }


def key_of(key: Any, folder: str = "") -> Any:
    """Return a label or a key: as a cell if it is plain, or else as its text."""
    told = scalar(key, folder)
    return text(key) if isinstance(told, dict) and set(told) == {"other"} else told


def scalar(value: Any, folder: str = "") -> Any:
    """Return a JSON scalar, or the kind of a number that JSON lacks, a time or another type."""
    try:
        timed = moment(value)
        if timed is not None:
            return timed
        plain = value.item() if hasattr(value, "item") and tuple(value.shape) in ((), (1,)) else value
        return plain_scalar(plain, folder)
    except (
        ArithmeticError,
        AttributeError,
        RuntimeError,
        TypeError,
        ValueError,
    ):  # its type is a number's, its value is not
        return other(value)


def plain_scalar(value: Any, folder: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text(value.replace(folder, HOME) if folder else value)
    if isinstance(value, int):
        plain = int(value)
        return plain if -(2**63) <= plain < 2**63 else huge(plain)
    if isinstance(value, (numbers.Real, decimal.Decimal)):
        return real(float(value))
    if isinstance(value, complex) and math.isfinite(value.real) and math.isfinite(value.imag):
        return {"other": "complex", "real": value.real, "imag": value.imag}
    return other(value)


def huge(value: int) -> Told:
    """Return an integer that JSON may not hold, as its digits unless they are too many."""
    told = {"other": "a huge integer"}
    return {**told, "digits": str(value)} if value.bit_length() <= MOST_BITS else told


def real(value: float) -> Any:
    """Return a float that JSON can hold, or the name of one that it cannot."""
    return value if math.isfinite(value) else {"other": "a number that is not finite", "number": str(value)}


def moment(value: Any) -> Told | None:
    """Return a date, a time, a timedelta or pandas' missing value, or None if it is none of these."""
    kind = type(value).__name__
    if kind in ("NaTType", "NAType"):
        return {"other": kind, "absent": True}
    if kind in ("datetime64", "timedelta64") and tuple(getattr(value, "shape", (1,))) == ():
        return of_numpy(value, kind)
    if issubclass(type(value), dt.timedelta):
        return {"other": "timedelta", "seconds": value.total_seconds()}
    if issubclass(type(value), dt.date):
        return at_a_moment(value.isoformat(), value)
    return None


def at_a_moment(written: str, value: Any) -> Told:
    """Return a date or time in ISO 8601, or only its kind if ISO 8601 cannot express it."""
    told = {"other": type(value).__name__[:60]}
    return {**told, "moment": written} if MOMENT.fullmatch(written) else told


def of_numpy(value: Any, kind: str) -> Told:
    """Return a numpy datetime or timedelta."""
    if str(value) == "NaT":
        return {"other": "NaTType", "absent": True}
    if kind == "datetime64":
        return at_a_moment(str(value.astype("datetime64[ns]")), value)
    return {"other": kind, "seconds": float(value.astype("timedelta64[ns]").astype("int64")) / 1e9}


def other(value: Any) -> Told:
    """Return the kind of a value that is not plain, with its text if the text identifies it."""
    kind = type(value)
    told = {"other": re.sub(r"[^A-Za-z0-9_ .]", "", kind.__name__)[:60] or "something else"}
    if issubclass(kind, KNOWN_AS_TEXT) or kind.__name__ in OF_LIBRARIES:
        told["text"] = text(value)
    return told


def text(value: Any) -> str:
    return str(value)[:LONGEST_TEXT]


def stored(arrays: Arrays) -> bytes:
    """Return the arrays as a safetensors file, with numbers as names."""
    if not arrays:
        return b""
    import safetensors.numpy

    file: bytes = safetensors.numpy.save({str(index): array for index, array in enumerate(arrays)})
    return file
