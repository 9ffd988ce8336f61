"""Redraws the figure of the shown example from evidence: what was judged, not what a cell displayed."""

import base64
import io
from typing import Any

import numpy as np

from nbverdict.compare.panels import Figure, Panel
from nbverdict.evidence.decode import Call
from nbverdict.evidence.store import ChallengeVersion, Runs

SIZE, DOTS = (7.0, 5.0), 80  # inches, and pixels per inch
MOST_LABELS, LONGEST = 24, 40  # labels of an axis; characters of a text
SMALL = 7  # points


def figure_of(runs: Runs, key: str, asked: ChallengeVersion) -> str:
    """Return the example's figure in a run's evidence as a base64 PNG, or nothing."""
    if not key:
        return ""
    call = runs.run(key).example(asked)
    return draw(call) if call and call.figure else ""


def load_canvas() -> None:
    """Import matplotlib's canvas once: a process that cannot read its cache would search for fonts again."""
    from matplotlib import font_manager
    from matplotlib.backends import backend_agg

    assert font_manager
    assert backend_agg


def draw(call: Call) -> str:
    """Draw the figure of a call as a base64 PNG; return nothing if it cannot be drawn."""
    from matplotlib.figure import Figure as Canvas

    assert call.figure is not None
    canvas, file = Canvas(figsize=SIZE, dpi=DOTS), io.BytesIO()
    try:
        _draw_all(canvas, call.figure)
        canvas.savefig(file, format="png")
    except Exception:  # noqa: BLE001 - a student's numbers may be such that matplotlib fails: go on without
        return ""
    return base64.b64encode(file.getvalue()).decode()


def _draw_all(canvas: Any, figure: Figure) -> None:
    for panel in figure.panels:
        left, bottom, width, height = (float(np.clip(part, 0, 1)) for part in panel.box)
        axes = canvas.add_axes((left, bottom, max(width, 0.01), max(height, 0.01)))
        _draw_panel(axes, panel)


def _draw_panel(axes: Any, panel: Panel) -> None:
    """Draw the values, and the texts around them verbatim, never as formulas."""
    from matplotlib.patches import Rectangle

    for heatmap in panel.heatmaps:
        values = heatmap.values.astype(np.float64)
        axes.imshow(values, aspect="auto", extent=_extent(heatmap.columns_at, heatmap.rows_at))
    for bar in panel.bars:
        left, bottom, width, height = bar.box
        axes.add_patch(Rectangle((left, bottom), width, height))
    axes.set(xlim=panel.view[:2], ylim=panel.view[2:])
    for axis, ticks in ((axes.xaxis, panel.x_ticks), (axes.yaxis, panel.y_ticks)):
        shown = list(zip(ticks.at, ticks.texts, strict=False))[:MOST_LABELS] if ticks.shown else []
        labels = [text[:LONGEST] for _, text in shown]
        axis.set_ticks([at for at, _ in shown], labels=labels, fontsize=SMALL, parse_math=False)
    words = {"fontsize": SMALL, "parse_math": False}
    axes.set_title(" ".join(filter(None, panel.titles))[:LONGEST], **words)
    axes.set_xlabel(panel.x_label[:LONGEST], **words)
    axes.set_ylabel(panel.y_label[:LONGEST], **words)


def _extent(across: tuple[float, ...], down: tuple[float, ...]) -> tuple[float, float, float, float]:
    """Return left, right, bottom and top of a map whose rows and columns have these centers."""
    (left, right), (top, bottom) = (_edges(middles) for middles in (across, down))
    return left, right, bottom, top


def _edges(middles: tuple[float, ...]) -> tuple[float, float]:
    half = (middles[-1] - middles[0]) / max(len(middles) - 1, 1) / 2 if len(middles) > 1 else 0.5
    return middles[0] - half, middles[-1] + half
