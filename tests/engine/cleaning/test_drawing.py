"""A drawing keeps what it shows, and nothing that costs a browser more than its shapes."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nbverdict.cleaning.drawing import read_drawing, written
from nbverdict.cleaning.drawing_cost import MOST_DRAWN, cost_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600">{}</svg>'
RECT = '<rect width="5" height="5" fill="red"/>'
CURVE = '<path d="M0 0C800 600 0 600 800 0"/>'


def cleaned(inside: str) -> str:
    """Return what is left of a drawing with these elements."""
    drawing = read_drawing(SVG.format(inside))
    assert drawing is not None
    return written(drawing)


def count(inside: str) -> int:
    """Return the shapes of a drawing with these elements."""
    drawing = read_drawing(SVG.format(inside))
    assert drawing is not None
    return cost_of(drawing)


@pytest.mark.parametrize(
    "costly",
    [
        "filter:blur(200px)",
        "mix-blend-mode:multiply",
        "backdrop-filter:blur(9px)",
        "mask:url(#m)",
        "will-change:x",
    ],
)
def test_what_is_computed_for_each_pixel_is_left_out(costly: str) -> None:
    """As an attribute and in a style; what the style says besides stays."""
    name, value = costly.split(":")

    assert name not in cleaned(f'<g style="fill:red;{costly}">{RECT}</g><g {name}="{value}">{RECT}</g>')
    assert "fill: red" in cleaned(f'<g style="fill:red;{costly}">{RECT}</g>')


def test_what_a_group_is_painted_with_counts_for_all_below_it() -> None:
    """A pattern for each element, a marker for each corner of their lines; `use` draws what it names."""
    pattern = f'<pattern id="p" width="1" height="1">{RECT * 100}</pattern>'
    marker = f'<marker id="m">{RECT * 100}</marker>'
    lines = '<path d="M0 0l1 1l1 1l1 1l1 1"/>' * 20

    assert count(f'{pattern}<g fill="url(#p)">{RECT * 50}</g>') > 5_000
    assert count(f'{marker}<g marker-mid="url(#m)">{lines}</g>') > 20 * 4 * 100
    assert count(f'{marker}<g style="marker-mid:url(#m)">{lines}</g>') > 20 * 4 * 100
    assert count(f'{pattern}<g id="g">{RECT * 50}</g><use href="#g" fill="url(#p)"/>') > 5_000
    assert count('<g id="a"><use href="#a"/></g>') > MOST_DRAWN


@pytest.mark.parametrize(
    ("dashed", "stays"),
    [
        (f'<g stroke-dasharray="5.5 2.4">{CURVE * 20}</g>', True),
        (f'<g stroke-dasharray=".001 .001">{CURVE * 20}</g>', False),
        (f'<g style="stroke-dasharray:.001">{CURVE * 20}</g>', False),
        (f'<g stroke-dasharray="1">{CURVE * 2000}</g>', False),
        ('<path stroke-dasharray="1" d="M0 0L1e9 0"/>', False),
        ('<path stroke-dasharray="1" d="M0 0h9e8"/>', False),
        (f'<g id="g">{CURVE}</g><g stroke-dasharray="5"><use href="#g"/></g>', False),
    ],
)
def test_a_drawing_with_too_many_dashes_is_solid(dashed: str, stays: bool) -> None:  # noqa: FBT001
    """A browser draws each of them; a usual grid has a few thousand."""
    assert ("stroke-dasharray" in cleaned(dashed)) is stays
    assert "path" in cleaned(dashed)


def test_elements_within_elements_have_an_end() -> None:
    """Each may be a layer of its own."""
    assert cleaned('<g opacity=".5">' * 60 + RECT + "</g>" * 60).count("opacity") < 60


def test_a_figure_of_matplotlib_stays_as_it_is() -> None:
    """Lines, dashes, markers, hatches, pictures' frames and texts."""
    figure, axes = plt.subplots(2, 2)
    axes[0, 0].plot(np.sin(np.arange(1000) / 50), "--")
    axes[0, 0].grid(linestyle=":")
    axes[0, 1].scatter(range(300), range(300))
    axes[1, 0].bar([1, 2], [3, 4], hatch="//")
    made = io.StringIO()
    figure.savefig(made, format="svg")
    plt.close(figure)
    drawing = read_drawing(made.getvalue())
    assert drawing is not None
    left = written(drawing)

    for part in ("stroke-dasharray", "clip-path", "url(#", "href", "<path", "transform"):
        assert left.count(part) == made.getvalue().count(part), part
