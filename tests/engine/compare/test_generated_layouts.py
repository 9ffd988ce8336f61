"""A thousand generated layouts, scales, titles and bars: what is right passes, what is wrong does not."""

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nbverdict.compare.figures import heat_panels, is_two_by_two, named_bars, scale_fault, titled_layer
from nbverdict.compare.panels import Bar, Figure, Heatmap, Panel, Ticks
from tests.engine.compare.strategies import TEXTS, THOUSAND, heatmap, heatmaps, overflow_is_silent, panel

SHARES = st.floats(0, 1, width=32)
Box = tuple[float, float, float, float]


def stand(boxes: Sequence[Box]) -> bool:
    """Say whether heatmaps in these boxes stand two by two."""
    values = heatmap(np.eye(2), (0, 1), (0, 1), low=0.0, high=1.0, colours="viridis")
    shown = Figure(texts=(), panels=tuple(panel(box=box, heatmaps=(values,)) for box in boxes))
    return is_two_by_two(heat_panels(shown))


@given(st.floats(0.05, 0.6), st.floats(0.05, 0.6), st.data())
@THOUSAND
def test_a_grid_is_a_grid(width: float, height: float, data: st.DataObject) -> None:
    """Two rows of two stand two by two in any order and of any size, though not quite level; three do not."""
    moved = st.tuples(*[st.floats(-0.02, 0.02)] * 2)
    shifts = [(x, y, *data.draw(moved)) for x in (0, 1) for y in (0, 1)]
    grid = [((x * 1.1 + right) * width, (y * 1.1 + up) * height, width, height) for x, y, right, up in shifts]

    assert stand(data.draw(st.permutations(grid)))
    assert not stand(grid[1:])


SIDES = st.sampled_from((0.0, 0.1, 0.5, 0.6))
SIZES = st.sampled_from((0.1, 0.4, 0.8, -0.8, 0.0))


@st.composite
def corners(draw: st.DrawFn) -> list[tuple[float, float]]:
    """Draw the corners of a grid, close together or far apart; one may be elsewhere, or all."""
    across, up = (draw(st.lists(SIDES, min_size=2, max_size=2)) for _ in range(2))
    grid = [(x, y) for x in across for y in up]
    anywhere = st.tuples(SIDES, SIDES)
    return draw(
        st.just(grid) | anywhere.map(lambda first: [first, *grid[1:]]) | st.lists(anywhere, max_size=5)
    )


@given(corners(), st.tuples(SIZES, SIZES))
@THOUSAND
def test_what_stands_two_by_two_stands_apart_in_four_corners(
    corners: list[tuple[float, float]], size: tuple[float, float]
) -> None:
    """No row, no column and no heap of panels is a grid, even of panels that are turned inside out."""
    boxes = [(*corner, *size) for corner in corners]
    centers = [(left + width / 2, bottom + height / 2) for left, bottom, width, height in boxes]
    if stand(boxes):
        middles = [(min(side) + max(side)) / 2 for side in zip(*centers, strict=True)]
        widest, highest = map(abs, size)
        pairs = list(combinations(centers, 2))

        assert len({(x > middles[0], y > middles[1]) for x, y in centers}) == len(boxes) == 4
        assert all(abs(a[0] - b[0]) > 0.4 * widest or abs(a[1] - b[1]) > 0.4 * highest for a, b in pairs)


@st.composite
def scaled_maps(draw: st.DrawFn) -> list[Heatmap]:
    """Draw maps on one scale, one of which may be on another, or anything at all."""
    shape = draw(arrays.array_shapes(min_dims=2, max_dims=2, max_side=3))
    values = [draw(arrays.arrays("f8", shape, elements=SHARES)) for _ in range(3)]
    limits = {"low": 0.0, "high": 1.0, "colours": "viridis"}
    maps = [heatmap(one, range(shape[0]), range(shape[1]), **limits) for one in values]
    another = st.sampled_from((1e-9, 1e-6, 3e-6, 1e-3, -1e-9, -3e-6, 0.5, 1.0, None))
    changed = {draw(st.sampled_from(("low", "high"))): draw(another)}
    spoilt = st.just(maps[0].model_copy(update=changed)) | heatmaps()
    return [draw(st.just(maps[0]) | spoilt), *maps[1:]]


def scale_is_shared(maps: Sequence[Heatmap]) -> bool | None:
    """Say whether all limits are equal and cover every value; None where that is a question of rounding."""
    lows, highs = [one.low for one in maps], [one.high for one in maps]
    values = [float(value) for one in maps for value in one.values.ravel().tolist()]
    limits = [limit for limit in (*lows, *highs) if isinstance(limit, float)]
    if len(limits) < 2 * len(maps) or not all(map(math.isfinite, values)) or not values:
        return False
    low, high = limits[: len(maps)], limits[len(maps) :]
    off = max(max(low) - min(low), max(high) - min(high), max(low) - min(values), max(values) - min(high))
    if len({one.colours for one in maps}) > 1 or off > 3e-6:
        return False
    return True if off <= 0 else None


@given(scaled_maps())
@overflow_is_silent
@THOUSAND
def test_a_scale_is_shared_where_limits_are_equal_and_cover_all(maps: list[Heatmap]) -> None:
    """Equal limits around every value pass; other limits, colours or values outside do not."""
    shown = heat_panels(Figure(texts=(), panels=tuple(panel(heatmaps=(one,)) for one in maps)))
    shared = scale_is_shared(maps)

    assert shared is None or (not scale_fault(shown)) is shared


TITLES = (
    "Layer {}",
    "layer-{} of 999",
    "888 heads, LAYER_{:02d}",
    "Mean (layer no. {})",
    "L{}",
    "{}",
    "layers #{}",
)


@given(st.sampled_from(TITLES), st.lists(st.integers(0, 99), min_size=1, unique=True), st.booleans(), TEXTS)
@THOUSAND
def test_a_title_names_a_layer_that_was_asked_for(
    title: str,
    layers: list[int],
    asked: bool,  # noqa: FBT001 - drawn
    text: str,
) -> None:
    """The number of the layer is found in any wording, and none that was not asked for."""
    number, *others = layers
    named = titled_layer(panel(titles=(title.format(number), "")), layers if asked else others)

    assert named == (number if asked else None)
    assert titled_layer(panel(titles=(text, text)), layers) in (None, *layers)


NAMES = ("fern", "red oak", "oak", "t5-small", "t5")


@st.composite
def charts(draw: st.DrawFn) -> tuple[Panel, dict[str, Bar]]:
    """Draw bars side by side, or beneath each other, each with its name somewhere in a label at its foot."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
    upright, step = draw(st.booleans()), draw(st.sampled_from((1.0, -2.0, 30.0)))
    lengths = [draw(st.floats(-1e9, 1e9)) for _ in names]
    places = [step * place for place in range(len(names))]
    boxes = [(at - 0.4, 0.0, 0.8, length) for at, length in zip(places, lengths, strict=True)]
    bars = [Bar(box=box if upright else (box[1], box[0], box[3], box[2]), upright=upright) for box in boxes]
    written = draw(st.sampled_from(("{}", " {} ", "{} (M)", "models/{}", "1. {}, 2024")))
    texts = tuple(written.format(name) for name in names)
    ticks = {
        "x_ticks" if upright else "y_ticks": Ticks(at=tuple(places), texts=texts, shown=draw(st.booleans()))
    }
    order = draw(st.permutations(bars))
    return panel(bars=tuple(order), **ticks), dict(zip(names, bars, strict=True))


@given(charts())
@THOUSAND
def test_a_bar_has_the_name_at_its_foot(drawn: tuple[Panel, dict[str, Bar]]) -> None:
    """In any order and direction a bar is known by the label that is shown under it, and by nothing else."""
    chart, bars = drawn
    shown = chart.x_ticks.shown and chart.y_ticks.shown

    assert named_bars(chart, NAMES) == (bars if shown else {"": chart.bars[-1]})
