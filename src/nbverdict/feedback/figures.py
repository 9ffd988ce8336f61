"""A student's figures as handed in, next to those of our run, if the two differ."""

import base64
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from nbformat import NotebookNode

from nbverdict.cleaning.inert import packed_picture
from nbverdict.text.expressions import Expression

PNG = "image/png"
NAME = Expression(r"(?P<cell>.+)-(?P<number>[0-9]+)")
MOST, MUCH, FEW = (
    12,
    24,
    0.005,
)  # pairs of a page; colour levels of 255; the fraction of pixels that may differ by more


@dataclass(frozen=True)
class Pair:
    """A figure as handed in and as our run drew it, both as base64 PNGs."""

    anchor: str
    theirs: str
    ours: str
    drawn_with: str  # the libraries of our run


def differing_pairs(notebook: NotebookNode, handed_in: Path, drawn_with: Callable[[], str]) -> list[Pair]:
    """Return the figures of a notebook that look different from those in the submission.

    `drawn_with` returns the libraries of our run; it is called only if there is such a figure.
    """
    files = sorted(handed_in.glob("*.png"))[: 4 * MOST] if handed_in.is_dir() else []
    if not files:
        return []
    ours = dict(_drawn(notebook))
    found = []
    for file in files:
        name = NAME.fullmatch(file.stem)
        if name and file.stem in ours and _look_different(file.read_bytes(), ours[file.stem]):
            theirs = base64.b64encode(file.read_bytes()).decode()
            found.append((name["cell"], theirs, base64.b64encode(ours[file.stem]).decode()))
    libraries = drawn_with() if found else ""
    return [Pair(anchor, their, our, libraries) for anchor, their, our in found[:MOST]]


def figure_above(cells: Iterable[Mapping[str, Any]], grade_id: str) -> str:
    """Return the last picture between the previous graded cell and this one, as base64, or nothing."""
    found = ""
    for cell in cells:
        cell_meta = cell["metadata"].get("nbgrader", {})
        if cell_meta.get("grade_id") == grade_id:
            return "".join(found.split())
        pictures = [one["data"][PNG] for one in cell.get("outputs", ()) if PNG in one.get("data", {})]
        if cell_meta.get("grade"):
            found = ""
        elif pictures:
            found = packed_picture(PNG, pictures[-1]) or ""
    return ""


def _drawn(notebook: NotebookNode) -> Iterator[tuple[str, bytes]]:
    """Yield the figures of our run, with the names under which the submission's figures were stored."""
    numbers: Counter[str] = Counter()
    for index, cell in enumerate(notebook.cells):
        name = cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell-{index}"
        for output in cell.get("outputs", ()):
            if picture := packed_picture(PNG, output.get("data", {}).get(PNG)):
                numbers[name] += 1
                yield f"{name}-{numbers[name]}", base64.b64decode(picture)


def _look_different(one: bytes, other: bytes) -> bool:
    """Say whether two pictures differ in size, or in the colour of more than a few pixels."""
    first, second = _pixels(one), _pixels(other)
    if first is None or second is None or first.shape != second.shape:
        return True
    apart = (np.abs(first.astype(int) - second) > MUCH).any(axis=-1)
    return bool(apart.mean() > FEW)


def _pixels(picture: bytes) -> np.ndarray | None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(picture), formats=("PNG",)) as found:
            return np.asarray(found.convert("RGB"))
    except Exception:  # noqa: BLE001 - Pillow raises many types of errors on invalid pictures
        return None
