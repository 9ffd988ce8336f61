"""Manual scores: each belongs to the answer that the person saw, whatever is handed in before or after it.

nbgrader keeps manual scores through every regrade, so an outdated score would stand.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from nbverdict.gradebook.rows import Page
from nbverdict.intake.versions import Given, Points, SubmissionVersion, Versions


def seen_answers(page: Page, answers: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """Return which answers the person saw who gave the points on a page, by the names of their cells.

    `answers` has the digests of the last grading. Points that wait for review were given to another answer.
    """
    given = (row for row in page.grades if row["manual_score"] is not None or row["extra_credit"])
    seen = [names.get(row["cell_id"], "") for row in given if not row["needs_manual_grade"]]
    return {name: answers[name] for name in seen if name in answers}


def settle(
    book: Gradebook,
    versions: Versions,
    version: SubmissionVersion,
    graded: Collection[str],
    *,
    seen: Mapping[str, str],
    answers: Mapping[str, str],
) -> Given:
    """Restore the manual scores of answers that people saw; changed answers wait, ungraded ones lose them.

    Scores are written before they are removed. Restored ones are returned, to be forgotten once they stand in
    the course's gradebook, so an interrupted run loses nothing.
    """
    whose = versions.assignment, versions.student
    before, now = versions.newest(), versions.find(version.digest) or version
    if before and before.digest != now.digest:
        versions.lay_aside(before, _given(book, *whose, seen))
        _take_off(book, *whose, graded)
    # if this machine failed at its first grading, a version keeps what nbgrader would have kept for it
    kept = before.given if before and not now.order else {}
    back = {name: cells for name, cells in {**kept, **now.given}.items() if name in graded}
    for notebook, grade in _grades(book, *whose):
        name = f"{notebook}/{grade.name}"
        saw = _give_back(grade, back.get(notebook, {}).get(grade.name), seen.get(name, ""))
        _ask(grade, same=bool(saw) and saw == answers.get(name))
    book.db.commit()
    return back


def withdraw(book: Gradebook, assignment: str, student: str) -> None:
    """Withdraw older scores of a submission that could not be graded now."""
    for _, grade in _grades(book, assignment, student):
        grade.auto_score, grade.needs_manual_grade = 0, True
    book.db.commit()


def _given(book: Gradebook, assignment: str, student: str, seen: Mapping[str, str]) -> Given:
    """Return the manual scores, and the answers that they belong to."""
    given: dict[str, dict[str, Points]] = {}
    for notebook, grade in _grades(book, assignment, student):
        if (grade.manual_score, grade.extra_credit) != (None, None):
            saw = seen.get(f"{notebook}/{grade.name}", "")
            given.setdefault(notebook, {})[grade.name] = (grade.manual_score, grade.extra_credit, saw)
    return given


def _take_off(book: Gradebook, assignment: str, student: str, graded: Collection[str]) -> None:
    """Remove the manual scores of all notebooks that were not graded."""
    for notebook, grade in _grades(book, assignment, student):
        if notebook not in graded:
            grade.manual_score = grade.extra_credit = None
    book.db.commit()


def _give_back(grade: Any, laid_aside: Points | None, saw: str) -> str:
    """Restore a stored score unless a person gave another since; return which answer they saw."""
    standing = grade.manual_score, grade.extra_credit
    if laid_aside and not saw and standing in ((None, None), laid_aside[:2]):
        grade.manual_score, grade.extra_credit, saw = laid_aside
    return saw


def _ask(grade: Any, *, same: bool) -> None:
    """Mark for review only points that were given to another answer.

    nbgrader marks every manual score, never extra credit, and a task until somebody gives it a score, even if
    that score is removed later.
    """
    if grade.manual_score is not None:
        grade.needs_manual_grade = not same
    elif grade.auto_score is None or (grade.extra_credit and not same):
        grade.needs_manual_grade = True


def _grades(book: Gradebook, assignment: str, student: str) -> Iterator[tuple[str, Any]]:
    try:
        notebooks = book.find_submission(assignment, student).notebooks
    except MissingEntry:
        return
    for notebook in notebooks:
        for grade in notebook.grades:
            yield notebook.name, grade
