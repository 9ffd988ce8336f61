"""Compares single values: numbers, texts, dates, spans of time, and what is missing."""

import cmath
import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from nbverdict.compare.data import Other
from nbverdict.compare.difference import Difference
from nbverdict.compare.numbers import ROUNDING, Tolerance, differs, short, times_off
from nbverdict.compare.tables import shown
from nbverdict.compare.values import plain
from nbverdict.text.quoted import quoted

MISSING = "nothing: the value is missing"
KINDS = (  # the first match counts
    (bool, "True or False", "value"),
    (int, "a whole number", "number"),
    (float, "a number", "number"),
    (complex, "a complex number", "number"),
    (str, "a text", "text"),
    (date, "a date", "date"),
    (timedelta, "a span of time", "span of time"),
)
CALLED = {"Table": "DataFrame", "Entries": "dict", "Items": "list", "frozenset": "set"}


def known(value: Any) -> Any:
    """Return a value without a library's own types; a missing value is None."""
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if isinstance(value, np.datetime64 | np.timedelta64):
        value = to_microseconds(value).item()
    elif isinstance(value, np.generic):
        value = value.item()
    elif isinstance(value, Other):
        value = plain(value)
    return None if value is None or is_missing(value) else value


def to_microseconds(times: Any) -> Any:
    """Return numpy times in microseconds, which Python can hold."""
    return times.astype(f"{'datetime' if times.dtype.kind == 'M' else 'timedelta'}64[us]")


def is_missing(value: object) -> bool:
    """Whether pandas or numpy calls a value missing."""
    return type(value).__name__ in ("NaTType", "NAType") or (isinstance(value, float) and math.isnan(value))


def value_differences(got: Any, expected: Any, where: str, tol: Tolerance | None) -> Iterator[Difference]:
    """Compare two numbers, texts, dates, or missing values."""
    if same(got, expected, tol):
        return
    if expected is None or got is None:
        what = "a value is missing" if got is None else "no value belongs there"
        yield Difference(where, what, told(got), "" if expected is None else short(expected))
        return
    kind, word = next(
        ((kind, word) for one, kind, word in KINDS if isinstance(expected, one)), ("a value", "value")
    )
    if not _are_alike(got, expected):
        yield Difference(where, f"{kind} was asked for", told(got), short(expected), "another_type")
        return
    times = times_off(expected, got, tol=tol or ROUNDING) if isinstance(expected, float) else 0.0
    unit = " seconds" if isinstance(expected, timedelta) else ""
    yield Difference(where, f"another {word} is right", told(got) + unit, short(expected), times=times)


def same(got: Any, expected: Any, tol: Tolerance | None) -> bool:  # noqa: PLR0911 - a rule for each kind
    """Whether a value is the expected one, as far as its kind allows."""
    if isinstance(expected, bool) or expected is None or got is None:
        return got is expected
    if isinstance(expected, timedelta):
        return is_number(got) and bool(got == expected.total_seconds())
    if isinstance(expected, int | float):
        exact = expected in (math.inf, -math.inf) or (tol is None and isinstance(expected, int))
        if exact:
            return is_number(got) and bool(got == expected)
        return not differs(expected, got, tol=tol or ROUNDING)
    if isinstance(expected, complex):
        numbers = isinstance(got, complex) or is_number(got)
        return numbers and _close(got, expected, tol or ROUNDING)
    if isinstance(expected, date):
        return isinstance(got, date) and moment(got) == moment(expected)
    return type(got) is type(expected) and bool(got == expected)


def is_number(value: object) -> bool:
    """Whether a value is a real number, and not a boolean."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _close(got: complex, expected: complex, tol: Tolerance) -> bool:
    if not (cmath.isfinite(expected) and cmath.isfinite(got)):
        return got == expected
    off, size = got - expected, math.hypot(expected.real, expected.imag)  # `abs` overflows where hypot is inf
    return math.hypot(off.real, off.imag) <= tol.absolute + tol.relative * size


def moment(value: date) -> tuple[datetime, Any]:
    """Return a date as a datetime at midnight, and its time zone, if any."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a date has no time zone
    exact = value.replace(microsecond=value.microsecond, fold=0)
    return exact.replace(tzinfo=None), exact.utcoffset()


def _are_alike(got: Any, expected: Any) -> bool:
    if isinstance(expected, bool) or isinstance(got, bool):
        return isinstance(got, bool) and isinstance(expected, bool)
    if isinstance(expected, int | float | timedelta):
        return isinstance(got, int | float)
    if isinstance(expected, complex):
        return isinstance(got, int | float | complex)
    return isinstance(got, date) if isinstance(expected, date) else isinstance(got, type(expected))


def told(value: Any) -> str:
    """Return a student's value as a message shows it."""
    if value is None:
        return MISSING
    if isinstance(value, str | float | Other):
        return shown(value) if value != "" else "an empty text"
    if isinstance(value, bool | int | complex | date):
        return str(value)
    kind = type(value).__name__
    return f"of type {quoted(CALLED.get(kind, kind))}"
