"""What people gave a submission: laid aside where a later one cannot be graded, and given back.

nbgrader keeps such points through every regrade, so an older score would stand.
"""

from collections.abc import Collection, Iterator
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from graders.grading.versions import Given, Version, Versions


def settle(book: Gradebook, versions: Versions, version: Version, graded: Collection[str]) -> Given:
    """Let what people gave stand for the version that they gave it to, and for no ungraded notebook.

    It is written down before it is taken off. What was given back is returned, and is to be forgotten once it
    stands in the course's gradebook: a run that is cut off loses nothing.
    """
    whose = versions.assignment, versions.student
    before, now = versions.newest(), versions.find(version.digest) or version
    if before and before.digest != now.digest:
        versions.lay_aside(before, _given(book, *whose))
        _take_off(book, *whose, graded)
    # a version whose first grading this machine failed at keeps what nbgrader would have kept for it
    kept = before.given if before and not now.order else {}
    back = {name: cells for name, cells in {**kept, **now.given}.items() if name in graded}
    if back:
        _give_back(book, *whose, back, reviewed=now.given)
    return back


def withdraw(book: Gradebook, assignment: str, student: str) -> None:
    """Leave no older score standing where a submission could not be graded now."""
    for _, grade in _grades(book, assignment, student):
        grade.auto_score, grade.needs_manual_grade = 0, True
    book.db.commit()


def _given(book: Gradebook, assignment: str, student: str) -> Given:
    """Return what people gave."""
    given: dict[str, dict[str, tuple[float | None, float | None]]] = {}
    for notebook, grade in _grades(book, assignment, student):
        if (grade.manual_score, grade.extra_credit) != (None, None):
            given.setdefault(notebook, {})[grade.name] = (grade.manual_score, grade.extra_credit)
    return given


def _take_off(book: Gradebook, assignment: str, student: str, graded: Collection[str]) -> None:
    """Take what people gave off all notebooks but those that were graded."""
    for notebook, grade in _grades(book, assignment, student):
        if notebook not in graded:
            grade.manual_score = grade.extra_credit = None
    book.db.commit()


def _give_back(
    book: Gradebook, assignment: str, student: str, given: Given, *, reviewed: Collection[str]
) -> None:
    """Give back what was taken off, where nobody has given anything since.

    Only what was given to this very version counts as reviewed; of other notebooks the answers may differ.
    """
    for notebook, grade in _grades(book, assignment, student):
        points = given.get(notebook, {}).get(grade.name)
        if points and (grade.manual_score, grade.extra_credit) == (None, None):
            grade.manual_score, grade.extra_credit = points
            grade.needs_manual_grade = notebook not in reviewed
    book.db.commit()


def _grades(book: Gradebook, assignment: str, student: str) -> Iterator[tuple[str, Any]]:
    try:
        notebooks = book.find_submission(assignment, student).notebooks
    except MissingEntry:
        return
    for notebook in notebooks:
        for grade in notebook.grades:
            yield notebook.name, grade
