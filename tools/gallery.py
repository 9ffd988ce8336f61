"""`python -m tools.gallery`: draws figures in every public way, and writes what is read of each into docs/.

`tests/tools/test_gallery.py` reads them again, and compares with the page.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd

from graders.models.cache import PROJECT
from nbverdict.evidence.plots import read_figure

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle

PAGE, PICTURES = PROJECT / "docs" / "figures.md", PROJECT / "docs" / "images" / "gallery"
NAMES, VALUES = ["a", "b", "c"], [3.0, 1.0, 2.0]
MAP = np.arange(9.0).reshape(3, 3)
SIZE, DPI = (2.6, 2.0), 60
MOST = 3  # of what is read, for the page
DRAWINGS: dict[str, Callable[[Any], None]] = {}
HEAD = """\
# Figures: what is read, whichever function drew them

A check reads a figure as a reader sees it: bars by position and length, maps by the values of their cells.
Lines and points count by their coordinates, labels where they stand.
Figures of other libraries, such as plotly or Altair, are not read.
A student who returns one is asked for the figure that matplotlib drew.
This page is written by `python -m tools.gallery`; a test draws each figure again and compares.

| drawn with | figure | read |
| --- | --- | --- |
"""


def drawing(code: str) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Register a function that draws into axes; `code` is what the page calls it."""

    def registered(draw: Callable[[Any], None]) -> Callable[[Any], None]:
        DRAWINGS[code] = draw
        return draw

    return registered


def rectangles() -> list[Rectangle]:
    """Return the bars of `VALUES` as rectangles."""
    return [Rectangle((place - 0.4, 0), 0.8, value) for place, value in enumerate(VALUES)]


@drawing("`bar` of categories")
def _(axes: Any) -> None:
    axes.bar(NAMES, VALUES)


@drawing("`barh`")
def _(axes: Any) -> None:
    axes.barh(NAMES, VALUES)


@drawing("`add_patch(Rectangle(…))`")
def _(axes: Any) -> None:
    for one in rectangles():
        axes.add_patch(one)
    axes.set_xticks(range(3), NAMES)
    axes.autoscale_view()


@drawing("`PatchCollection`")
def _(axes: Any) -> None:
    axes.add_collection(PatchCollection(rectangles()))
    axes.set_xticks(range(3), NAMES)
    axes.autoscale_view()


@drawing("`broken_barh`")
def _(axes: Any) -> None:
    for place, value in enumerate(VALUES):
        axes.broken_barh([(0, value)], (place - 0.4, 0.8))
    axes.set_yticks(range(3), NAMES)


@drawing("`Series.plot.bar` of pandas")
def _(axes: Any) -> None:
    pd.Series(VALUES, index=NAMES).plot.bar(ax=axes)


@drawing("`bar` on a logarithmic axis")
def _(axes: Any) -> None:
    axes.bar(NAMES, [1, 10, 100])
    axes.set_yscale("log")


@drawing("`bar` of dates")
def _(axes: Any) -> None:
    axes.bar(pd.to_datetime(["2026-01-01", "2026-01-02", "2026-01-03"]), VALUES, width=0.8)
    axes.set_xticks(axes.get_xticks()[:2])


@drawing("`imshow`")
def _(axes: Any) -> None:
    axes.imshow(MAP)
    axes.set_xticks(range(3), NAMES)
    axes.set_yticks(range(3), NAMES)


@drawing("`imshow` with an extent")
def _(axes: Any) -> None:
    axes.imshow(MAP, extent=(0, 30, 0, 30), origin="lower")
    axes.set_xticks([5, 15, 25], NAMES)
    axes.set_yticks([5, 15, 25], NAMES)


@drawing("labels on minor ticks")
def _(axes: Any) -> None:
    axes.imshow(MAP)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks([-0.5, 0.5, 1.5, 2.5], labels=[])
        axis.set_ticks(range(3), labels=NAMES, minor=True)


@drawing("`pcolormesh`")
def _(axes: Any) -> None:
    axes.pcolormesh(MAP)
    axes.set_xticks([0.5, 1.5, 2.5], NAMES)
    axes.set_yticks([0.5, 1.5, 2.5], NAMES)
    axes.invert_yaxis()


@drawing("labels on a secondary axis")
def _(axes: Any) -> None:
    axes.imshow(MAP)
    axes.set_xticks([])
    axes.secondary_xaxis("top").set_xticks(range(3), labels=NAMES)


@drawing("`plot` with `symlog`")
def _(axes: Any) -> None:
    axes.plot([0, 1, 2], [-10, 0, 10], label="a line")
    axes.set_yscale("symlog")
    axes.legend()


@drawing("`scatter`")
def _(axes: Any) -> None:
    axes.scatter([0, 1, 2], VALUES, label="points")


@drawing("a twin axis")
def _(axes: Any) -> None:
    axes.bar(NAMES, VALUES)
    axes.twinx().plot([0, 1, 2], [9, 8, 7], color="black")


def read(draw: Callable[[Any], None]) -> tuple[Any, list[str]]:
    """Return a figure, and in words what is read of it."""
    figure, axes = plt.subplots(figsize=SIZE, dpi=DPI, layout="constrained")
    draw(axes)
    arrays: list[Any] = []
    panels = read_figure(figure, arrays)["panels"]
    return figure, [line for panel in panels for line in _words(panel, arrays)]


def _words(panel: Mapping[str, Any], arrays: list[Any]) -> list[str]:
    """Return what is read of one panel."""
    words = []
    if bars := panel["bars"]:
        lengths = [round(one["box"][3 if one["upright"] else 2], 6) for one in bars[:MOST]]
        way = "upright" if bars[0]["upright"] else "lying"
        words.append(f"{way} bars of {_numbers(lengths)}")
    for one in panel["heatmaps"]:
        first = arrays[one["values"]][0]
        words.append(f"a map whose first row is {_numbers(first)}")
    curves = [
        (name, one) for kind, name in (("lines", "a line"), ("points", "points")) for one in panel[kind]
    ]
    words += [f"{name} at height {_numbers(arrays[one['at']][1])}" for name, one in curves]
    for axis in ("x", "y"):
        told = [label for label in panel[f"{axis}_ticks"]["texts"] if label]
        if told[:MOST] == NAMES:
            words.append(f"{axis} labels {', '.join(told[:MOST])}")
    scales = [scale for scale in panel["scales"] if scale != "linear"]
    return [*words, *(f"a {scale} axis" for scale in scales)]


def _numbers(values: Any) -> str:
    return ", ".join(f"{value:g}" for value in values[:MOST])


def write(page: Path = PAGE, pictures: Path = PICTURES) -> None:
    """Draw all, and write the page."""
    pictures.mkdir(parents=True, exist_ok=True)
    rows = []
    for number, (code, draw) in enumerate(DRAWINGS.items(), 1):
        figure, words = read(draw)
        figure.savefig(pictures / f"{number:02}.png", metadata={"Software": None})
        plt.close(figure)
        alt = f"A figure drawn with {code.replace('`', '')}"
        rows.append(f"| {code} | ![{alt}](images/gallery/{number:02}.png) | {'; '.join(words)} |")
    page.write_text(HEAD + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    write()
