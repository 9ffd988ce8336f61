"""A mock class that hands in variants: each notebook answers each of its challenges with one variant."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nbverdict.errors import StaffError
from nbverdict.selfcheck.variants import Variant

BLANK = "blank"  # the student who hands in the unchanged release
DRAWS = ("x", "y")  # students for each variant; each draws other hidden cases


@dataclass(frozen=True)
class MockStudent:
    """One student and their answers to the challenges of each notebook."""

    student: str
    answers: Mapping[str, Mapping[str, Variant]]  # by notebook and challenge


def mock_class(variants: Sequence[Variant], notebooks: Mapping[str, Sequence[str]]) -> list[MockStudent]:
    """Return the fewest students that hand in every variant once per draw; `notebooks` names challenges.

    If a challenge has fewer variants than others, some are handed in again.
    """
    of: dict[str, list[Variant]] = defaultdict(list)
    for variant in variants:
        of[variant.challenge].append(variant)
    asked = {name: [one for one in challenges if of[one]] for name, challenges in notebooks.items()}
    rows = max((len(of[one]) for challenges in asked.values() for one in challenges), default=0)
    return [
        MockStudent(
            f"v{row:03}{draw}",
            {
                name: {one: of[one][row % len(of[one])] for one in challenges}
                for name, challenges in asked.items()
                if row < max((len(of[one]) for one in challenges), default=0)
            },
        )
        for draw in DRAWS
        for row in range(rows)
    ]


def hand_in(places: Sequence[MockStudent], release: Path, submitted: Path) -> None:
    """Write each student's submission, and the unchanged release as the blank student's."""
    notebooks = {path.stem: nbformat.read(path, as_version=4) for path in sorted(release.glob("*.ipynb"))}
    blank = MockStudent(BLANK, {name: {} for name in notebooks})
    for seat in (*places, blank):
        folder = submitted / seat.student / release.name
        folder.mkdir(parents=True)
        for name, answers in seat.answers.items():
            nbformat.write(_answered(notebooks[name], answers), folder / f"{name}.ipynb")


def _answered(notebook: NotebookNode, answers: Mapping[str, Variant]) -> NotebookNode:
    filled = deepcopy(notebook)
    cells = dict(_solution_cells(filled))
    for challenge, variant in answers.items():
        if challenge not in cells:
            raise StaffError(
                f"no cell of the release is the solution of `{challenge}`",
                hint=f"give the cell that students fill the id `{challenge}` in nbgrader's toolbar",
            )
        cells[challenge].source = variant.code
    return filled


def _solution_cells(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    for cell in notebook.cells:
        told = cell.metadata.get("nbgrader", {})
        if told.get("solution") and cell.cell_type == "code":
            yield told["grade_id"], cell
