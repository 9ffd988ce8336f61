"""nbgrader's own tests, with and without this configuration: what differs has a reason, and only that."""

from pathlib import Path

import pytest
from rich.console import Console

from tools.stock_suite.__main__ import judged, run_both
from tools.stock_suite.page import BEGIN, END, PAGE, table
from tools.stock_suite.reasons import REASONS, Reason
from tools.stock_suite.rows import Row, compared, complaints, figures
from tools.stock_suite.sides import MISSING, Outcome

TEST = "autograde::test_one"
REASON = Reason(TEST, "the student's file goes", "no file")
ON_STOCK = Outcome(TEST, "passed", commands=1, graded=1)
FAILED = Outcome(TEST, "failed", "no file", commands=1, configured=1, graded=1, graded_by_engine=1)
PASSED = Outcome(TEST, "passed", commands=1, configured=1, graded=1, graded_by_engine=1)
QUICK = ("zip_collect::test_collect_single_notebook", "zip_collect::test_collect_duplicate_fail")
GRADED = "autograde::test_incorrect_submitted_kernelspec"


def told(stock: Outcome, ours: Outcome, *reasons: Reason) -> tuple[tuple[Row, ...], list[str]]:
    """Return the rows of one test, and what is wrong with them."""
    before = {TEST: stock}
    rows = compared(before, {TEST: ours}, reasons)
    return rows, list(complaints(rows, before, reasons))


def test_the_page_has_each_reason() -> None:
    """As the table has it, and no other."""
    written = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]

    assert "\n".join(table(REASONS)) in written
    assert written.count("\n| `") == len(REASONS) == len({one.test for one in REASONS})


def test_a_difference_needs_a_reason() -> None:
    """With one nothing is wrong; without one the test is named, with what it said."""
    explained, nothing = told(ON_STOCK, FAILED, REASON)
    unexplained, [wrong] = told(ON_STOCK, FAILED)

    assert nothing == []
    assert figures(explained) == {"tests": 1, "alike": 0, "differ": 1, "unexplained": 0}
    assert figures(unexplained)["unexplained"] == 1
    assert wrong.startswith(TEST)
    assert "no file" in wrong


def test_a_reason_explains_one_failure() -> None:
    """A test that begins to fail elsewhere has none."""
    rows, wrong = told(ON_STOCK, Outcome(TEST, "failed", "a traceback"), REASON)

    assert figures(rows)["unexplained"] == 1
    assert "a traceback" in wrong[0]


def test_a_reason_needs_a_difference() -> None:
    """What no longer differs must lose its reason."""
    _, wrong = told(ON_STOCK, PASSED, REASON)

    assert wrong == [f"{TEST}: it has a reason, and does not differ"]


def test_a_test_that_never_ends_is_told() -> None:
    """Also if it ends on neither side."""
    never = Outcome(TEST, MISSING)

    assert told(never, never)[1] == [f"{TEST}: it never ended"]


@pytest.mark.parametrize(
    ("stock", "ours"),
    [
        (ON_STOCK, Outcome(TEST, "passed", commands=2, configured=1)),
        (ON_STOCK, Outcome(TEST, "passed", graded=1)),
        (PASSED, PASSED),
    ],
)
def test_each_side_reads_its_own_configuration(stock: Outcome, ours: Outcome) -> None:
    """Else a test that ends alike shows nothing."""
    assert told(stock, ours)[1]


@pytest.mark.slow
def test_nbgraders_tests_run_both_ways(tmp_path: Path) -> None:
    """In processes of their own: the engine reads the course on one side alone, and a difference is found."""
    tests = (*QUICK, GRADED)
    run_both(tests, tmp_path, Console(quiet=True))
    rows, wrong = judged(tests, tmp_path, REASONS)
    by_name = {one.test: one for one in rows}

    assert wrong == ()
    assert {one.test: (one.stock, one.ours) for one in rows} == {
        QUICK[0]: ("passed", "passed"),
        QUICK[1]: ("passed", "failed"),
        GRADED: ("passed", "passed"),
    }
    assert by_name[QUICK[1]].reason
    assert by_name[GRADED].graded_by_engine == 1
    assert len((tmp_path / "rows.jsonl").read_text("utf-8").splitlines()) == len(tests)
