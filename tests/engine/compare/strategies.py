"""Strategies: evidence as any process may send it, right in its form and odd in all else."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nbverdict.compare.data import Other, Table
from nbverdict.compare.numbers import Tolerance
from nbverdict.compare.panels import Bar, Figure, Heatmap, Panel, Ticks

overflow_is_silent = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # as it is in judging
THOUSAND = settings(max_examples=1000, deadline=None, derandomize=True)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
WHOLE = st.integers(-(2**63), 2**63 - 1)  # what evidence can hold
TEXTS = st.text(max_size=8) | st.sampled_from(("", " ", "1", "nan", "True", "Layer 4", "10⁹", "٣"))
OTHERS = st.builds(Other, other=st.sampled_from(("list", "a huge integer", "a number that is not finite")))
CELLS = st.none() | st.booleans() | WHOLE | FINITE | TEXTS | OTHERS
PLACES = st.integers(-4, 20).map(lambda quarters: quarters / 4)  # such floats are exact
BOXES = st.tuples(*[st.sampled_from((0.0, 0.25, 0.5, 1.0, 3.0, -1.0, 5e-324, 1e308, -1e308))] * 4)
KINDS = ("f2", "f4", "f8", "i1", "u1", "i8", "u8", "?")  # of numbers that evidence can hold
FACTORS = st.sampled_from(
    (0.0, 0.5, 1 - 1e-9, 1 - 1e-13, 1.0, 1 + 1e-13, 1 + 1e-9, 2.0, 1e3)
)  # of a tolerance


def margin(expected: float, tol: Tolerance) -> float:
    """Return how far from `expected` a number may lie."""
    return tol.absolute + tol.relative * abs(expected)


def is_right(expected: float, got: object, tol: Tolerance) -> bool | None:
    """Say by exact arithmetic whether a value is right; None where that is a question of rounding alone."""
    if type(got) not in (int, float) or got != got or got in (np.inf, -np.inf):  # noqa: PLR0124 - NaN
        return False
    distance = abs(Fraction(got) - Fraction(expected))
    limit = Fraction(tol.absolute) + Fraction(tol.relative) * abs(Fraction(expected))
    if distance and abs(distance - limit) <= limit / 10**12:
        return None
    return distance <= limit


def near(expected: float, tol: Tolerance) -> st.SearchStrategy[float]:
    """Draw numbers around the two limits of what is close."""
    return st.builds(
        lambda factor, sign: expected + sign * factor * margin(expected, tol),
        FACTORS,
        st.sampled_from((1, -1)),
    )


def matrices(most: int = 4) -> st.SearchStrategy[np.ndarray]:
    """Draw matrices of any kind of number, empty ones and those that broadcast among them."""
    sides = st.tuples(st.integers(0, most), st.integers(0, most))
    return st.sampled_from(KINDS).flatmap(lambda kind: arrays.arrays(kind, sides))


@st.composite
def heatmaps(draw: st.DrawFn, values: st.SearchStrategy[np.ndarray] | None = None) -> Heatmap:
    """Draw a heatmap whose places, limits and colours need not fit its values."""
    drawn = draw(values or matrices())
    rows, columns = (draw(st.lists(PLACES, min_size=side, max_size=side)) for side in drawn.shape)
    limits = st.sampled_from((0.0, 1.0, -5.0, 1e-7)) | st.none() | FINITE | OTHERS
    low, high, colours = draw(st.tuples(limits, limits, st.sampled_from(("viridis", "magma"))))
    return heatmap(drawn, rows, columns, low=low, high=high, colours=colours)


def heatmap(values: np.ndarray, rows: Any, columns: Any, **others: Any) -> Heatmap:
    """Return a heatmap as it is decoded, its array apart."""
    told = {"values": 0, "rows_at": tuple(rows), "columns_at": tuple(columns), **others}
    return Heatmap.model_validate(told, context={0: values})


@st.composite
def ticks(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> Ticks:
    """Draw tick labels, not always as many as places."""
    at, labels = draw(st.lists(PLACES, max_size=4)), draw(st.lists(texts, max_size=4))
    return Ticks(at=tuple(at), texts=tuple(labels), shown=draw(st.booleans()))


def bars() -> st.SearchStrategy[Bar]:
    """Draw bars anywhere, of any length."""
    return st.builds(Bar, box=BOXES, upright=st.booleans())


@st.composite
def panels(draw: st.DrawFn) -> Panel:
    """Draw a panel with any of what a panel can hold."""
    return panel(
        box=draw(BOXES),
        view=draw(BOXES),
        titles=(draw(TEXTS),),
        y_label=draw(TEXTS),
        x_ticks=draw(ticks()),
        y_ticks=draw(ticks()),
        heatmaps=tuple(draw(st.lists(heatmaps(), max_size=2))),
        bars=tuple(draw(st.lists(bars(), max_size=2))),
    )


def panel(**told: Any) -> Panel:
    """Return a panel that is empty but for what is told."""
    nothing = Ticks(at=(), texts=(), shown=True)
    empty = {"titles": (), "x_label": "", "y_label": "", "legend": (), "heatmaps": (), "bars": ()}
    place: dict[str, Any] = {"box": (0.0, 0.0, 1.0, 1.0), "view": (-1e9, 1e9, -1e9, 1e9)}
    place |= {"scales": ("linear", "linear")}
    return Panel(**{**empty, **place, "x_ticks": nothing, "y_ticks": nothing, **told})


def figures() -> st.SearchStrategy[Figure]:
    """Draw a figure of up to four panels, some of which may be one panel drawn again."""
    several = st.lists(panels(), max_size=2) | panels().map(lambda one: [one] * 4)
    return st.builds(Figure, texts=st.tuples(TEXTS), panels=several.map(tuple))


@st.composite
def tables(draw: st.DrawFn, labels: st.SearchStrategy[str] = TEXTS, keys: tuple[str, ...] = ()) -> Table:
    """Draw a table of any cells, some of them keys; labels may repeat, and it may have more rows."""
    cells = CELLS | st.sampled_from(keys) if keys else CELLS
    columns = draw(st.lists(labels, max_size=6))
    rows = draw(st.lists(st.tuples(*[cells] * len(columns)), max_size=4))
    index = draw(st.lists(cells, min_size=len(rows), max_size=len(rows)))
    length = draw(st.just(len(rows)) | st.integers(len(rows), 10**9))
    return Table(columns=tuple(columns), rows=tuple(rows), index=tuple(index), length=length)
