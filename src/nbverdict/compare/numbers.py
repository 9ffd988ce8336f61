"""Compares numbers and arrays: type, shape, finiteness, then values."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nbverdict.compare.difference import Difference
from nbverdict.text.quoted import quoted

MOST_TIMES = 1e6  # tolerances: the maximum that is reported
MAP, WIDEST = 2, 64  # axes of a map, and the maximum length of an axis for a picture


@dataclass(frozen=True)
class Tolerance:
    """How far two numbers may differ: |got - expected| <= absolute + relative * |expected|."""

    relative: float = 0.0
    absolute: float = 0.0


ROUNDING = Tolerance(relative=1e-6, absolute=1e-9)  # sums of 200,000 float64 in other orders: below 1e-12
# `python -m tools.calibrate` measures the bounds of these; docs/tolerances.md reports them.
EXACT = Tolerance()
HALF_A_PERCENT = Tolerance(relative=5e-3)  # rounding to one decimal passes, MiB for MB (4.6 %) does not
WEIGHTS = Tolerance(absolute=1e-3)  # float32 differs by at most 1e-4; visible mistakes by 1e-2
ATTENTION = Tolerance(
    absolute=1e-3
)  # float32 differs by at most 1e-6, three decimals by 5e-4; mistakes by 9e-2


def differs(expected: float, got: object, *, tol: Tolerance) -> bool:
    """Say whether `got` is not a finite number close to `expected`."""
    if isinstance(got, bool) or not isinstance(got, int | float):
        return True
    return not abs(got - expected) <= tol.absolute + tol.relative * abs(expected)


def times_off(expected: float, got: object, *, tol: Tolerance) -> float:
    """Return how many tolerances `got` is off, to three digits; 0 if that says nothing."""
    allowed = tol.absolute + tol.relative * abs(expected)
    if isinstance(got, bool) or not isinstance(got, int | float) or not allowed or not math.isfinite(got):
        return 0.0
    return _three_digits(abs(got - expected) / allowed)


def short(value: object) -> str:
    """Return a value as a message shows it: a float with six digits, a text or a kind quoted."""
    if isinstance(value, float):
        return f"{value:.6g}"
    told = getattr(value, "other", value)
    return quoted(told) if isinstance(told, str) else str(told)


def array_difference(expected: np.ndarray, got: np.ndarray, *, at: str, tol: Tolerance) -> Difference | None:
    """Compare two arrays; return None if every value of `got` is close to `expected`.

    An empty array equals nothing, and nothing is broadcast.
    """
    if got.shape != expected.shape or not expected.size:
        return Difference(at, "another shape was asked for", str(got.shape), str(expected.shape))
    if got.dtype.kind not in "fiu":
        return Difference(at, "the values are not real numbers", str(got.dtype), str(expected.dtype))
    values = got.astype(np.float64)
    if not np.isfinite(values).all():
        return Difference(at, "some values are not finite", _count(~np.isfinite(values)), "finite values")
    off, allowed = np.abs(values - expected), tol.absolute + tol.relative * np.abs(expected)
    wrong = ~(off <= allowed)
    if not wrong.any():
        return None
    first = tuple(int(axis[0]) for axis in np.nonzero(wrong))
    what = f"{_count(wrong)} values differ, first at {first if len(first) > 1 else f'place {first[0]}'}"
    with np.errstate(over="ignore"):
        times = _three_digits(float((off / allowed).max())) if allowed.all() else 0.0
    return Difference(
        at, what, f"{values[first]:.6g}", f"{expected[first]:.6g}", rows=_rows(wrong), times=times
    )


def array_differences(
    expected: np.ndarray, got: np.ndarray, *, at: str, tol: Tolerance | None
) -> Iterator[Difference]:
    """Yield the differences of two arrays; nan equals nan, and an infinity the same infinity."""
    if got.shape != expected.shape:
        yield Difference(at, "another shape was asked for", str(got.shape), str(expected.shape))
        return
    kinds = expected.dtype.kind + got.dtype.kind
    if tol is None and (expected.dtype.kind == "b" or not kinds.strip("iu")):
        yield from _marked(expected, got, got != expected, at)
    elif "c" in kinds:
        allowed = tol or ROUNDING
        off = np.abs(got - expected)
        yield from _marked(
            expected, got, ~(off <= allowed.absolute + allowed.relative * np.abs(expected)), at
        )
    else:
        yield from _of_reals(expected, got, at, tol)


def _of_reals(expected: np.ndarray, got: np.ndarray, at: str, tol: Tolerance | None) -> Iterator[Difference]:
    special = ~np.isfinite(expected)
    same = np.where(np.isnan(expected), np.isnan(got), got == expected)
    if (special & ~same).any():
        yield from _marked(expected, got, special & ~same, at)
        return
    finite, theirs = np.where(special, 0, expected), np.where(special, 0, got)
    allowed = tol or (EXACT if expected.dtype.kind in "iu" else ROUNDING)
    if finite.size and (found := array_difference(finite, theirs, at=at, tol=allowed)):
        yield found


def _marked(expected: np.ndarray, got: np.ndarray, wrong: np.ndarray, at: str) -> Iterator[Difference]:
    if wrong.any():
        first = tuple(int(axis[0]) for axis in np.nonzero(wrong))
        what = f"{int(wrong.sum())} of {wrong.size} values differ, first at {first}"
        yield Difference(at, what, short(got[first].item()), short(expected[first].item()), rows=_rows(wrong))


def _three_digits(value: float) -> float:
    return float(f"{min(value, MOST_TIMES):.3g}")


def _rows(wrong: np.ndarray) -> tuple[str, ...]:
    """Return where a map differs, for a picture; nothing if it is too large or not a map."""
    if wrong.ndim != MAP or max(wrong.shape) > WIDEST:
        return ()
    return tuple("".join("x" if one else "." for one in row) for row in wrong)


def _count(mask: np.ndarray) -> str:
    return f"{int(mask.sum())} of {mask.size}"
