"""What a drawing costs is what a browser does for it, and not how many letters it has."""

import io
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from nbverdict.cleaning.drawing import read_drawing
from nbverdict.cleaning.drawing_cost import MOST_DRAWN, cost_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000">{}</svg>'
FULL = '<rect width="1000" height="1000" {}/>'
ZIGZAG = "M0 0" + "".join(f"L{k * 7919 % 1000} {k * 104729 % 1000}" for k in range(1000))
NAMES = ("m1", "m:1", "m%31", "m.1")


def cost(inside: str) -> int:
    """Return what a drawing with these elements costs."""
    drawing = read_drawing(SVG.format(inside))
    assert drawing is not None
    return cost_of(drawing)


def often(inside: str, levels: int = 4) -> str:
    """Return what draws an element ten times at each level."""
    groups = (f'<g id="u{k + 1}">' + f'<use href="#u{k}"/>' * 10 + "</g>" for k in range(levels))
    return f'<defs><g id="u0">{inside}</g>{"".join(groups)}</defs><use href="#u{levels}"/>'


@pytest.mark.parametrize(
    "costly",
    [
        often(FULL.format('fill="red" opacity=".5"')),
        often('<g opacity=".5"><circle cx="500" cy="500" r="500"/></g>'),
        often('<text font-size="900">WWWWWWWWWW</text>'),
        often(f'<path fill="none" stroke-width="300" d="{ZIGZAG}"/>', 3),
        often('<g transform="scale(1000)"><rect width="1" height="1"/></g>'),
        often('<svg viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'),
        f'<path style="fill: none; stroke-width: 300" d="{ZIGZAG * 60}"/>',
    ],
    ids=["fills", "layers", "letters", "wide lines", "enlarged", "another box", "one wide line"],
)
def test_what_is_covered_again_and_again_costs(costly: str) -> None:
    """A browser takes about a millisecond for each time that it covers the whole drawing."""
    assert cost(costly) > MOST_DRAWN


@pytest.mark.parametrize("name", NAMES)
def test_a_reference_of_any_name_is_followed(name: str) -> None:
    """Whatever letters it has, and however they are written."""
    spelled = name.replace("%31", "1")
    marker = f'<marker id="{spelled}">{FULL.format("") * 100}</marker>'
    for shown in (f"url(#{name})", f"url(#{name} )"):
        assert cost(f'{marker}<path marker-mid="{shown}" d="M0 0L1 1L2 2"/>') > 300, shown


@pytest.mark.parametrize("number", ["1e200", "1e308", "1e999", "-1e999"])
def test_a_number_beyond_all_costs_more_than_a_drawing_may(number: str) -> None:
    """It ends nothing."""
    for size in ("5", "0", number):
        shape = f'<rect width="{size}" height="{size}"/>'
        assert cost(f'<g transform="scale({number})">{shape}{shape}</g>') > MOST_DRAWN


def test_what_is_only_referred_to_is_not_drawn() -> None:
    """Glyphs and markers that a figure defines cost nothing by themselves."""
    assert cost(f"<defs>{FULL.format('') * 900}</defs>") < 10


def test_many_references_to_many_of_one_name_are_counted_at_once() -> None:
    """Our own counter takes no longer than a browser."""
    many = '<g id="a"/>' * 5_000 + '<g fill="' + "url(#a)" * 50_000 + '"/>'

    assert cost(many) > 5_000


def lines() -> Figure:
    """Draw a hundred lines."""
    figure, axes = plt.subplots()
    axes.plot(np.random.default_rng(0).random((50, 100)))
    return figure


def points() -> Figure:
    """Draw ten thousand transparent points."""
    figure, axes = plt.subplots()
    axes.scatter(*np.random.default_rng(0).random((2, 10_000)), alpha=0.5)
    return figure


def bars() -> Figure:
    """Draw hatched bars and a table of colours in four axes."""
    figure, axes = plt.subplots(2, 2)
    axes[0, 0].bar(range(40), range(40), hatch="//", alpha=0.4)
    axes[0, 1].hist(np.arange(500), bins=200)
    axes[1, 0].pcolormesh(np.arange(3600).reshape(60, 60))
    axes[1, 1].contourf(np.arange(2500).reshape(50, 50) ** 0.5)
    return figure


@pytest.mark.parametrize(("draw", "most"), [(lines, 5_000), (points, 60_000), (bars, 60_000)])
def test_a_figure_of_matplotlib_costs_a_part_of_what_a_notebook_may(
    draw: Callable[[], Figure], most: int
) -> None:
    """Each of its shapes is small."""
    made = io.StringIO()
    figure = draw()
    figure.savefig(made, format="svg")
    plt.close(figure)
    drawing = read_drawing(made.getvalue())
    assert drawing is not None

    assert 500 < cost_of(drawing) < most
