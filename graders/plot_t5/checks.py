"""Challenge 1b: a bar chart of the parameters."""

from collections.abc import Mapping, Sequence

import numpy as np

from graders.models.tokens import words
from graders.shared.arguments import Table
from nbverdict import Answers, Case, Wrong, check
from nbverdict.compare.difference import Difference, Differences
from nbverdict.compare.figures import named_bars
from nbverdict.compare.numbers import EXACT, HALF_A_PERCENT, differs, times_off
from nbverdict.compare.panels import Figure, Panel
from nbverdict.compare.tables import COUNTS, read_scale, spaced
from nbverdict.evidence.cases import lie_apart

CASES = 3  # raise it to draw other hidden cases
COLUMNS = (
    "Model",
    "Parameters (M)",
    "FP32 (MB)",
    "FP16 (MB)",
    "INT8 (MB)",
    "Encoder layers",
    "Decoder layers",
    "Hidden size",
    "Attention heads",
)
SHOWN = (
    ("fern", 21.5, 86.0, 43.0, 21.5, 2, 4, 320, 5),
    ("oak", 48.0, 192.0, 96.0, 48.0, 6, 3, 512, 8),
)
Millions = Mapping[str, float]


def shown_cases() -> list[Case]:
    """Return the example table of the notebook."""
    return [Case("shown", "plot_t5", (Table(COLUMNS, SHOWN),), known=SHOWN)]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return a table of other models, in no order of size; its index counts no rows, as sorting leaves it."""
    names = rng.choice(
        [word for word in words() if len(word) > 3], size=int(rng.integers(3, 6)), replace=False
    )
    rows = _rows(rng, [str(name) for name in names])
    return [Case("hidden 1", "plot_t5", (Table(COLUMNS, rows, _index(rng, rows)),), known=rows)]


def reference(case: Case, _device: str) -> Millions:
    """Return the parameters of each model in millions."""
    return {row[0]: row[1] for row in case.known}


@check()
def test_draws_one_bar_per_model(evidence: Answers, reference: Millions) -> None:
    """The figure holds a bar chart with one bar for each row of the table"""
    panel = _chart(evidence.figure)
    if len(panel.bars) != len(reference):
        sentence = f"the chart has {len(panel.bars)} bars for {len(reference)} rows"
        raise Wrong(sentence, mistake="another_number_of_bars")


@check(points=2, gate=True, requires="draws_one_bar_per_model")
def test_bars_show_the_parameters(evidence: Answers, reference: Millions) -> None:
    """Each bar is as long as that model's parameters"""
    panel = _chart(evidence.figure)
    _expect_whole_bars(panel)
    lengths = _lengths(panel, reference)
    scales = _scales(evidence.figure, panel)
    candidates = [_differences(lengths, reference, scale) for scale in scales]
    min(candidates, key=lambda found: len(found.found)).raise_if_any()


@check(points=1, form=True, requires="draws_one_bar_per_model")
def test_bars_are_labelled(evidence: Answers, reference: Millions) -> None:
    """Each bar carries its model's name, and the chart says that it shows parameters"""
    panel = _chart(evidence.figure)
    if set(named_bars(panel, reference)) != set(reference):
        raise Wrong(
            "not every bar carries its model's name on the axis",
            anywhere="not every bar carries its model's name",
            mistake="bars_without_names",
        )
    if not any("param" in spaced(text) for text in _texts(evidence.figure, panel)):
        raise Wrong(
            "no axis label, title or legend says that parameters are shown",
            anywhere="no text says what is shown",
            mistake="says_not_what_is_shown",
        )


def _chart(figure: Figure) -> Panel:
    charts = [panel for panel in figure.panels if panel.bars]
    if len(charts) != 1:
        sentence = (
            "the figure holds more than one bar chart"
            if charts
            else "the figure holds no bar chart: draw it with bar or barh"
        )
        raise Wrong(sentence, anywhere=sentence, mistake="several_charts" if charts else "no_bar_chart")
    return charts[0]


def _expect_whole_bars(panel: Panel) -> None:
    """Raise `Wrong` where a bar floats, or begins or ends outside of what the axes show."""
    if any(abs(bar.base) > EXACT.absolute for bar in panel.bars):
        sentence = "not every bar starts at zero"
        raise Wrong(sentence, anywhere=sentence, mistake="floating_bars")
    if not all(panel.shows(*bar.start) for bar in panel.bars if panel.is_linear(bar)):
        sentence = "the axis does not start at zero, so that bars look shorter than they are"
        raise Wrong(sentence, anywhere=sentence, mistake="axis_starts_above_zero")
    if not all(panel.shows(*bar.end) for bar in panel.bars):
        sentence = "the axis cuts a bar off"
        raise Wrong(sentence, anywhere=sentence, mistake="bars_cut_off")


def _lengths(panel: Panel, reference: Millions) -> dict[str, float]:
    """Return the length of each model's bar; by position where the bars carry no names."""
    named = named_bars(panel, reference)
    if set(named) == set(reference):
        return {name: bar.length for name, bar in named.items()}
    in_order = sorted(panel.bars, key=lambda bar: bar.center)
    return {name: bar.length for name, bar in zip(reference, in_order, strict=True)}


def _differences(lengths: Millions, reference: Millions, scale: float) -> Differences:
    return Differences(
        tuple(
            Difference(
                f"the bar of {name}",
                "another length is right",
                f"{lengths[name]:.6g}",
                f"{millions * scale:g}",
                times=times_off(millions * scale, lengths[name], tol=HALF_A_PERCENT),
            )
            for name, millions in reference.items()
            if differs(millions * scale, lengths[name], tol=HALF_A_PERCENT)
        )
    )


def _scales(figure: Figure, panel: Panel) -> tuple[float, ...]:
    """Return how many units a million may be: as the texts say; millions or raw counts where they do not."""
    value_axis = panel.y_label if panel.bars[0].upright else panel.x_label
    about = [value_axis, *(text for text in _texts(figure, panel) if "param" in spaced(text))]
    named = [1e6 / scale for text in about if (scale := read_scale(text, COUNTS))]
    return tuple(named) or (1.0, 1e6)


def _texts(figure: Figure, panel: Panel) -> list[str]:
    return [panel.y_label, panel.x_label, *panel.titles, *panel.legend, *figure.texts]


def _rows(rng: np.random.Generator, names: Sequence[str]) -> tuple[tuple[object, ...], ...]:
    """Draw a row for each model, apart in size; sorted by it they are neither as drawn nor upside down."""
    while True:
        rows = tuple(_row(rng, name) for name in names)
        sizes = [float(str(row[1])) for row in rows]
        if lie_apart(sizes) and sorted(sizes) not in (sizes, sizes[::-1]):
            return rows


def _index(rng: np.random.Generator, rows: Sequence[Sequence[object]]) -> tuple[int, ...]:
    """Draw an index that puts the rows neither in their order, nor in that of their size, nor reversed."""
    count = len(rows)
    by_size = sorted(range(count), key=lambda place: float(str(rows[place][1])))
    while True:
        order = [int(place) for place in rng.permutation(count)]
        if order not in (by_size, by_size[::-1], [*range(count)], [*range(count)][::-1]):
            return tuple(order.index(place) for place in range(count))


def _row(rng: np.random.Generator, name: str) -> tuple[object, ...]:
    millions = round(float(rng.uniform(20, 900)), 1)
    sizes = (round(millions * 4, 1), round(millions * 2, 1), millions)
    layers = (int(rng.integers(2, 25)), int(rng.integers(2, 25)))
    return (name, millions, *sizes, *layers, int(rng.integers(4, 17)) * 64, int(rng.integers(2, 17)))
