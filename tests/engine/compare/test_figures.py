"""Figures as they were drawn: layout, titles, labels and scales."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure as Drawn

from nbverdict.compare.figures import heat_panels, is_two_by_two, labels_at, scale_fault, titled_layer
from nbverdict.compare.panels import Figure, Ticks
from nbverdict.evidence import plots

VALUES = np.arange(6.0).reshape(2, 3)


def read(figure: Drawn) -> Figure:
    """Return a figure as the collector reads it and the decoder takes it."""
    arrays: list[Any] = []
    told = plots.read_figure(figure, arrays)
    plt.close(figure)
    return Figure.model_validate(told, context=dict(enumerate(arrays)), strict=False)


def grid(rows: int, columns: int) -> Figure:
    """Return a figure with a heatmap in each place of a grid."""
    figure, axes = plt.subplots(rows, columns, squeeze=False)
    for one in axes.flat:
        one.imshow(VALUES)
    return read(figure)


@pytest.mark.parametrize(
    ("rows", "columns", "square"), [(2, 2, True), (1, 4, False), (4, 1, False), (2, 3, False)]
)
def test_a_layout_is_read_from_where_panels_stand(rows: int, columns: int, square: bool) -> None:  # noqa: FBT001 - a row
    """Two rows of two are two rows of two."""
    assert is_two_by_two(heat_panels(grid(rows, columns))) is square


@pytest.mark.parametrize(
    ("title", "layer"),
    [
        ("Layer 4", 4),
        ("mean over 12 heads, layer-4", 4),
        ("4", 4),
        ("Attention: layer no. 8 of 12", 8),
        ("Head mean, L12", 12),
        ("12 heads, Layer 1", 1),
        ("Map A", None),
    ],
)
def test_a_title_names_its_layer(title: str, layer: int | None) -> None:
    """The number behind the word layer counts before any other."""
    figure, axes = plt.subplots()
    axes.imshow(VALUES)
    axes.set_title(title)

    assert titled_layer(read(figure).panels[0], (1, 4, 8, 12)) == layer


def test_one_array_reads_the_same_however_it_was_drawn() -> None:
    """Images and meshes, upright or upside down, give the same matrix for the same labels."""
    rows, columns = ["a", "b"], ["x", "y", "z"]
    figure, axes = plt.subplots(1, 3)
    axes[0].imshow(VALUES)
    axes[1].imshow(VALUES[::-1], origin="lower", extent=(0, 3, 0, 2))
    axes[2].pcolormesh(VALUES)
    for one, shift, ticks in ((axes[0], 0.0, rows), (axes[1], 0.5, rows[::-1]), (axes[2], 0.5, rows)):
        one.set_xticks(np.arange(3) + shift, columns)
        one.set_yticks(np.arange(2) + shift, ticks)
    panels = heat_panels(read(figure))

    for panel in panels:
        assert panel.x_labels == ("x", "y", "z")
        assert sorted(panel.y_labels) == rows
    assert np.array_equal(panels[0].heatmap.values, VALUES)
    assert np.array_equal(panels[1].heatmap.values[::-1], VALUES)
    assert np.array_equal(panels[2].heatmap.values, VALUES)


def test_colour_bars_are_no_panels() -> None:
    """A colour bar is left out, whichever way it was added."""
    figure, axes = plt.subplots(2, 2)
    for one in axes.flat:
        figure.colorbar(one.imshow(VALUES), ax=one)

    assert len(read(figure).panels) == 4


def test_an_image_of_colours_is_no_heatmap() -> None:
    """Where values were turned into colours there is nothing to compare."""
    figure, axes = plt.subplots()
    axes.imshow(np.zeros((2, 3, 4)))

    assert heat_panels(read(figure)) == ()


def test_scales_must_be_equal_and_cover_every_value() -> None:
    """Equal limits that cut values off are no common scale."""
    for limits, fine in (((0, 5), True), ((0, 9), True), ((0, 4), False)):
        figure, axes = plt.subplots(1, 2)
        for one in axes:
            one.imshow(VALUES, vmin=limits[0], vmax=limits[1])
        assert (not scale_fault(heat_panels(read(figure)))) is fine


def test_a_label_belongs_to_the_place_it_stands_at() -> None:
    """Labels between two places, or thinned out, leave places without one."""
    ticks = Ticks(at=(0.0, 2.0, 2.5), texts=("a", "c", "far"), shown=True)

    assert labels_at((0.0, 1.0, 2.0), ticks) == ("a", "", "c")
    assert labels_at((0.0, 1.0), None) == ("", "")


def test_what_is_not_seen_is_not_read() -> None:
    """Hidden axes, transparent maps and maps beneath another decide nothing."""
    figure, axes = plt.subplots(1, 3)
    axes[0].imshow(VALUES)
    axes[0].set_visible(False)
    axes[1].imshow(VALUES, alpha=0)
    axes[2].imshow(VALUES * 0, zorder=9)
    axes[2].pcolormesh(VALUES, zorder=-9)
    [panel] = heat_panels(read(figure))

    assert not panel.heatmap.values.any()


def test_colours_must_be_the_same() -> None:
    """Four colour maps are not one scale."""
    figure, axes = plt.subplots(1, 2)
    for one, name in zip(axes, ("viridis", "magma"), strict=True):
        one.imshow(VALUES, vmin=0, vmax=5, cmap=name)

    assert scale_fault(heat_panels(read(figure)))


@pytest.mark.parametrize(
    ("first", "second", "fault"),
    [
        ({"vmin": 0, "vmax": 5}, {"vmin": 0, "vmax": 5}, ""),
        ({"cmap": "magma"}, {"cmap": "viridis"}, "have different colours"),
        ({"vmin": 0, "vmax": 5}, {"vmin": 0, "vmax": 6}, "limits of its own"),
        ({"vmin": 0, "vmax": 4}, {"vmin": 0, "vmax": 4}, "beyond the limits"),
    ],
)
def test_what_keeps_colours_from_being_compared_is_named(
    first: dict[str, Any], second: dict[str, Any], fault: str
) -> None:
    """The one thing that is to be changed, not all that there might be."""
    figure, axes = plt.subplots(1, 2)
    for one, how in zip(axes, (first, second), strict=True):
        one.imshow(VALUES, **how)
    found = scale_fault(heat_panels(read(figure)))

    assert fault in found
    assert bool(fault) == bool(found)


def test_a_map_that_is_cut_off_is_not_in_view() -> None:
    """What lies outside the axes' limits nobody sees."""
    figure, axes = plt.subplots()
    axes.imshow(VALUES)
    axes.set_xlim(0.6, 2.5)

    assert not heat_panels(read(figure))[0].is_in_view


def test_panels_on_top_of_each_other_are_no_grid() -> None:
    """Two rows of two stand beside each other."""
    figure = plt.figure()
    for left, bottom in ((0, 0), (0.01, 0), (0, 0.01), (0.01, 0.01)):
        figure.add_axes((left, bottom, 0.8, 0.8)).imshow(VALUES)

    assert not is_two_by_two(heat_panels(read(figure)))
