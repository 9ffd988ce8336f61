"""Reading what grading left behind: a test always has a result, and no cell stops anybody."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nbverdict.notebook.record import RECORD, Ungraded, record_ungraded, record_unprotected
from nbverdict.notebook.results import NO_RECORD, CellResult, read_results

TEST = {"grade": True, "solution": False, "locked": True, "points": 3, "grade_id": "grade_half"}


def read(folder: Path, *cells: Any) -> list[CellResult]:
    """Return the results of a notebook of these cells."""
    nbformat.write(new_notebook(cells=list(cells)), folder / "p.ipynb")
    return read_results(folder, "ada")


def cell(**record: Any) -> Any:
    """Return a test with what grading found of it."""
    return new_code_cell("assert half(3) == 1.5", metadata={"nbgrader": TEST, **record})


def test_a_test_is_one_by_what_it_is(tmp_path: Path) -> None:
    """Not by what was written of it; one that was not graded has not run in anybody's process."""
    good, ungraded = cell(), cell()
    record_unprotected(good, ran=True)
    record_ungraded(ungraded, Ungraded(reason="the machine"))

    assert [one.unprotected for one in read(tmp_path, good, ungraded)] == [True, False]
    assert [one.earned for one in read(tmp_path, good, ungraded)] == [3, 0]


@pytest.mark.parametrize(
    "record",
    [
        {},
        {RECORD: []},
        {RECORD: None},
        {RECORD: {"version": 1, "points": 3, "verdict": {"challenge": "c"}}},
        {RECORD: {"version": 1, "points": "3"}},
        {RECORD: {"version": 2, "points": 3}},
        {RECORD: {"challenge": "c", "earned": 3, "worth": 3, "pending": "", "checks": []}},
    ],
    ids=["none", "a list", "null", "half", "of another type", "a later form", "an earlier form"],
)
def test_a_test_without_a_result_waits(tmp_path: Path, record: dict[str, Any]) -> None:
    """Whatever its outputs say, it has no points until a person decides."""
    lost = cell(**record)
    lost.outputs = [new_output("execute_result", data={"text/plain": "3"}, execution_count=1)]
    [found] = read(tmp_path, lost)

    assert (found.pending, found.earned, found.worth, found.machine) == (NO_RECORD.reason, 0, 3, False)
    assert (found.cell, found.challenge) == ("grade_half", "half")


def test_what_is_written_on_a_cell_that_is_not_graded_is_no_result(tmp_path: Path) -> None:
    """It belongs to nothing that the gradebook knows; an unanswered question has none either."""
    question = new_markdown_cell("Why?", metadata={"nbgrader": {**TEST, "solution": True}})

    assert read(tmp_path, new_code_cell("1", metadata={RECORD: {"unprotected": True}}), question) == []
