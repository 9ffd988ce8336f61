"""What students have in the gradebook: the points of tests and of people, less what lateness costs."""

from dataclasses import dataclass
from typing import Any

from nbgrader.api import Assignment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Integer, cast, func


@dataclass(frozen=True, kw_only=True)
class Total:
    """One student's points in an assignment, and how many of their answers wait for a person."""

    score: float
    worth: float
    waiting: int

    def __str__(self) -> str:
        """Return the points as a summary shows them, with a question mark if something waits."""
        return f"{self.score:g}/{self.worth:g}" + (" ?" if self.waiting else "")


def totals_of(book: Gradebook, assignment: str) -> dict[str, Total]:
    """Return the total of each student, in two queries for the class."""
    student = SubmittedAssignment.student_id
    taken_off = func.sum(SubmittedNotebook.late_submission_penalty)
    penalties = dict(_of(book.db.query(student, taken_off).select_from(SubmittedNotebook), assignment))
    columns = (Grade.score, Grade.max_score, cast(Grade.needs_manual_grade, Integer))
    query = book.db.query(student, *map(func.sum, columns)).select_from(Grade).join(SubmittedNotebook)
    return {
        name: Total(
            score=max(0.0, (score or 0.0) - (penalties.get(name) or 0.0)),
            worth=worth or 0.0,
            waiting=waiting or 0,
        )
        for name, score, worth, waiting in _of(query, assignment)
    }


def _of(query: Any, assignment: str) -> Any:
    """Return the rows of an assignment's submitted notebooks, one for each student."""
    joined = query.join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
    own = joined.join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    return own.filter(Assignment.name == assignment).group_by(SubmittedAssignment.student_id).all()
