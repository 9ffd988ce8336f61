"""The challenge `plot_growth`: lines on a logarithmic axis, with a legend."""

from collections.abc import Mapping, Sequence

import numpy as np

from nbverdict import Answers, Case, Wrong, check, expect_equal
from nbverdict.compare.panels import Panel

NAMES = ("yeast", "algae", "moss", "fungi", "ferns", "mites")
Counts = Mapping[str, Sequence[float]]


def shown_cases() -> list[Case]:
    """Return the two species of the notebook."""
    days = [0, 1, 2, 3]
    return [
        Case("shown", args=[days, {"yeast": [10.0, 40.0, 160.0, 640.0], "algae": [5.0, 10.0, 20.0, 40.0]}])
    ]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return three other species, and other days."""
    days = sorted(int(day) for day in rng.choice(np.arange(30), size=6, replace=False))
    names = [str(name) for name in rng.choice(NAMES, size=3, replace=False)]
    rates = rng.choice([0.1, 0.2, 0.3, 0.4], size=3, replace=False)
    counts = {
        name: [round(float(rng.uniform(3, 20) * np.exp(rate * day)), 1) for day in days]
        for name, rate in zip(names, rates, strict=True)
    }
    return [Case("hidden 1", args=[days, counts])]


def reference(case: Case) -> tuple[Sequence[float], Counts]:
    """Return the days, and the counts of each species."""
    days, counts = case.args
    return days, counts


@check(points=1, form=True)
def test_draws_a_line_for_each_species(evidence: Answers, reference: tuple[Sequence[float], Counts]) -> None:
    """The figure has one panel, with one line for each species"""
    lines = _panel(evidence).lines
    if len(lines) != len(reference[1]):
        sentence = f"there are {len(lines)} lines for {len(reference[1])} species"
        raise Wrong(sentence, anywhere="there is not one line for each species", mistake="other_lines")


@check(points=2, gate=True, requires="draws_a_line_for_each_species")
def test_lines_show_the_counts(evidence: Answers, reference: tuple[Sequence[float], Counts]) -> None:
    """Each line leads through the counts of its species, over the days"""
    days, counts = reference
    named = _named(_panel(evidence), counts)
    for name, expected in counts.items():
        expect_equal(named[name][0], np.array(days, float), where=f"the days of {name}")
        expect_equal(named[name][1], np.array(expected), where=f"the line of {name}")


@check(points=1, form=True, requires="draws_a_line_for_each_species")
def test_the_legend_names_the_species(evidence: Answers, reference: tuple[Sequence[float], Counts]) -> None:
    """A legend names each species"""
    lacks = [name for name in reference[1] if name not in _panel(evidence).legend]
    if lacks:
        sentence = f"the legend does not name {lacks[0]}"
        raise Wrong(sentence, anywhere="the legend does not name each species", mistake="no_legend")


@check(points=1, form=True, requires="draws_a_line_for_each_species")
def test_counts_are_on_a_logarithmic_axis(evidence: Answers) -> None:
    """The axis of the counts is logarithmic, and that of the days is not"""
    if _panel(evidence).scales != ("linear", "log"):
        sentence = f"the scales are {' and '.join(_panel(evidence).scales)}"
        raise Wrong(sentence, anywhere="the scales are not those that were asked for", mistake="other_scales")


def _panel(evidence: Answers) -> Panel:
    panels = [panel for panel in evidence.figure.panels if panel.lines]
    if len(panels) != 1:
        sentence = f"{len(panels)} panels have lines in them"
        raise Wrong(sentence, anywhere="there is not one panel with lines", mistake="other_panels")
    return panels[0]


def _named(panel: Panel, counts: Counts) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return each line's points by its label; by the order of drawing if the labels name no species."""
    labels = [line.label for line in panel.lines]
    order = labels if set(labels) == set(counts) else list(counts)
    return {name: (line.x, line.y) for name, line in zip(order, panel.lines, strict=True)}
