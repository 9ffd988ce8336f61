"""What a student has in an assignment is what the gradebook says now."""

from typing import Any

from nbverdict.gradebook.totals import Total, totals_of
from tests.engine.gradebook.test_late import book

__all__ = ["book"]  # a fixture


def test_a_total_is_of_tests_and_people_less_what_lateness_costs(book: Any) -> None:
    """It is never below nothing, and another assignment's points are not in it."""
    book.add_assignment("other")
    book.add_notebook("p", "other")
    book.add_grade_cell("t", "p", "other", max_score=7, cell_type="code")
    book.add_submission("other", "ada")
    grade = book.find_grade("t", "p", "hw", "ada")
    grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 3.0, 0.5, True
    late = book.find_submission_notebook("p", "hw", "ada")
    late.late_submission_penalty = 0.25
    book.db.commit()

    assert totals_of(book, "hw") == {"ada": Total(score=3.25, worth=4.0, waiting=1)}
    assert str(totals_of(book, "hw")["ada"]) == "3.25/4 ?"
    grade.needs_manual_grade, late.late_submission_penalty = False, 9.0
    book.db.commit()
    assert str(totals_of(book, "hw")["ada"]) == "0/4"


def test_an_assignment_that_nobody_handed_in_has_no_totals(book: Any) -> None:
    """Nor has one that is not there."""
    assert totals_of(book, "another") == {}
