"""Runs inside the student's process, after `reader`: serialises a figure as it was drawn.

Imports nothing of this project. Positions are in data coordinates unless a function says otherwise.
"""

import itertools
import math
import sys
from typing import Any

from nbverdict.evidence.reader import Arrays, Told, scalar, storable, text

MOST_PANELS, MOST_HEATMAPS, MOST_TICKS, MOST_BARS, MOST_NOTES = 16, 8, 600, 200, 100
MOST_CURVES, MOST_POINTS = 30, 5000  # lines of a panel, and points of one
MOST_PLACES = 600  # rows or columns of a map
MOST_ARRAYS = 180  # of a figure


def read_figure(figure: Any, arrays: Arrays) -> Told:
    """Read every axes except colour bars; positions are fractions of the figure."""
    axes = [one for one in figure.axes if one.get_visible() and not is_colour_bar(one)][:MOST_PANELS]
    try:
        figure.draw_without_rendering()  # runs the layout
    except Exception:  # without a layout, read the axes at their given positions
        pass
    legends = [shown for legend in figure.legends for shown in read_legend(legend)]
    return {
        "texts": [
            text(figure.get_suptitle()),
            text(figure.get_supxlabel()),
            text(figure.get_supylabel()),
            *legends,
        ],
        "panels": [read_panel(one, figure, arrays) for one in axes],
    }


def read_titles(axes: Any, figure: Any) -> list[str]:
    """Return an axes' titles, and the title of its subfigure if that holds nothing else."""
    own = [text(axes.get_title(loc=loc)) for loc in ("center", "left", "right")]
    part = axes.get_figure(root=False)
    alone = part is not figure and [one for one in part.axes if not is_colour_bar(one)] == [axes]
    return [*own, text(part.get_suptitle())] if alone else own


def is_colour_bar(axes: Any) -> bool:
    return getattr(getattr(axes, "_colorbar", None), "ax", None) is axes


def read_panel(axes: Any, figure: Any, arrays: Arrays) -> Told:
    box, whole = axes.bbox.bounds, figure.bbox.bounds
    found = sorted([*map_images(axes, arrays), *map_meshes(axes, arrays)], key=lambda pair: pair[0])
    return {
        "box": [box[0] / whole[2], box[1] / whole[3], box[2] / whole[2], box[3] / whole[3]],
        "view": [float(limit) for limit in (*axes.get_xlim(), *axes.get_ylim())],
        "scales": [text(axes.get_xscale()), text(axes.get_yscale())],
        "titles": read_titles(axes, figure),
        "x_label": text(axes.get_xlabel()),
        "y_label": text(axes.get_ylabel()),
        "x_ticks": read_ticks(axes, axes.xaxis),
        "y_ticks": read_ticks(axes, axes.yaxis),
        "legend": read_legend(axes.get_legend()),
        "heatmaps": [told for _, told in found][-MOST_HEATMAPS:],
        "bars": read_bars(axes),
        "lines": read_lines(axes, arrays),
        "points": read_points(axes, arrays),
        "notes": [text(note.get_text()) for note in filter(is_seen, axes.texts)][:MOST_NOTES],
    }


def read_ticks(axes: Any, axis: Any) -> Told:
    """Return position and text of each tick label, and whether the axis shows them."""
    labels = axis.get_majorticklabels()[:MOST_TICKS]
    places = axis.get_majorticklocs()[: len(labels)]
    ticks = axis.get_major_ticks(len(labels))
    shown = (
        axes.axison
        and axis.get_visible()
        and any(t.label1.get_visible() or t.label2.get_visible() for t in ticks)
    )
    return {
        "at": [float(place) for place in places],
        "texts": [text(label.get_text()) for label in labels],
        "shown": bool(shown),
    }


def read_legend(legend: Any) -> list[str]:
    if legend is None:
        return []
    return [
        text(legend.get_title().get_text()),
        *(text(t.get_text()) for t in legend.get_texts()[:MOST_TICKS]),
    ]


def map_images(axes: Any, arrays: Arrays) -> list[tuple[float, Told]]:
    """Read images whose values are still numbers, not colours."""
    found = []
    for image in filter(is_seen, axes.images):
        values = image.get_array()
        if values is None or values.ndim != 2 or max(values.shape) > MOST_PLACES:
            continue
        rows, columns = values.shape
        left, right, bottom, top = image.get_extent()
        if image.origin == "upper":
            bottom, top = top, bottom
        found.append(
            heatmap(image, values, centers(bottom, top, rows), centers(left, right, columns), arrays)
        )
    return found


def is_seen(drawn: Any) -> bool:
    alpha = drawn.get_alpha()
    return bool(drawn.get_visible() and (alpha is None or getattr(alpha, "ndim", 0) or alpha > 0))


def centers(first: float, last: float, count: int) -> list[float]:
    step = (last - first) / max(count, 1)
    return [float(first + step * (index + 0.5)) for index in range(count)]


def map_meshes(axes: Any, arrays: Arrays) -> list[tuple[float, Told]]:
    """Read pcolormesh, pcolor and seaborn's heatmap."""
    found = []
    for mesh in filter(is_seen, axes.collections):
        if not hasattr(mesh, "get_coordinates") or mesh.get_array() is None:
            continue
        corners = mesh.get_coordinates()
        rows, columns = corners.shape[0] - 1, corners.shape[1] - 1
        values = mesh.get_array()
        if values.size != rows * columns or max(rows, columns) > MOST_PLACES:
            continue
        across, down = corners[0, :, 0], corners[:, 0, 1]
        found.append(
            heatmap(
                mesh,
                values.reshape(rows, columns),
                [float(a + b) / 2 for a, b in itertools.pairwise(down)],
                [float(a + b) / 2 for a, b in itertools.pairwise(across)],
                arrays,
            )
        )
    return found


def heatmap(
    drawn: Any, values: Any, rows_at: list[float], columns_at: list[float], arrays: Arrays
) -> tuple[float, Told]:
    """Return a heatmap's z-order and its data."""
    import numpy as np

    low, high = drawn.get_clim()
    plain = np.ma.filled(values, math.nan) if values.dtype.kind == "f" else np.ma.getdata(values)
    arrays.append(storable(plain))
    told = {
        "values": len(arrays) - 1,
        "rows_at": rows_at,
        "columns_at": columns_at,
        "low": scalar(None if low is None else float(low)),
        "high": scalar(None if high is None else float(high)),
        "colours": text(f"{drawn.get_cmap().name} {type(drawn.norm).__name__}"),
    }
    return float(drawn.get_zorder()), told


def read_bars(axes: Any) -> list[Told]:
    """Return left, bottom, width and height of every bar, in data coordinates."""
    drawn = {id(patch) for patch in axes.patches if is_seen(patch)}
    groups = [group for group in axes.containers if hasattr(group, "patches")]
    bars = [(group, bar) for group in groups for bar in group.patches if id(bar) in drawn]
    return [
        {
            "box": [float(bar.get_x()), float(bar.get_y()), float(bar.get_width()), float(bar.get_height())],
            "upright": getattr(group, "orientation", "vertical") != "horizontal",
        }
        for group, bar in bars[:MOST_BARS]
    ]


def read_lines(axes: Any, arrays: Arrays) -> list[Told]:
    """Read every line, joined or not, in the order in which they were drawn."""
    lines = list(filter(is_seen, axes.lines))[:MOST_CURVES]
    return [
        curve(line.get_xdata(orig=False), line.get_ydata(orig=False), line, arrays)
        | {"style": text(line.get_linestyle()), "marker": text(line.get_marker())}
        for line in lines
        if len(arrays) < MOST_ARRAYS
    ]


def read_points(axes: Any, arrays: Arrays) -> list[Told]:
    """Read the points of every scatter plot."""
    from matplotlib.collections import PathCollection

    drawn = [one for one in axes.collections if isinstance(one, PathCollection) and is_seen(one)]
    found = []
    for one in drawn[:MOST_CURVES]:
        offsets: Any = one.get_offsets()
        if len(arrays) < MOST_ARRAYS:
            told = curve(offsets[:, 0], offsets[:, 1], one, arrays)
            found.append({**told, "style": "None", "marker": "o"})
    return found


def curve(x: Any, y: Any, drawn: Any, arrays: Arrays) -> Told:
    """Return points as two rows of numbers, nan where one is masked, and their label."""
    import numpy as np

    both = [np.ma.filled(np.ma.asarray(one, dtype=np.float64), math.nan) for one in (x, y)]
    arrays.append(storable(np.stack([one[:MOST_POINTS] for one in both])))
    return {"at": len(arrays) - 1, "count": len(both[0]), "label": text(drawn.get_label())}


def close_figures() -> None:
    if "matplotlib.pyplot" in sys.modules:
        try:
            sys.modules["matplotlib.pyplot"].close("all")
        except Exception:  # pyplot may have been replaced: open figures then only cost the process memory
            pass
