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
MOST_DRAWN = 180  # of a figure


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
    """Return position and text of each tick label, and whether the axis shows them.

    They are where a reader sees them: on minor ticks if major ones have no text, or on a second axis.
    """
    told = labels_of(axes, axis)
    for other in second_axes(axes, axis):
        if not (told["shown"] and any(told["texts"])):
            told = labels_of(other.axes, other)
    return told


def second_axes(axes: Any, axis: Any) -> list[Any]:
    """Return the axes that `secondary_xaxis` or `secondary_yaxis` drew along this one."""
    name = f"{axis.axis_name}axis"
    children = [one for one in axes.child_axes if type(one).__name__ == "SecondaryAxis" and one.get_visible()]
    return [getattr(one, name) for one in children if getattr(one, "_orientation", "") == axis.axis_name]


def labels_of(axes: Any, axis: Any) -> Told:
    """Return the labels of an axis's major ticks, or of its minor ticks if only these have a text."""
    major, minor = (labels_at(axis, is_minor) for is_minor in (False, True))
    places, labels, ticks = minor if any(minor[1]) and not any(major[1]) else major
    seen = any(tick.label1.get_visible() or tick.label2.get_visible() for tick in ticks)
    return {"at": places, "texts": labels, "shown": bool(axes.axison and axis.get_visible() and seen)}


def labels_at(axis: Any, is_minor: bool) -> tuple[list[float], list[str], list[Any]]:  # noqa: FBT001 - called above
    """Return positions, texts and ticks, major or minor."""
    labels = axis.get_ticklabels(minor=is_minor)[:MOST_TICKS]
    places = axis.get_ticklocs(minor=is_minor)[: len(labels)]
    ticks = (axis.get_minor_ticks if is_minor else axis.get_major_ticks)(len(labels))
    return [float(place) for place in places], [text(label.get_text()) for label in labels], ticks


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
    """Return left, bottom, width and height of every bar, in data coordinates.

    A bar is a rectangle, whichever way it was drawn: by `bar`, as a patch, or by `broken_barh`.
    """
    drawn = {id(patch) for patch in axes.patches if is_seen(patch)}
    groups = [group for group in axes.containers if hasattr(group, "patches")]
    bars = [(group, bar) for group in groups for bar in group.patches if id(bar) in drawn]
    told = [
        {"box": box_of(bar), "upright": getattr(group, "orientation", "vertical") != "horizontal"}
        for group, bar in bars
    ]
    of_groups = {id(bar) for _, bar in bars}
    single = [box_of(one) for one in axes.patches if id(one) in drawn - of_groups and is_box(one, axes)]
    loose = [*single, *boxes_of_collections(axes)]
    upright = stand(loose)
    return [*told, *({"box": box, "upright": upright} for box in loose)][:MOST_BARS]


def box_of(bar: Any) -> list[float]:
    """Return left, bottom, width and height of a rectangle."""
    return [float(bar.get_x()), float(bar.get_y()), float(bar.get_width()), float(bar.get_height())]


def is_box(patch: Any, axes: Any) -> bool:
    """Say whether a patch is a rectangle in data coordinates, upright and of some size."""
    turned: Any = getattr(patch, "angle", None)
    if turned or not (hasattr(patch, "get_width") and hasattr(patch, "get_x")):
        return False
    return patch.get_data_transform() == axes.transData and bool(patch.get_width() and patch.get_height())


def boxes_of_collections(axes: Any) -> list[list[float]]:
    """Return the rectangles of collections, such as those of `broken_barh`."""
    found = []
    for one in filter(is_seen, axes.collections):
        if type(one).__name__ not in ("PolyCollection", "PatchCollection", "BrokenBarHCollection"):
            continue
        if axes.transData not in (one.get_transform(), one.get_offset_transform(), one.get_transforms()):
            continue
        for path in one.get_paths()[:MOST_BARS]:
            corners = {(float(x), float(y)) for x, y in path.vertices[:10]}
            across, up = ({corner[at] for corner in corners} for at in (0, 1))
            if len(corners) == 4 and len(across) == len(up) == 2:
                found.append([min(across), min(up), max(across) - min(across), max(up) - min(up)])
    return found


def stand(boxes: list[list[float]]) -> bool:
    """Say whether bars stand upright: more of them begin at the same height than at the same left edge."""
    lefts, bottoms = ([round(box[at], 9) for box in boxes] for at in (0, 1))
    return max(map(bottoms.count, bottoms), default=0) >= max(map(lefts.count, lefts), default=0)


def read_lines(axes: Any, arrays: Arrays) -> list[Told]:
    """Read every line, joined or not, in the order in which they were drawn."""
    lines = list(filter(is_seen, axes.lines))[:MOST_CURVES]
    return [
        curve(line.get_xdata(orig=False), line.get_ydata(orig=False), line, arrays)
        | {"style": text(line.get_linestyle()), "marker": text(line.get_marker())}
        for line in lines
        if len(arrays) < MOST_DRAWN
    ]


def read_points(axes: Any, arrays: Arrays) -> list[Told]:
    """Read the points of every scatter plot."""
    from matplotlib.collections import PathCollection

    drawn = [one for one in axes.collections if isinstance(one, PathCollection) and is_seen(one)]
    found = []
    for one in drawn[:MOST_CURVES]:
        offsets: Any = one.get_offsets()
        if len(arrays) < MOST_DRAWN:
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
