"""What goes wrong when growth is drawn."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np

from nbverdict import mistake

Right = tuple[Sequence[float], Mapping[str, Sequence[float]]]


@mistake(costs="lines_show_the_counts")
def logarithms_drawn(right: Right) -> Right:
    """The lines show logarithms of the counts. Draw the counts, and let the axis be logarithmic."""
    days, counts = right
    return days, {name: np.log10(held).tolist() for name, held in counts.items()}


@mistake(costs="lines_show_the_counts")
def places_for_days(right: Right) -> Right:
    """The points stand at 0, 1, 2 and so on. Pass the days as well: `axes.plot(days, values)`."""
    days, counts = right
    return list(range(len(days))), counts


@mistake(costs="lines_show_the_counts")
def counts_added_up(right: Right) -> Right:
    """The lines show how many there have been altogether. Draw the counts as they are."""
    days, counts = right
    return days, {name: list(accumulate(held)) for name, held in counts.items()}
