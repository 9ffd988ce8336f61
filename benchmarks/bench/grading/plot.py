"""The plot of time against the size of the class."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.bench.grading.rows import OURS, STOCK, Row, RunRow

MARGIN = 1.05


def draw(rows: Sequence[Row], path: Path) -> None:
    """Draw what both sides took; where stock was not run, its slope goes on as a dashed line."""
    from matplotlib.figure import Figure

    ours, stock = points(rows, OURS), points(rows, STOCK)
    figure = Figure(figsize=(7, 4.2), dpi=130, layout="constrained")
    axes = figure.add_subplot()
    slope, start = np.polyfit(*zip(*stock, strict=True), 1)
    sizes = (stock[-1][0], ours[-1][0])
    axes.plot(*zip(*stock, strict=True), "o-", color="tab:red", label="stock nbgrader, measured")
    axes.plot(
        sizes, [start + slope * size for size in sizes], "--", color="tab:red", label="its slope, drawn on"
    )
    axes.plot(*zip(*ours, strict=True), "o-", color="tab:blue", label="nbverdict grade, measured")
    axes.set(xlabel="submissions in the class", ylabel="wall time (s)", title=title(ours, float(slope)))
    axes.set(xlim=(0, ours[-1][0] * MARGIN), ylim=(0, None))
    axes.legend()
    figure.savefig(path)


def points(rows: Sequence[Row], what: str) -> list[tuple[int, float]]:
    """Return size and seconds of each run of the challenges alone, the smallest class first."""
    runs = (row for row in rows if isinstance(row, RunRow) and row.what == what and not row.whole)
    return sorted((row.submissions, row.seconds) for row in runs)


def title(ours: Sequence[tuple[int, float]], stock_slope: float) -> str:
    """Say what the plot shows."""
    slope = float(np.polyfit(*zip(*ours, strict=True), 1)[0])
    return f"A submission takes {slope:.1f} s with nbverdict grade, {stock_slope:.1f} s with stock nbgrader"
