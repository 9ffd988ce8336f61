"""The plot: for each tolerance, honest computations and the nearest mistakes on both sides of it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tools.calibrate.measured import Measured, bound, tolerances
from tools.calibrate.page import NEAREST

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SMALLEST, LARGEST = 1e-8, 30.0  # what deviates by less has no lane
LANE, MARGIN = 0.19, 1.6  # inches
HONEST, MISTAKE = "tab:blue", "tab:red"

Lane = tuple[str, Sequence[float], str]  # a label, deviations, a colour


def draw(measured: Measured, path: Path) -> None:
    """Draw a row for each tolerance: a lane for each honest kind and each of the nearest mistakes."""
    from matplotlib.figure import Figure

    every = {name: list(lanes(measured, name)) for name in tolerances()}
    heights = [len(own) + 1 for own in every.values()]
    figure = Figure(figsize=(9, LANE * sum(heights) + MARGIN), dpi=130, layout="constrained")
    grid = figure.subplots(len(every), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights})
    for axes, (name, own) in zip(grid.flat, every.items(), strict=True):
        _draw_row(axes, name, own)
    grid.flat[-1].set(xlabel="deviation of the worst value (absolute; relative where the tolerance is)")
    figure.suptitle("Where each tolerance lies between honest computations and known mistakes")
    figure.legend(handles=_handles(), loc="outside lower center", ncols=3, frameon=False)
    figure.savefig(path)


def lanes(measured: Measured, name: str) -> Iterator[Lane]:
    """Yield a lane for each honest kind, then for each of the nearest mistakes."""
    for rows in measured.kinds(name):
        shown = [row.deviation for row in rows if row.deviation >= SMALLEST]
        if shown:
            yield rows[0].what, shown, HONEST
    for row in measured.nearest(name)[:NEAREST]:
        yield row.what, np.clip(row.deviations, SMALLEST, LARGEST / 2).tolist(), MISTAKE


def _draw_row(axes: "Axes", name: str, own: Sequence[Lane]) -> None:
    """Draw one tolerance as a line, and its lanes from above."""
    allowed = bound(tolerances()[name])
    for place, (_, deviations, colour) in enumerate(own):
        axes.plot(deviations, [place] * len(deviations), "o", color=colour, markersize=3.5, alpha=0.5)
    axes.axvline(allowed, color="black", linewidth=1.5)
    axes.set(xscale="log", xlim=(SMALLEST, LARGEST), ylim=(len(own) - 0.4, -0.6))
    axes.set_yticks(range(len(own)), [label for label, _, _ in own], fontsize=8)
    for tick, (_, _, colour) in zip(axes.get_yticklabels(), own, strict=True):
        tick.set_color(colour)
    axes.set_title(f"{name} = {allowed:g}", loc="left", fontsize=10)
    axes.grid(axis="x", alpha=0.3)


def _handles() -> list[Any]:
    """Return what the legend shows."""
    from matplotlib.lines import Line2D

    dots = {"an honest computation of a case": HONEST, "a mistake in a case": MISTAKE}
    lines = [
        Line2D([], [], marker="o", linestyle="", color=colour, label=label) for label, colour in dots.items()
    ]
    return [*lines, Line2D([], [], color="black", label="the tolerance")]
