"""Changes to what a grid of heatmaps should show, from which its known mistakes are made."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from graders.shared.attention import Attention, Grid
from nbverdict import Case
from nbverdict.authoring.mistake import Made, as_it_is

Change = Callable[[Case, Grid], Made]


def both_calls(change: Callable[[Grid], Grid], grid: Grid) -> Grid:
    """Change what both calls of a case should show."""
    again = grid.again and change(grid.again)
    return replace(change(grid), again=again)


def to_grids(change: Callable[[Grid], Grid]) -> Change:
    """Return what changes the grid of each call."""
    return as_it_is(lambda grid: both_calls(change, grid))


def to_maps(change: Callable[[np.ndarray], np.ndarray]) -> Change:
    """Return what changes the mean maps, (layers, queries, keys), to others of any size."""
    return to_grids(lambda grid: replace(grid, maps=change(grid.maps)))


def to_heads(change: Callable[[Attention], np.ndarray]) -> Change:
    """Return what puts another summary of the heads in the place of their mean."""
    return to_grids(lambda grid: replace(grid, maps=change(grid.heads)))


def to_layers(order: Callable[[int, Sequence[int]], Sequence[int]]) -> Change:
    """Return what shows other layers: `order(depth, asked)` names one from 0 for each of the model."""

    def moved(grid: Grid) -> Grid:
        places = list(order(len(grid.maps), grid.layers))
        heads = Attention(grid.heads.scores[places], grid.heads.weights[places])
        return replace(grid, maps=grid.maps[places], heads=heads)

    return to_grids(moved)


def to_labels(change: Callable[[Sequence[str]], Sequence[str]]) -> Change:
    """Return what puts other labels at the rows and columns: from the first on, and none where they end."""

    def relabelled(grid: Grid) -> Grid:
        size = len(grid.tokens)
        return replace(grid, tokens=tuple([*change(grid.tokens), *[""] * size][:size]))

    return to_grids(relabelled)
