"""What counts of a notebook: its grade cells, and the hash of what its student wrote."""

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from nbverdict.notebook.submission import hidden_call, read_grade_cell, split_hidden

GRADE = {"grade": True, "solution": False, "locked": True, "points": 3, "grade_id": "g"}
CALL = 'from nbverdict import grade\ngrade("plot_t5")'
HIDDEN = f"x = 1\n### BEGIN HIDDEN TESTS\n{CALL}\n### END HIDDEN TESTS\ny = 2"


def cell(source: str, **told: Any) -> Any:
    """Return a code cell with nbgrader's metadata."""
    return new_code_cell(source, metadata={"nbgrader": told} if told else {})


def test_the_visible_part_is_what_a_student_sees() -> None:
    """Hidden lines and their marks are cut out, the rest keeps its order."""
    assert split_hidden(HIDDEN) == ("x = 1\ny = 2", CALL)


@pytest.mark.parametrize(
    ("hidden", "name"),
    [
        ('from nbverdict import grade\ngrade("plot_t5")', "plot_t5"),
        ('grade("a"); grade("b")', None),
        ("assert plot_t5 is not None", None),
        ("grade(name)", None),
        ("not python", None),
        ("", None),
    ],
)
def test_a_hidden_call_stands_alone(hidden: str, name: str | None) -> None:
    """Anything but one call with a literal name is an ordinary test cell."""
    assert hidden_call(hidden) == name


def test_only_automatic_test_cells_are_grade_cells() -> None:
    """Manual answers, solutions and text are not."""
    graded = read_grade_cell(cell(HIDDEN, **GRADE))

    assert graded is not None
    assert graded.challenge == "plot_t5"
    assert read_grade_cell(cell(HIDDEN, **{**GRADE, "solution": True})) is None
    assert read_grade_cell(cell("x")) is None
    assert read_grade_cell(new_markdown_cell("x", metadata={"nbgrader": GRADE})) is None
