"""Scores and comments for many answers at once: nbgrader's manual scores, signed, and reversible."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from nbverdict.errors import StaffError
from nbverdict.intake.versions import Versions
from nbverdict.report.class_results import GradedAnswer
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.queue import AnswerGroup
from nbverdict.store.typed import Codec
from nbverdict.text.printable import counted

FOLDER = "reviews"


@dataclass(frozen=True, kw_only=True)
class GivenScore:
    """One student's score and comment before and after a review."""

    student: str
    score_before: float | None
    waited_before: bool
    comment_before: str | None
    score: float | None
    comment: str | None
    answer: str = ""  # digest of the answer, if known


@dataclass(frozen=True, kw_only=True)
class Review:
    """The score and comment that one person gave to one group of answers."""

    number: int
    notebook: str
    cell: str
    commented: str  # the cell that carries the comment: the student's answer
    by: str
    at: str
    given: tuple[GivenScore, ...]
    undone: bool = False

    def stands_on(self, other: "Review") -> bool:
        """Say whether this review is later than another and covers one of its answers."""
        same = (self.notebook, self.cell) == (other.notebook, other.cell)
        ours, theirs = ({one.student for one in review.given} for review in (self, other))
        return same and self.number > other.number and bool(ours & theirs)


REVIEW = Codec[Review](Review)


class Reviews:
    """The reviews of an assignment, stored below the course's evidence."""

    def __init__(self, room: CourseFiles, assignment: str) -> None:
        """Name the folder; the first review creates it."""
        self.room, self.assignment = room, assignment
        self.folder = room.store / FOLDER / assignment

    def all(self) -> list[Review]:
        """Return all reviews, the oldest first."""
        found = map(REVIEW.read, self.folder.glob("*.json") if self.folder.is_dir() else ())
        return sorted(filter(None, found), key=lambda one: one.number)

    def give(self, group: AnswerGroup, *, score: float | None, comment: str | None, by: str) -> Review:
        """Give a score, a comment or both to all answers of a group, in one transaction.

        Raises:
            StaffError: the score is not between 0 and what the question is worth.
        """
        ensure_fits(group, score)
        review = Review(
            number=max((one.number for one in self.all()), default=0) + 1,
            notebook=group.notebook,
            cell=group.cell,
            commented=group.challenge,
            by=by,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            given=(),
        )
        with self._book() as book:
            given = tuple(self._give_one(book, review, one, score, comment) for one in group.answers)
            review = replace(review, given=given)
            self._keep(review)  # before the commit, so that whatever the gradebook has can be undone
            book.db.commit()
        return review

    def undo(self, number: int) -> list[str]:
        """Undo a review, and return the students whose score or comment was changed since, and is left alone.

        Raises:
            StaffError: there is no such review, it was undone, or a later one covers the same answers.
        """
        standing = {one.number: one for one in self.all() if not one.undone}
        if number not in standing:
            known = ", ".join(map(str, standing)) or "none"
            raise StaffError(f"there is no review {number} to undo", hint=f"these can be undone: {known}")
        review = standing[number]
        if later := [str(one.number) for one in standing.values() if one.stands_on(review)]:
            raise StaffError(
                f"review {number} cannot be undone: later ones gave to the same answers",
                hint=f"undo {', '.join(reversed(later))} first",
            )
        with self._book() as book:
            for one in review.given:
                self._take_back_laid_aside(review, one)
            kept = [one.student for one in review.given if not self._take_back(book, review, one)]
            book.db.commit()
            self._keep(replace(review, undone=True))
        return kept

    def _give_one(
        self, book: Any, review: Review, one: GradedAnswer, score: float | None, comment: str | None
    ) -> GivenScore:
        grade, note = self._rows(book, review, one.student)
        given = GivenScore(
            student=one.student,
            score_before=grade.manual_score,
            waited_before=bool(grade.needs_manual_grade),
            comment_before=note.manual_comment if note else None,
            score=score,
            comment=comment if note else None,
            answer=one.answer,
        )
        if score is not None:
            grade.manual_score, grade.needs_manual_grade = score, False
        if comment is not None and note:
            note.manual_comment = comment
        return given

    def _take_back(self, book: Any, review: Review, given: GivenScore) -> bool:
        """Restore score and comment unless somebody has changed them; return whether they were restored.

        If the answer has changed meanwhile, the restored score still waits for a person.
        """
        grade, note = self._rows(book, review, given.student)
        changed = (given.score is not None and grade.manual_score != given.score) or (
            given.comment is not None and note is not None and note.manual_comment != given.comment
        )
        if changed:
            return False
        if given.score is not None:
            grade.manual_score = given.score_before
            grade.needs_manual_grade = given.waited_before or grade.needs_manual_grade
        if given.comment is not None and note:
            note.manual_comment = given.comment_before
        return True

    def _take_back_laid_aside(self, review: Review, given: GivenScore) -> None:
        """Remove the given score from earlier versions, so that handing one in again does not restore it."""
        if given.score is not None:
            versions = Versions(self.room.store, self.assignment, given.student)
            instead = None if given.waited_before else given.score_before
            versions.take_back(review.notebook, review.cell, (given.score, None, given.answer), instead)

    def _rows(self, book: Any, review: Review, student: str) -> tuple[Any, Any]:
        about = (review.notebook, self.assignment, student)
        grade, note = book.find_grade(review.cell, *about), None
        with suppress(MissingEntry):  # only cells that students write in carry comments
            note = book.find_comment(review.commented, *about)
        return grade, note

    def _keep(self, review: Review) -> None:
        REVIEW.write(self.folder / f"{review.number:04}.json", review, indent=1)

    def _book(self) -> Any:
        return Gradebook(self.room.coursedir.db_url, self.room.coursedir.course_id)


def ensure_fits(group: AnswerGroup, score: float | None) -> None:
    """Refuse a score that the question cannot have.

    Raises:
        StaffError: the score is not between 0 and what the question is worth.
    """
    if score is not None and not 0 <= score <= group.worth:
        raise StaffError(
            f"{score:g} is not between 0 and {counted(group.worth)}", hint="give another --score"
        )


def changes(group: AnswerGroup, score: float | None) -> Iterator[tuple[str, str, str]]:
    """Yield student, points now, and points after the review, for a preview."""
    for one in group.answers:
        given = f"{one.score:g}" if one.by_hand or one.score or not one.waits else ""
        now = ", ".join(filter(None, (given, "waits" if one.waits else "")))
        yield one.student, now, now if score is None else f"{score:g}"
