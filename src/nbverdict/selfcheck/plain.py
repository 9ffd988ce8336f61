"""Checks plain tests, without a challenge: which small changes of the solution do they let through?"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nbverdict.config.borrowed import borrow_course
from nbverdict.course.grade_class import Classroom
from nbverdict.course.preflight import look_at_source
from nbverdict.errors import StaffError
from nbverdict.notebook.results import CellResult
from nbverdict.notebook.submission import read_grade_cell
from nbverdict.selfcheck.changes import ChangedSource, changes_of
from nbverdict.text.printable import counted

SOLUTION, BLANK = "solution", "blank"


@dataclass(frozen=True)
class PlainTest:
    """A plain test: how many of the changes cost points in it."""

    notebook: str
    cell: str
    worth: float
    noticed: int


@dataclass(frozen=True)
class LetThrough:
    """A change of a solution cell that costs nothing in any plain test of its notebook."""

    notebook: str
    cell: str
    change: ChangedSource


@dataclass(frozen=True)
class CheckedPlain:
    """What the plain tests of an assignment notice."""

    tests: tuple[PlainTest, ...]
    changes: int
    through: tuple[LetThrough, ...]
    problems: tuple[str, ...]


class PlainCheck:
    """The check of an assignment's plain tests, in a scratch course."""

    def __init__(self, root: Path, assignment: str, scratch: Path) -> None:
        """Read the source, and make the changes; nothing is graded yet."""
        self.assignment, self.scratch, self.root = assignment, scratch, root
        self.sources = {name: _plain(cells) for name, cells in look_at_source(root, assignment).items()}
        self.changes = dict(self._changes())

    @property
    def is_needed(self) -> bool:
        """Whether there are plain tests at all."""
        return any(read_plain(cell) for cells in self.sources.values() for cell in cells)

    @property
    def has_challenges(self) -> bool:
        """Whether there are challenges too."""
        graded = (read_grade_cell(cell) for cells in self.sources.values() for cell in cells)
        return any(one and one.challenge for one in graded)

    def run(self, tick: Callable[[], None] = lambda: None) -> CheckedPlain:
        """Grade the solution, the blank release and each changed solution.

        Raises:
            StaffError: one of them could not be graded.
        """
        borrow_course(self.root, self.assignment, self.scratch)
        room = Classroom(self.scratch)
        room.generate(self.assignment)
        self._hand_in()
        results: dict[str, tuple[CellResult, ...]] = {}
        for graded in room.grade(self.assignment, room.students(self.assignment), workers=None):
            if graded.error:
                raise StaffError(f"{graded.student} could not be graded: {graded.error}")
            results[graded.student] = tuple(one for one in graded.results if one.unprotected)
            tick()
        return self._checked(results)

    def _changes(self) -> Iterator[tuple[str, tuple[str, str, ChangedSource]]]:
        """Yield each change with the name of its mock student."""
        number = 0
        for notebook, cells in self.sources.items():
            if any(map(read_plain, cells)):
                for cell in filter(_is_solution, cells):
                    for change in changes_of(cell.source):
                        yield f"change{number:03}", (notebook, cell.metadata.nbgrader["grade_id"], change)
                        number += 1

    def _hand_in(self) -> None:
        """Write the submissions: release cells with the solution, of which one cell may be changed."""
        for name in self.sources:
            released = nbformat.read(
                self.scratch / "release" / self.assignment / f"{name}.ipynb", as_version=4
            )
            self._write(BLANK, name, released)
            self._write(SOLUTION, name, _solved(released, self._solutions(name)))
            for student, (notebook, cell, change) in self.changes.items():
                changed = {cell: change.source} if notebook == name else {}
                self._write(student, name, _solved(released, self._solutions(name) | changed))

    def _solutions(self, notebook: str) -> dict[str, str]:
        cells = filter(_is_solution, self.sources[notebook])
        return {cell.metadata.nbgrader["grade_id"]: cell.source for cell in cells}

    def _write(self, student: str, name: str, notebook: NotebookNode) -> None:
        folder = self.scratch / "submitted" / student / self.assignment
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, folder / f"{name}.ipynb")

    def _checked(self, results: Mapping[str, tuple[CellResult, ...]]) -> CheckedPlain:
        full = {(one.notebook, one.cell): one.earned for one in results[SOLUTION]}
        lost = {
            student: {(one.notebook, one.cell) for one in found if one.earned < full[one.notebook, one.cell]}
            for student, found in results.items()
        }
        tests = tuple(
            PlainTest(one.notebook, one.cell, one.worth, self._noticed(lost, (one.notebook, one.cell)))
            for one in results[SOLUTION]
        )
        through = tuple(LetThrough(*self.changes[s]) for s in self.changes if not lost[s])
        return CheckedPlain(tests, len(self.changes), through, tuple(_problems(results)))

    def _noticed(self, lost: Mapping[str, set[tuple[str, str]]], test: tuple[str, str]) -> int:
        """Return how many of the changes cost points in a test."""
        return sum(test in lost[student] for student in self.changes)


def read_plain(cell: NotebookNode) -> bool:
    """Return whether a cell is a plain test."""
    graded = read_grade_cell(cell)
    return graded is not None and not graded.challenge


def _plain(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Return a source's cells, in the solutions an empty line for each that marks them."""
    made = deepcopy(cells)
    for cell in filter(_is_solution, made):
        lines = cell.source.splitlines()
        cell.source = "\n".join("" if line.strip().startswith("### ") else line for line in lines)
    return made


def _is_solution(cell: NotebookNode) -> bool:
    told = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and bool(told.get("solution")) and not told.get("grade")


def _solved(released: NotebookNode, sources: Mapping[str, str]) -> NotebookNode:
    made = deepcopy(released)
    for cell in made.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in sources and _is_solution(cell):
            cell.source = sources[name]
    return made


def _problems(results: Mapping[str, tuple[CellResult, ...]]) -> Iterator[str]:
    for one in results[SOLUTION]:
        if one.earned < one.worth:
            yield f"`{one.cell}` gives the solution {one.earned:g} of {counted(one.worth)}"
    for one in results[BLANK]:
        if one.earned:
            yield f"`{one.cell}` gives {counted(one.earned)} for the release as it is"
