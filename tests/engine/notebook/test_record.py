"""What grading leaves in a cell is what nbgrader's own rules turn into the score that was meant."""

from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from nbverdict.judging.verdict import CheckStatus, CheckVerdict, Verdict
from nbverdict.notebook.record import (
    GradeRecord,
    Ungraded,
    read_record,
    record_ungraded,
    record_unprotected,
    record_verdict,
)

ERROR = new_output("error", ename="E", evalue="e", traceback=["E: e"])
STDERR = new_output("stream", name="stderr", text="a warning")
CLAIM = new_output("execute_result", data={"text/plain": "3"}, execution_count=1)


def cell(*outputs: Any) -> Any:
    """Return a grade cell worth 3 points with these outputs."""
    told = {"grade": True, "solution": False, "locked": True, "points": 3, "grade_id": "g"}
    return new_code_cell("test", outputs=list(outputs), metadata={"nbgrader": told})


def verdict(earned: float, status: CheckStatus = CheckStatus.WRONG) -> Verdict:
    """Return a verdict of one check worth 3 points."""
    return Verdict("plot_t5", (CheckVerdict("c", "the line <b>", 3, earned, status, "`x` & more"),))


@pytest.mark.parametrize("earned", [0.0, 1.5, 3.0])
@pytest.mark.parametrize(
    "outputs", [(), (ERROR,), (STDERR,), (CLAIM,)], ids=["none", "error", "stderr", "claim"]
)
def test_nbgrader_reads_the_verdict_and_nothing_else(earned: float, outputs: tuple[Any, ...]) -> None:
    """Whatever the visible part put out decides no points."""
    graded = cell(*outputs)
    record_verdict(graded, verdict(earned), 3)

    assert determine_grade(graded) == (earned, 3)
    assert sum(output.output_type == "execute_result" for output in graded.outputs) == 1


def test_a_verdict_never_exceeds_the_cell() -> None:
    """Where a cell is worth less than its checks, nbgrader still takes the number."""
    graded = cell()
    record_verdict(graded, verdict(99), 3)

    assert determine_grade(graded) == (3, 3)


def test_the_table_is_escaped_and_reads_backticks_as_code() -> None:
    """No text of a student's becomes markup."""
    graded = cell()
    record_verdict(graded, verdict(0), 3)
    html = graded.outputs[-1].data["text/html"]

    assert "the line &lt;b&gt;" in html
    assert "<code>x</code> &amp; more" in html


def test_no_formula_is_read_into_the_table() -> None:
    """Jupyter typesets HTML, and a sentence may quote a student's words."""
    graded = cell()
    told = CheckVerdict("c", "d", 3, 0, CheckStatus.WRONG, r"got $\href{/x}{y}$")
    record_verdict(graded, Verdict("plot_t5", (told,)), 3)

    assert r"<span>$</span>\href{/x}{y}<span>$</span>" in graded.outputs[-1].data["text/html"]
    record_ungraded(graded, Ungraded(reason="`a$b$` cannot be read"))
    assert "<code>a<span>$</span>b<span>$</span></code>" in graded.outputs[-1].data["text/html"]


def test_the_record_says_what_waits_for_a_person() -> None:
    """Summaries and the pending mark read it."""
    graded = cell()
    record_verdict(graded, verdict(0, CheckStatus.UNREAD), 3)

    record = read_record(graded)
    assert record
    assert record.pending == "c is unread"


def test_ungraded_is_zero_with_the_reason() -> None:
    """The student reads why."""
    graded = cell(CLAIM)
    record_ungraded(graded, Ungraded(reason="the file is <cut>"))

    assert determine_grade(graded) == (0, 3)
    assert "the file is &lt;cut&gt;" in graded.outputs[-1].data["text/html"]


def test_what_a_hidden_line_raised_is_for_staff() -> None:
    """It stands in the record, and not in the one that a page is made of."""
    record = GradeRecord(unprotected=True, failed="hidden", hidden="`assert npp` raises NameError")

    assert record.for_student() == GradeRecord(unprotected=True, failed="hidden")


NUMBER = "Not a number of points"
NOT_RUN = "This cell was not run: the notebook's process had ended or its time was used up"


def _result(text: str) -> NotebookNode:
    return new_output("execute_result", data={"text/plain": text}, execution_count=1)


@pytest.mark.parametrize(
    ("outputs", "ran", "score", "failed"),
    [
        ((), True, 3, ""),
        ((STDERR,), True, 3, ""),
        ((ERROR,), True, 0, "E: e"),
        ((_result("2"),), True, 2, ""),
        ((_result("nan"),), True, 0, NUMBER),
        ((_result("-1"),), True, 0, NUMBER),
        ((), False, 0, NOT_RUN),
    ],
    ids=["silent", "stderr", "error", "partial", "nan", "negative", "not run"],
)
def test_an_ordinary_test_cell_scores_as_on_stock(
    outputs: tuple[Any, ...],
    ran: bool,  # noqa: FBT001
    score: float,
    failed: str,
) -> None:
    """But stderr costs nothing, silence of a cell that was not run earns nothing, and a 0 has its reason."""
    graded = cell(*outputs)
    record_unprotected(graded, ran=ran)

    record = read_record(graded)
    assert determine_grade(graded) == (score, 3)
    assert record == GradeRecord(points=score, unprotected=True, failed=failed)
