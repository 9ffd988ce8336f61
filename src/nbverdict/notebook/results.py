"""Reads the results of graded submissions for summaries and reports; nothing is run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade
from pydantic import Field

from nbverdict.compare.difference import farthest
from nbverdict.judging.table import message
from nbverdict.judging.verdict import CheckStatus, CheckVerdict
from nbverdict.notebook.cells import nbgrader_metadata
from nbverdict.notebook.received import read_receipt
from nbverdict.notebook.record import (
    RECORD,
    REPAIRED,
    TIER,
    Because,
    GradeRecord,
    Points,
    Ungraded,
    read_record,
)
from nbverdict.notebook.submission import read_grade_cell
from nbverdict.sandbox.ends import Cause
from nbverdict.sandbox.inside.plan import NOTHING
from nbverdict.store.typed import Model

NEAR = 10  # tolerances: known mistakes are further off, with one exception (docs/tolerances.md)
NO_RECORD = Ungraded(
    reason="what grading found of this cell is missing or damaged: grade it again, and tell us",
    because=Because.LOST,
)
UNSAFE = "graded without a sandbox: this code ran as whoever graded it"
HISTORY = "attempts"  # of an autograded notebook: earlier points, for its page
OfChecks = Mapping[str, Mapping[str, float]]  # points by challenge and check; of a plain test by its cell
WHOLE = ""  # in place of a check: a plain test has none
Name = Annotated[str, Field(max_length=1_000)]


class CellResult(Model):
    """One cell of one submission that was graded or waits for a person: its student and its record."""

    student: Name
    notebook: Name
    cell: Name  # its name in the gradebook
    worth: Points
    automatic: bool = True  # graded by the machine, not by a person
    record: GradeRecord

    @property
    def challenge(self) -> str:
        """Return its challenge; without a verdict, the one that the cell's name says."""
        verdict = self.record.verdict
        return verdict.challenge if verdict else self.cell.removeprefix("grade_")

    @property
    def earned(self) -> float:
        """Return its points."""
        return self.record.points

    @property
    def pending(self) -> str:
        """Return why a person must look, or nothing."""
        return self.record.pending

    @property
    def ungraded(self) -> str:
        """Return why nothing of its notebook could be graded, or nothing."""
        return self.record.ungraded.reason if self.record.ungraded else ""

    @property
    def because(self) -> Because | None:
        """Return why it could not be graded; None if it was."""
        return self.record.ungraded.because if self.record.ungraded else None

    @property
    def machine(self) -> bool:
        """Whether it could not be graded through no fault of the student."""
        return self.because in (Because.MACHINE, Because.NOT_KEPT)

    @property
    def unread(self) -> bool:
        """Whether it waits for a person because an answer could not be read."""
        return CheckStatus.UNREAD in self.record.statuses

    @property
    def stopped(self) -> bool:
        """Whether it waits for a person because its answers could not be judged."""
        return bool(self.pending) and self.because is Because.STOPPED

    @property
    def unprotected(self) -> bool:
        """Whether its test runs in the student's own process."""
        return self.record.unprotected

    @property
    def checks(self) -> tuple[tuple[str, float], ...]:
        """Return the points of each check of its challenge."""
        return tuple((check.name, check.earned) for check in self._checks)

    @property
    def mistakes(self) -> tuple[str, ...]:
        """Return the names of the known mistakes that explain its failed checks."""
        return tuple(one.mistake for one in self.record.verdict.diagnoses) if self.record.verdict else ()

    @property
    def told(self) -> tuple[str, ...]:
        """Return the student's text about each known mistake: its idea, or its first check's message."""
        diagnoses = self.record.verdict.diagnoses if self.record.verdict else ()
        return tuple(
            one.idea or next((_said(check) for check in self._checks if check.name in one.checks), "")
            for one in diagnoses
        )

    @property
    def wrong(self) -> tuple[str, ...]:
        """Return the student's texts about what is wrong: known mistakes, then checks."""
        if self.record.ungraded:
            return (self.ungraded,) if self.because is Because.LOST or not self.pending else ()
        wrong = sorted(
            (check for check in self._checks if check.status.fails),
            key=lambda check: check.status is CheckStatus.GATED,  # checks behind a closed gate come last
        )
        known = [one for one in self.record.verdict.diagnoses if one.idea] if self.record.verdict else []
        ideas = [one.idea for one in known]
        said = [] if any(one.whole for one in known) else [_said(check) or check.line for check in wrong]
        return tuple(dict.fromkeys([*ideas, *said]))

    @property
    def near(self) -> float:
        """Return the distance in tolerances if it is a near miss, else 0."""
        wrong = [one for one in self._checks if one.status.fails and one.status is not CheckStatus.GATED]
        times = farthest([one.times for one in wrong])
        return times if times <= NEAR else 0.0

    @property
    def late(self) -> bool:
        """Whether a call took too long."""
        return CheckStatus.LATE in self.record.statuses

    @property
    def ended(self) -> Cause | None:
        """Return why its notebook's process ended before it answered; None if it did not."""
        return self.record.ended

    @property
    def _checks(self) -> tuple[CheckVerdict, ...]:
        return self.record.verdict.checks if self.record.verdict else ()


def _said(check: CheckVerdict) -> str:
    """Return the message of a check without points, if it says more than that."""
    return "" if check.status.stands else message(check, bare="")


def read_results(autograded: Path, student: str) -> list[CellResult]:
    """Return the results of one student's autograded notebooks.

    A test always has one; an answer that a person grades only if something must be said about it.
    """
    return [
        _result(student, name, cell)
        for name, notebook in _notebooks(autograded)
        for cell in notebook.cells
        if is_grade(cell) and (RECORD in cell.metadata or read_grade_cell(cell))
    ]


def read_notes(autograded: Path, *, due: bool) -> tuple[str, ...]:
    """Return notes on how one student's notebooks were graded.

    They list repairs, tests that returned too much, a run without a sandbox, and, if there is a due date, a
    doubtful time of submission.
    """
    notebooks = [*_notebooks(autograded)]
    above = [note for _, notebook in notebooks for cell in notebook.cells if (note := _returned(cell))]
    unsafe = any(notebook.metadata.get(TIER) == NOTHING for _, notebook in notebooks)
    repairs = [
        f"repaired `{name}.ipynb`: {', '.join(notebook.metadata[REPAIRED])}"
        for name, notebook in notebooks
        if REPAIRED in notebook.metadata
    ]
    stated = _time_stated(notebook for _, notebook in notebooks) if due else ()
    return (*repairs, *above, *((UNSAFE,) if unsafe else ()), *stated)


def _returned(cell: NotebookNode) -> str:
    """Return a note on a test that returned more than its cell is worth, or nothing."""
    record, told = read_record(cell), cell.metadata.get("nbgrader", {})
    if record is None or record.returned is None:
        return ""
    return f"`{told['grade_id']}` returned {record.returned:g} and is worth {float(told['points']):g}"


def _time_stated(notebooks: Iterable[NotebookNode]) -> set[str]:
    """Return notes on doubtful times of submission, or that none is known."""
    receipts = [*map(read_receipt, notebooks)]
    if receipts and not any(receipts):
        return {"nothing says when it was handed in: it counts as on time"}
    return {f"handed in at {one.at}, {one}" for one in receipts if one and one.is_doubtful}


def _notebooks(autograded: Path) -> Iterator[tuple[str, NotebookNode]]:
    for path in sorted(autograded.glob("*.ipynb")):
        yield path.stem, nbformat.read(path, as_version=4)


def _result(student: str, notebook: str, cell: NotebookNode) -> CellResult:
    """Return the result of a grade cell; an unreadable one waits for a person."""
    cell_meta = cell.metadata["nbgrader"]
    return CellResult(
        student=student,
        notebook=notebook,
        cell=str(cell_meta.get("grade_id", "")),
        worth=float(cell_meta.get("points") or 0),
        automatic=not cell_meta.get("solution"),
        record=read_record(cell) or GradeRecord(ungraded=NO_RECORD),
    )


def points_of_results(results: Sequence[CellResult]) -> dict[str, dict[str, dict[str, float]]]:
    """Return the points of each check and plain test, by notebook."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for result in results:
        if points := _points_of(result.cell, result.record):
            found.setdefault(result.notebook, {}).update(points)
    return found


def plain_test(cell: str) -> str:
    """Return what stands for a challenge for the plain test of a cell; no challenge has such a name."""
    return f"cell {cell}"


def _points_of(cell: str, record: GradeRecord) -> dict[str, dict[str, float]]:
    """Return the points of a cell's checks, or of its plain test."""
    if record.unprotected:
        return {plain_test(cell): {WHOLE: record.points}}
    verdict = record.verdict
    return {verdict.challenge: {one.name: one.earned for one in verdict.checks}} if verdict else {}


def points_of_checks(notebook: NotebookNode) -> OfChecks:
    """Return the points of each check and plain test of an autograded notebook."""
    found: dict[str, dict[str, float]] = {}
    for cell in notebook.cells:
        if record := read_record(cell):
            found |= _points_of(str(nbgrader_metadata(cell).get("grade_id", "")), record)
    return found


def note_history(notebook: NotebookNode, last: OfChecks | None, first: OfChecks | None) -> None:
    """Store in a graded notebook the points of its last attempt, and this one's at its first grading."""
    notebook.metadata[HISTORY] = {"last": last, "first": first or points_of_checks(notebook)}


def last_attempt(notebook: NotebookNode) -> OfChecks | None:
    """Return the points of the last attempt, if there was one."""
    points: OfChecks | None = notebook.metadata.get(HISTORY, {}).get("last")
    return points


def first_verdict(notebook: NotebookNode) -> OfChecks:
    """Return the points of this attempt at its first grading."""
    points: OfChecks = notebook.metadata.get(HISTORY, {}).get("first") or {}
    return points
