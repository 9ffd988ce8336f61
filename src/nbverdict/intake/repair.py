"""Repairs a submitted notebook: matches it to the release, and restores missing cells."""

from collections.abc import Sequence
from copy import deepcopy
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from nbverdict.intake.match import Match, ReleasedNotebook, match_cells, put_back
from nbverdict.intake.metadata import MARK
from nbverdict.intake.repair_notes import repair_notes
from nbverdict.notebook.cells import Role, role
from nbverdict.notebook.record import READ, REPAIRED, GradeRecord
from nbverdict.notebook.titles import put_titles
from nbverdict.text.expressions import Expression

ID = Expression(r"[a-zA-Z0-9_-]{1,64}")  # nbformat's rule


class MatchCells(NbGraderPreprocessor):
    """Repairs a submission by its release, so that each cell is graded by its content.

    If there is no release, or the notebook could not be read, it stays as it is.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Give each cell the metadata of its release cell, and note the repairs."""
        release = self._release(resources["nbgrader"])
        if release.is_file() and MARK not in nb.metadata:
            released = nbformat.read(release, as_version=4).cells
            notes = [*resources.get(READ, ()), *repair(nb, released)]
            put_titles(nb, released)
            if notes:
                self.log.warning("repaired: %s", ", ".join(notes))
                nb.metadata[REPAIRED] = notes
        return nb, resources

    def _release(self, told: dict[str, str]) -> Path:
        coursedir = self.parent.parent.coursedir
        folder = coursedir.format_path(coursedir.release_directory, ".", told["assignment"])
        return Path(folder) / f"{told['notebook']}.ipynb"


def repair(notebook: NotebookNode, released: Sequence[NotebookNode]) -> list[str]:
    """Align a notebook's cells with its release; return a short note on each repair."""
    release = ReleasedNotebook(released)
    match = match_cells(release, notebook.cells)
    notes = repair_notes(release, match, notebook.cells)
    placed = _in_place(match, released, notebook.cells)
    _put_back(placed, release, match)
    _name(placed)
    notebook.cells = [cell for cell, _ in placed]
    notebook.nbformat, notebook.nbformat_minor = 4, 5  # cells have ids from here on
    return notes


Placed = list[tuple[NotebookNode, int | None]]  # cells, each with the index of its release cell


def _in_place(match: Match, released: Sequence[NotebookNode], submitted: Sequence[NotebookNode]) -> Placed:
    """Return the submitted cells in their order: pieces joined, the course's own as they were released."""
    first = {pieces[0]: index for index, pieces in match.cells.items()}
    later = {at for pieces in match.cells.values() for at in pieces[1:]}
    placed: Placed = []
    for at, cell in enumerate(submitted):
        if at in first:
            index = first[at]
            pieces = [submitted[piece] for piece in match.cells[index]]
            placed.append((_restored(released[index], pieces, match.doubts.get(index)), index))
        elif at not in later and at not in match.left_out:
            cell.metadata.pop("nbgrader", None)
            placed.append((cell, None))
    return placed


def _restored(released: NotebookNode, pieces: Sequence[NotebookNode], doubt: str | None) -> NotebookNode:
    """Return a release cell with the submitted source; locked text is the release's."""
    if role(released) is Role.TEXT:
        pieces[0].metadata.pop("nbgrader", None)
        return NotebookNode(pieces[0], id=released.get("id"))
    cell = deepcopy(released)
    if role(released) in (Role.SOLUTION, Role.ANSWER):
        cell.source = ("\n" if cell.cell_type == "code" else "\n\n").join(piece.source for piece in pieces)
        pictures = {name: p for piece in pieces for name, p in piece.get("attachments", {}).items()}
        if pictures and cell.cell_type == "markdown":
            cell.attachments = NotebookNode(pictures)
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    if doubt:
        GradeRecord(doubt=doubt).write(cell)
    return cell


def _put_back(placed: Placed, release: ReleasedNotebook, match: Match) -> None:
    """Insert missing locked cells and answers after the cell that precedes them in the release."""
    for index in put_back(release, match):
        before = [at for at, (_, other) in enumerate(placed) if other is not None and other < index]
        nearest = max(before, key=lambda at: placed[at][1] or 0, default=-1)
        released = release.cells[index]
        blank = _restored(released, [released], match.doubts.get(index))
        placed.insert(nearest + 1, (blank, index))


def _name(placed: Placed) -> None:
    """Give each cell a unique id: the release's, the student's own, or a number."""
    used = {cell.get("id") for cell, index in placed if index is not None} - {None}
    numbers = (name for number in count(1) if (name := f"cell-{number}") not in used)
    for cell, index in placed:
        own = str(cell.get("id") or "")
        if (index is None and (own in used or not ID.fullmatch(own))) or not own:
            cell.id = next(numbers)
        used.add(cell.id)
