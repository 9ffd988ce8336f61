"""What people gave a submission: laid aside where a later one cannot be graded, and given back.

nbgrader keeps such points through every regrade, so an older score would stand.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from nbgrader.api import Gradebook

Given = Mapping[str, Mapping[str, tuple[float | None, float | None]]]  # by notebook and cell: points, extra


def take_off(book: Gradebook, assignment: str, student: str, notebooks: Collection[str]) -> Given:
    """Take what people gave off these notebooks, and return it."""
    given: dict[str, dict[str, tuple[float | None, float | None]]] = {}
    for notebook, grade in _grades(book, assignment, student):
        if notebook in notebooks and (grade.manual_score, grade.extra_credit) != (None, None):
            given.setdefault(notebook, {})[grade.name] = (grade.manual_score, grade.extra_credit)
            grade.manual_score = grade.extra_credit = None
    book.db.commit()
    return given


def give_back(book: Gradebook, assignment: str, student: str, given: Given) -> None:
    """Give back what was taken off, where nobody has given anything since."""
    for notebook, grade in _grades(book, assignment, student):
        points = given.get(notebook, {}).get(grade.name)
        if points and (grade.manual_score, grade.extra_credit) == (None, None):
            grade.manual_score, grade.extra_credit = points
            grade.needs_manual_grade = False
    book.db.commit()


def _grades(book: Gradebook, assignment: str, student: str) -> Iterator[tuple[str, Any]]:
    for notebook in book.find_submission(assignment, student).notebooks:
        for grade in notebook.grades:
            yield notebook.name, grade
