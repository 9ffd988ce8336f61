"""A thousand generated heatmaps: no crash, what is right passes, and what is wrong does not."""

import math
from dataclasses import dataclass

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nbverdict.compare.figures import (
    HeatPanel,
    heat_panels,
    is_two_by_two,
    labels_at,
    named_bars,
    scale_fault,
)
from nbverdict.compare.numbers import ATTENTION, array_difference
from nbverdict.compare.panels import Figure, Panel, Ticks
from tests.engine.compare.strategies import (
    PLACES,
    TEXTS,
    THOUSAND,
    figures,
    heatmap,
    heatmaps,
    near,
    overflow_is_silent,
    panel,
    ticks,
)

SHARES = st.floats(0, 1, width=32)
WORDS = st.lists(st.sampled_from(("the", "fox", "##es", "7")), max_size=2)


@dataclass(frozen=True)
class Drawn:
    """A map of tokens as it was drawn: perhaps bottom up or mirrored, its labels perhaps under another."""

    tokens: tuple[str, ...]
    expected: np.ndarray
    flips: tuple[int, int]  # 1 or -1, of rows and columns
    panels: tuple[Panel, ...]

    @property
    def shown(self) -> HeatPanel:
        """Return its panel as it is read."""
        return heat_panels(Figure(texts=(), panels=self.panels))[0]


@st.composite
def drawn_maps(draw: st.DrawFn) -> Drawn:
    """Draw a map in any direction, at any places, whose columns are named in its own panel or below."""
    tokens = ("[CLS]", *draw(WORDS), "[SEP]")
    expected = draw(arrays.arrays("f8", (len(tokens),) * 2, elements=SHARES))
    flips = draw(st.tuples(*[st.sampled_from((1, -1))] * 2))
    start, step = draw(PLACES), draw(st.sampled_from((1.0, 0.5, -1.0, 30.0)))
    places = tuple(start + step * place for place in range(len(tokens)))
    down, across = (Ticks(at=places, texts=tokens[::flip], shown=True) for flip in flips)
    own = draw(st.booleans())
    values = expected[:: flips[0], :: flips[1]].copy()
    shown = heatmap(values, places, places, low=0.0, high=1.0, colours="viridis")
    nothing = Ticks(at=(), texts=(), shown=False)
    first = panel(x_ticks=across if own else nothing, y_ticks=down, heatmaps=(shown,))
    below = panel(box=(0.0, -1.0, 1.0, 0.5), x_ticks=across, heatmaps=(draw(heatmaps()),))
    return Drawn(tokens, expected, flips, (first, below))


@given(drawn_maps())
@THOUSAND
def test_a_right_map_passes_however_it_is_drawn(drawn: Drawn) -> None:
    """Bottom up, mirrored, or named by the panel below, the values come back in the order of the tokens."""
    got = drawn.shown.matrix(drawn.tokens)

    assert drawn.shown.labels_match(drawn.tokens)
    assert drawn.shown.is_in_view
    assert array_difference(drawn.expected, got, at="it", tol=ATTENTION) is None


@given(drawn_maps(), st.data())
@THOUSAND
def test_a_map_with_a_wrong_value_differs_there(drawn: Drawn, data: st.DataObject) -> None:
    """However it is drawn, one wrong value is one difference, at its query and key."""
    at = data.draw(st.tuples(*[st.integers(0, len(drawn.tokens) - 1)] * 2))
    wrong = data.draw(near(float(drawn.expected[at]), ATTENTION) | st.floats(allow_infinity=False))
    assume(not abs(wrong - drawn.expected[at]) <= ATTENTION.absolute * (1 + 1e-9))
    shown = drawn.shown
    row, column = (place if flip > 0 else -1 - place for place, flip in zip(at, drawn.flips, strict=True))
    shown.heatmap.values[row, column] = wrong
    difference = array_difference(drawn.expected, shown.matrix(drawn.tokens), at="it", tol=ATTENTION)

    assert difference is not None
    assert "1 of " in difference.what + difference.got
    assert math.isnan(wrong) or str(at) in difference.what


@given(drawn_maps(), st.data())
@THOUSAND
def test_labels_do_not_match_where_one_is_another(drawn: Drawn, data: st.DataObject) -> None:
    """One label that is not its token, or is missing, is noticed on either axis."""
    axis = data.draw(st.sampled_from(("x_labels", "y_labels")))
    labels = list(getattr(drawn.shown, axis))
    place = data.draw(st.integers(0, len(labels) - 1))
    labels[place] = data.draw((TEXTS | st.just("fox")).filter(lambda label: label != labels[place]))
    spoilt = HeatPanel(**{**vars(drawn.shown), axis: tuple(labels)})

    assert not spoilt.labels_match(drawn.tokens)


@given(st.lists(PLACES, max_size=5), ticks())
@THOUSAND
def test_a_label_belongs_to_the_nearest_place(places: list[float], drawn: Ticks) -> None:
    """A place has the nearest label, where that is less than half a step away."""
    step = abs(places[1] - places[0]) if len(places) > 1 else 1.0
    named = [(at, text) for at, text in zip(drawn.at, drawn.texts, strict=False) if text]

    for place, label in zip(places, labels_at(tuple(places), drawn), strict=True):
        nearest = min(named, key=lambda tick: abs(tick[0] - place), default=(math.inf, ""))
        assert label == (nearest[1].strip() if abs(nearest[0] - place) < 0.99 * step / 2 else "")


@given(figures())
@overflow_is_silent
@THOUSAND
def test_any_figure_can_be_read(figure: Figure) -> None:
    """Whatever a process sends, it is read, and what is in view is all in view."""
    shown = heat_panels(figure)
    assert len(shown) == sum(bool(one.heatmaps) for one in figure.panels)
    assert is_two_by_two(shown) in (False, len(shown) == 4)
    assert (not scale_fault(shown)) in (False, bool(shown))
    for one in shown:
        assert one.matrix(("a", "b")).shape == one.heatmap.values.shape
        assert one.labels_match(one.x_labels) == (one.y_labels in (one.x_labels, one.x_labels[::-1]))
        places = [(x, y) for x in one.heatmap.columns_at for y in one.heatmap.rows_at]
        assert one.is_in_view == all(one.panel.shows(x, y) for x, y in places)
    for one in figure.panels:
        assert set(named_bars(one, ("a", "Layer"))) <= {"a", "Layer", ""}
