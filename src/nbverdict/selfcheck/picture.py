"""Draws the kill matrix: checks by mutants."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from nbverdict.selfcheck.kill_matrix import KillMatrix

CELL = 0.2  # inches
KILLED = "Blues"


def draw(matrices: Sequence[KillMatrix], file: Path) -> None:
    """Draw a panel for each challenge: rows are checks, columns mutants, and kills are filled."""
    heights = [len(one.checks) for one in matrices]
    widest = max(len(one.mutants) for one in matrices)
    figure = Figure(
        figsize=(4.2 + CELL * widest, sum(heights) * CELL + 2.1 * len(matrices)), layout="constrained"
    )
    axes = figure.subplots(len(matrices), 1, squeeze=False, gridspec_kw={"height_ratios": heights})
    for panel, one in zip(axes.flat, matrices, strict=True):
        panel.imshow(_cells(one, widest), cmap=KILLED, vmin=0, vmax=1, aspect="auto")
        panel.set_title(one.challenge, loc="left", fontsize=9, fontweight="bold")
        panel.set_yticks(range(len(one.checks)), [name.replace("_", " ") for name in one.checks], fontsize=7)
        panel.set_xticks(range(len(one.mutants)), [name.replace("_", " ") for name in one.mutants])
        panel.tick_params(axis="x", labelsize=6, labelrotation=90, length=0)
        panel.set_xticks(np.arange(len(one.mutants) + 1) - 0.5, minor=True)
        panel.set_yticks(np.arange(len(one.checks) + 1) - 0.5, minor=True)
        panel.grid(which="minor", color="0.85", linewidth=0.5)
        panel.tick_params(which="minor", length=0)
        panel.spines[:].set_visible(False)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=110)


def _cells(one: KillMatrix, widest: int) -> np.ndarray:
    """Return an array (checks, widest): 1 if the mutant kills the check; masked beyond the last mutant."""
    cells = np.full((len(one.checks), widest), np.nan)
    cells[:, : len(one.mutants)] = [
        [(check, mutant) in one.kills for mutant in one.mutants] for check in one.checks
    ]
    return cells
