"""Results of a graded class: the records of grading, and today's scores in the gradebook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)

from nbverdict.course.ledger import LedgerEntry, contents_of
from nbverdict.errors import StaffError
from nbverdict.notebook.keys import digest
from nbverdict.notebook.record import GradeRecord, Ungraded
from nbverdict.notebook.results import CellResult, read_results
from nbverdict.report.course_files import CourseFiles


@dataclass(frozen=True, kw_only=True)
class GradedAnswer:
    """One graded cell of one student."""

    result: CellResult
    score: float  # in the gradebook, where people may have changed it
    waits: bool  # whether it waits for a person
    by_hand: bool  # whether a person gave the score
    page: str  # formgrader's id of the student's notebook
    answer: str = ""  # digest of the answer, if known
    read: str = ""  # digest of all that a reviewer can read of it
    seconds: float | None = None  # run time of its notebook, if known

    @property
    def student(self) -> str:
        """Return the student's name."""
        return self.result.student

    @property
    def question(self) -> tuple[str, str]:
        """Return the notebook and the cell."""
        return self.result.notebook, self.result.cell


@dataclass(frozen=True)
class _Standing:
    score: float
    worth: float
    waits: bool
    by_hand: bool
    page: str


def gather_class(room: CourseFiles, assignment: str) -> list[GradedAnswer]:
    """Return every graded cell of a class, sorted by student, notebook and cell.

    Raises:
        StaffError: nobody has been graded.
    """
    standing = _standings(room, assignment)
    entries = {
        student: room.ledger.last(assignment, student)
        for student in sorted({student for student, _, _ in standing})
    }
    found = {
        (result.student, result.notebook, result.cell): result
        for student, entry in entries.items()
        for result in _results(room, assignment, student, entry)
    }
    ungraded = {(one.student, one.notebook): one.ungraded for one in found.values() if one.ungraded}
    seen = {student: _seen(room.autograded(assignment, student), entry) for student, entry in entries.items()}
    answers = [
        _answer(
            found.get(about) or _written(*about, now, ungraded.get(about[:2], "")),
            now,
            entries[about[0]],
            seen[about[0]],
        )
        for about, now in standing.items()
    ]
    if not answers:
        raise StaffError(
            f"nobody has been graded in `{assignment}`", hint=f"run `nbverdict grade {assignment}` first"
        )
    return answers


@dataclass(frozen=True)
class _Seen:
    answers: Mapping[str, str]  # by notebook and cell
    read: Mapping[str, str]  # by notebook: digest of all that a reviewer can read of it


def _seen(autograded: Path, entry: LedgerEntry | None) -> _Seen:
    """Return digests of a student's notebooks, as graded and as handed in."""
    there, state = contents_of(autograded), entry.state if entry else ""
    read = {name: digest([content, state]) for name, content in there.items()}
    return _Seen(entry.seen(there) if entry else {}, read)


def _answer(result: CellResult, now: _Standing, entry: LedgerEntry | None, seen: _Seen) -> GradedAnswer:
    return GradedAnswer(
        result=result,
        score=now.score,
        waits=now.waits,
        by_hand=now.by_hand,
        page=now.page,
        answer=seen.answers.get(f"{result.notebook}/{result.cell}", ""),
        read=seen.read.get(result.notebook, ""),
        seconds=entry.seconds.get(result.notebook) if entry else None,
    )


def _results(
    room: CourseFiles, assignment: str, student: str, entry: LedgerEntry | None
) -> Iterator[CellResult]:
    """Yield the results of grading, from the ledger or else from the autograded notebooks."""
    if entry is not None and all(result.cell for result in entry.results):
        yield from entry.results
        return
    yield from read_results(room.autograded(assignment, student), student)


def _written(student: str, notebook: str, cell: str, now: _Standing, ungraded: str) -> CellResult:
    """Return the result of an answer that only a person grades."""
    why = Ungraded(reason=ungraded, pending=False) if ungraded else None
    return CellResult(
        student=student,
        notebook=notebook,
        cell=cell,
        worth=now.worth,
        automatic=False,
        record=GradeRecord(points=max(0.0, now.score), ungraded=why),
    )


def _standings(room: CourseFiles, assignment: str) -> dict[tuple[str, str, str], _Standing]:
    """Return the gradebook's row of each graded cell, in one query for the class."""
    columns = (
        SubmittedAssignment.student_id,
        Notebook.name,
        BaseCell.name,
        Grade.auto_score,
        Grade.manual_score,
        Grade.extra_credit,
        Grade.needs_manual_grade,
        Grade.max_score,
        SubmittedNotebook.id,
    )
    with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
        rows = (
            book.db.query(*columns)
            .select_from(Grade)
            .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .join(BaseCell, Grade.cell_id == BaseCell.id)
            .filter(Assignment.name == assignment)
            .order_by(SubmittedAssignment.student_id, Notebook.name, BaseCell.name)
            .all()
        )
    return {
        (student, notebook, cell): _Standing(
            worth=float(worth or 0.0),
            score=float((auto if by_hand is None else by_hand) or 0.0) + float(extra or 0.0),
            waits=bool(waits),
            by_hand=by_hand is not None,
            page=str(page),
        )
        for student, notebook, cell, auto, by_hand, extra, waits, worth, page in rows
    }
