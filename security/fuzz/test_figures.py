"""What `python -m security.fuzz` computes from its rows: each figure goes bad by its own rows."""

from dataclasses import replace
from pathlib import Path

import pytest

from security.fuzz.rows import BAD, Cell, Row, figures, is_good, read_rows, told_of, write_row

SENTENCE = "the notebook file is damaged: open it in Jupyter, save it and hand it in again"
CELL = Cell(name="test", earned=0, worth=2, reason=SENTENCE)
GOOD = Row(
    number=0,
    seed=0,
    student="s0000",
    notebook="part0",
    changes=("truncated",),
    cells=(CELL,),
    cpu=0.2,
    wall=0.9,
    cpu_budget=30,
    wall_budget=900,
)


def test_rows_that_are_as_they_should_be_are_good() -> None:
    """If as many were tried as were asked for."""
    told = figures([GOOD, replace(GOOD, notebook="part1")])

    assert told == {"notebooks": 2, **dict.fromkeys(BAD, 0)}
    assert is_good(told, enough=2)
    assert not is_good(told, enough=3)


@pytest.mark.parametrize(
    ("figure", "row"),
    [
        ("crashed_class", replace(GOOD, class_ended="ValueError")),
        ("crashed_class", replace(GOOD, class_ended="ValueError", cells=())),
        ("beyond_budget", replace(GOOD, cpu=36.0)),
        ("beyond_budget", replace(GOOD, wall=906.0)),
        ("beyond_budget", replace(GOOD, left=("17: python",))),
        ("without_page", replace(GOOD, page="there is no page")),
        ("unreasoned", replace(GOOD, error="no feedback page")),
        ("unreasoned", replace(GOOD, cells=())),
        ("unreasoned", replace(GOOD, cells=(replace(CELL, reason=""),))),
        ("unreasoned", replace(GOOD, cells=(replace(CELL, student_reads=False),))),
        ("unreasoned", replace(GOOD, cells=(replace(CELL, staff_read=False),))),
        ("unreasoned", replace(GOOD, cells=(replace(CELL, reason="KeyError: 'cells'"),))),
        ("unreasoned", replace(GOOD, cells=(replace(CELL, reason="it could not be graded (TypeError)"),))),
        ("unreasoned", replace(GOOD, cells=(replace(CELL, reason="Traceback (most recent call last)"),))),
        ("unreasoned", replace(GOOD, cells=(replace(CELL, reason="a process ended with exit status 92"),))),
    ],
)
def test_a_bad_row_makes_its_figure_bad(figure: str, row: Row) -> None:
    """And no other one."""
    told = figures([GOOD, row])

    assert [name for name in BAD if told[name]] == [figure]
    assert not is_good(told, enough=2)
    assert figure == "crashed_class" or told_of(row)


def test_rows_are_read_as_they_were_written(tmp_path: Path) -> None:
    """Figures come from the file alone."""
    rows = [GOOD, replace(GOOD, left=("17: python",), error="it")]
    for row in rows:
        write_row(row, tmp_path / "rows.jsonl")

    assert read_rows(tmp_path / "rows.jsonl") == rows
