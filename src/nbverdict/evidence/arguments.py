"""Serialises a function's arguments as plain data, from which `building` makes equal objects."""

import base64
import datetime as dt
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Protocol, runtime_checkable

import numpy as np

from nbverdict.errors import StaffError

Packed = dict[str, Any]
OF_NUMBERS = "fiubc"  # numpy's kinds of numeric types
OF_TEXTS = "US"
OF_TIMES = "mM"


@runtime_checkable
class Argument(Protocol):
    """An argument of a type that a course's builders know."""

    def packed(self) -> Packed:
        """Return plain JSON that describes what to build."""


@dataclass(frozen=True)
class Same:
    """In a second call: the same object as the first call's argument at this position."""

    def packed(self) -> Packed:
        """Return the description of an argument that needs no building."""
        return {"kind": "same"}


@dataclass(frozen=True)
class File:
    """A file of a folder: its beginning, and its size in bytes if that is larger; the rest is sparse."""

    beginning: bytes = field(repr=False)
    size: int = 0

    def packed(self) -> Packed:
        """Return the beginning in hexadecimal, and the size."""
        return {"beginning": self.beginning.hex(), "size": max(self.size, len(self.beginning))}


@dataclass(frozen=True)
class Folder:
    """A folder of files: the student's function gets its path, or the path of one `file` in it."""

    name: str
    files: Mapping[str, File | bytes | str]
    file: str = ""

    def packed(self) -> Packed:
        """Return what to write.

        Raises:
            StaffError: a name is not a file name, or `file` is not one of its files.
        """
        for name in (self.name, *self.files):
            if name in ("", ".", "..") or PurePath(name).name != name:
                raise StaffError(
                    f"`{name}` of the folder `{self.name}` is not a file name",
                    hint="name a folder and its files without a slash",
                )
        if self.file and self.file not in self.files:
            raise StaffError(
                f"the folder `{self.name}` has no file `{self.file}`",
                hint="`file` names one of its `files`",
            )
        files = {name: _file(held).packed() for name, held in self.files.items()}
        return {"kind": "folder", "name": self.name, "files": files, "file": self.file}


def _file(held: File | bytes | str) -> File:
    if isinstance(held, File):
        return held
    return File(held.encode() if isinstance(held, str) else held)


def packed(value: Any) -> Packed:
    """Return plain JSON that describes how to build a value.

    Supported: numbers, texts, bytes, lists, tuples, sets, dictionaries, dates, numpy arrays, and pandas'
    DataFrames, Series and indices.

    Raises:
        StaffError: the value is of another type, or contains itself.
    """
    try:
        if isinstance(value, Argument):
            return value.packed()
        described = _of_python(value) or _of_numpy(value) or _moment(value) or _of_pandas(value)
    except RecursionError as error:
        raise _refused(value, "that holds itself, or has too many levels") from error
    if described is None:
        raise _refused(value)
    return described


def _refused(value: Any, more: str = "") -> StaffError:
    kind = f"`{type(value).__name__}`{' ' if more else ''}{more}"
    return StaffError(
        f"an argument of a case is a {kind}, which cannot travel as plain data",
        hint="pass numbers, texts, lists, dictionaries, dates, arrays, tables, or write a builder for it",
    )


def _of_python(value: Any) -> Packed | None:  # noqa: PLR0911 - a form for each kind
    """Return a JSON value as it is, and a collection item by item; None if it is neither."""
    if _is_json(value):
        return {"kind": "plain", "value": value}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=repr) if isinstance(value, set | frozenset) else value
        return {"kind": "items", "type": type(value).__name__, "items": [packed(one) for one in items]}
    if isinstance(value, range):
        return {"kind": "whole numbers", "start": value.start, "stop": value.stop, "step": value.step}
    if type(value) is complex:
        return {"kind": "complex", "real": value.real, "imag": value.imag}
    if type(value) is bytes:
        return {"kind": "bytes", "data": base64.b64encode(value).decode()}
    if isinstance(value, Mapping):
        return {"kind": "entries", "entries": [[packed(key), packed(one)] for key, one in value.items()]}
    return None


def _of_numpy(value: Any) -> Packed | None:
    """Return an array, or a numpy scalar as Python's own number or text."""
    if isinstance(value, np.generic) and value.dtype.kind in OF_TIMES:
        return {**_array(np.asarray(value)), "single": True}
    if isinstance(value, np.generic) and value.dtype.kind in OF_NUMBERS + OF_TEXTS:
        single = value.item()
        return None if isinstance(single, np.generic) else packed(single)  # wider than any Python type
    return _array(value) if isinstance(value, np.ndarray) else None


def _is_json(value: Any) -> bool:
    """Say whether a value survives a round trip through JSON."""
    if value is None or type(value) in (bool, int, float, str):
        return True
    if type(value) is list:
        return all(map(_is_json, value))
    return type(value) is dict and all(type(key) is str and _is_json(one) for key, one in value.items())


def _array(value: np.ndarray) -> Packed:
    """Return an array as its bytes, or an array of objects item by item.

    Raises:
        StaffError: it holds records, or types that only numpy has.
    """
    shape = list(value.shape)
    if value.dtype.kind == "O":
        return {"kind": "array", "shape": shape, "items": [packed(one) for one in value.ravel().tolist()]}
    if value.dtype.kind not in OF_NUMBERS + OF_TEXTS + OF_TIMES:
        raise _refused(value, f"of `{value.dtype}`")
    data = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
    return {"kind": "array", "shape": shape, "dtype": value.dtype.str, "data": data}


def _moment(value: Any) -> Packed | None:
    """Return a date, a time or a timedelta, or None if it is neither."""
    kind = type(value).__name__
    if kind in ("NaTType", "NAType"):
        return {"kind": "missing", "type": kind.removesuffix("Type")}
    if kind == "Timedelta":
        return {"kind": "span", "nanoseconds": value.value}
    if isinstance(value, dt.timedelta):
        return {"kind": "span", "parts": [value.days, value.seconds, value.microseconds]}
    if isinstance(value, dt.date | dt.time):
        zone = getattr(getattr(value, "tzinfo", None), "key", "")
        return {"kind": "moment", "type": kind, "value": value.isoformat(), "zone": zone}
    return None


def _of_pandas(value: Any) -> Packed | None:
    """Return a pandas object column by column, or None if it is not one."""
    if "pandas" not in sys.modules:
        return None
    import pandas as pd

    if isinstance(value, pd.DataFrame):
        values = [_values(value.iloc[:, at]) for at in range(value.shape[1])]
        return {
            "kind": "frame",
            "values": values,
            "columns": _index(value.columns),
            "index": _index(value.index),
        }
    if isinstance(value, pd.Series):
        named = packed(value.name)
        return {"kind": "series", "values": _values(value), "index": _index(value.index), "name": named}
    return {"kind": "index", "index": _index(value)} if isinstance(value, pd.Index) else None


def _index(index: Any) -> Packed:
    import pandas as pd

    if isinstance(index, pd.MultiIndex):
        raise StaffError(
            "an argument of a case has an index of several levels, which cannot travel as plain data",
            hint="reset the index, and let the task begin with setting it",
        )
    name = packed(index.name)
    if isinstance(index, pd.RangeIndex):
        return {"kind": "range", "start": index.start, "stop": index.stop, "step": index.step, "name": name}
    return {"kind": "values", "values": _values(index), "name": name}


def _values(held: Any) -> Packed:
    """Return the values and the type of a column or an index."""
    import pandas as pd

    if isinstance(held.dtype, pd.CategoricalDtype):
        codes = pd.Categorical(held).codes.tolist()
        categories = _values(held.dtype.categories)
        return {"kind": "categories", "codes": codes, "categories": categories, "ordered": held.dtype.ordered}
    if isinstance(held.dtype, np.dtype):
        return _array(held.to_numpy())
    items = [packed(None if one is pd.NA else one) for one in held]
    return {"kind": "values", "dtype": str(held.dtype), "items": items}
