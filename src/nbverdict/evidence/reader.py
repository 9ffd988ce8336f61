"""Runs inside the student's process, before `collector`: reads what a function returned into plain data.

Imports nothing of this project. What is told is numbers, texts and arrays, never a judgement.
"""

import decimal
import itertools
import math
import numbers
import re
import sys
from collections.abc import Mapping
from typing import Any

Told = dict[str, Any]  # what is told of one thing, ready for JSON
Arrays = list[Any]  # collected beside the JSON, which names them by number
LONGEST_TEXT = 300
MOST_ROWS, MOST_COLUMNS, MOST_PANELS, MOST_HEATMAPS, MOST_TICKS, MOST_BARS = 100, 40, 16, 8, 600, 200
MOST_ENTRIES = 40  # of a dictionary or a list
MOST_PLACES = 600  # rows or columns of a matrix
WIDEST = 8  # bytes of a number that safetensors holds
HOME = "models"  # stands for the temporary folder wherever its path would be told


def read(value: Any, folder: str, arrays: Arrays) -> Told:
    """Read a table, a figure, a dictionary, a matrix or some values; of anything else only the type."""
    import pandas as pd
    from matplotlib.figure import Figure

    kind = type(value)  # `isinstance` would believe what an object says of its class
    if issubclass(kind, pd.DataFrame):
        return {"table": read_table(value, folder)}
    if issubclass(kind, Figure):
        return {"figure": read_figure(value, arrays)}
    if issubclass(kind, (Mapping, pd.Series)):
        entries = list(itertools.islice(value.items(), MOST_ENTRIES))
        told = {"record": [[text(key), scalar(held)] for key, held in entries]}
        return told if issubclass(kind, Mapping) else {**told, "values": [held for _, held in told["record"]]}
    return read_values(value, arrays)


def read_values(value: Any, arrays: Arrays) -> Told:
    """Read rows of numbers as a matrix, and what a list or a vector holds; a list of rows is told as both."""
    told: Told = {}
    matrix = as_array(value)
    if matrix is not None and matrix.ndim == 2 and max(matrix.shape) <= MOST_PLACES:
        arrays.append(matrix)
        told["matrix"] = len(arrays) - 1
    if issubclass(type(value), (tuple, list)) or (matrix is not None and matrix.ndim == 1):
        told["values"] = [scalar(held) for held in itertools.islice(value, MOST_ENTRIES)]
    return told


def as_array(value: Any) -> Any:
    """Return a tensor, an array or rows of numbers as an array, or None where it is none."""
    import numpy as np

    try:
        if hasattr(value, "detach"):
            value = value.detach().cpu()
            value = (value.float() if value.is_floating_point() else value).numpy()
        rows = as_rows(value) if issubclass(type(value), (tuple, list)) else None
        if rows is None and not isinstance(value, np.ndarray):
            return None
        array = np.asarray(value if rows is None else rows)
    except (ArithmeticError, AttributeError, RuntimeError, TypeError, ValueError):
        return None  # no dense array of numbers can be made of it
    return storable(array) if array.dtype.kind in "fiub" else None


def as_rows(value: Any) -> Any:
    """Return a list of rows, each a list of plain numbers, or None where it is none."""
    rows = [row.tolist() if hasattr(row, "tolist") else row for row in value[: MOST_PLACES + 1]]
    if not rows or not all(isinstance(row, (list, tuple)) for row in rows):
        return None
    return [[one.item() if hasattr(one, "item") else one for one in row[: MOST_PLACES + 1]] for row in rows]


def storable(array: Any) -> Any:
    """Return an array that safetensors can hold: its rows in memory order, and no wider than 64 bits."""
    import numpy as np

    wide = array.dtype.kind == "f" and array.dtype.itemsize > WIDEST
    return np.ascontiguousarray(array.astype(np.float64) if wide else array)


def read_table(table: Any, folder: str) -> Told:
    shown = table.iloc[:MOST_ROWS, :MOST_COLUMNS]
    rows = [[scalar(value, folder) for value in row] for row in shown.itertuples(index=False, name=None)]
    return {
        "columns": [text(label) for label in shown.columns],
        "rows": rows,
        "index": [scalar(label, folder) for label in shown.index],
        "length": len(table),
    }


def scalar(value: Any, folder: str = "") -> Any:
    """Return a JSON scalar; numbers that JSON lacks, and other types, are named."""
    try:
        plain = value.item() if hasattr(value, "item") and tuple(value.shape) in ((), (1,)) else value
        return plain_scalar(plain, folder)
    except (ArithmeticError, RuntimeError, TypeError, ValueError):  # it is called a number and is none
        return other(value)


def plain_scalar(value: Any, folder: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text(value.replace(folder, HOME) if folder else value)
    if isinstance(value, int):
        plain = int(value)
        return plain if -(2**63) <= plain < 2**63 else {"other": "a huge integer"}
    if isinstance(value, (numbers.Real, decimal.Decimal)):
        return float(value) if math.isfinite(value) else {"other": "a number that is not finite"}
    return other(value)


def other(value: Any) -> Told:
    """Name the kind of what is no plain value."""
    return {"other": re.sub(r"[^A-Za-z0-9_ .]", "", type(value).__name__)[:60] or "something else"}


def text(value: Any) -> str:
    return str(value)[:LONGEST_TEXT]


def read_figure(figure: Any, arrays: Arrays) -> Told:
    """Read every axes that is not a colour bar, positions as shares of the figure."""
    axes = [one for one in figure.axes if one.get_visible() and not is_colour_bar(one)][:MOST_PANELS]
    try:
        figure.draw_without_rendering()  # gives every axes its place
    except Exception:  # what cannot be laid out is read where it was put
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
    """Return an axes' titles, and that of a subfigure which holds nothing else."""
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
    }


def read_ticks(axes: Any, axis: Any) -> Told:
    """Return place and text of each tick label, and whether the axis shows them."""
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
    """Return how far on top a heatmap lies, and what is told of it."""
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


def stored(arrays: Arrays) -> bytes:
    """Return the arrays as a safetensors file, named by number."""
    if not arrays:
        return b""
    import safetensors.numpy

    file: bytes = safetensors.numpy.save({str(index): array for index, array in enumerate(arrays)})
    return file


def close_figures() -> None:
    if "matplotlib.pyplot" in sys.modules:
        try:
            sys.modules["matplotlib.pyplot"].close("all")
        except (
            Exception
        ):  # they may have replaced pyplot: open figures then cost their process memory, and no more
            pass
