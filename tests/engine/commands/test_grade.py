"""The summary of `nbverdict grade`: points, and the first thing that went wrong."""

from typing import Any

from rich.console import Console

from nbverdict.commands.foresee import print_foreseen
from nbverdict.commands.grade import print_summary
from nbverdict.course.dry_run import Foreseen, Move
from nbverdict.course.task import Graded
from nbverdict.gradebook.totals import Total
from nbverdict.judging.verdict import CheckStatus, CheckVerdict, Verdict
from nbverdict.notebook.results import CellResult
from tests import results
from tests.results import ungraded


def summary(*graded: Graded) -> str:
    """Return what the summary prints, on one line."""
    console = Console(width=100, record=True)
    print_summary(graded, console, {})
    return " ".join(console.export_text().replace("│", " ").split())


def result(challenge: str, earned: float, worth: float, **more: Any) -> CellResult:
    """Return a result of the notebook `challenges`, or of another."""
    told = {"student": "ned", "notebook": "challenges", **more}
    return results.result(challenge, earned=earned, worth=worth, **told)


def one_check(challenge: str, sentence: str = "", *, status: CheckStatus = CheckStatus.ENDED) -> Verdict:
    """Return a verdict of one check."""
    return Verdict(challenge, (CheckVerdict("has_a_table", "It has a table", 5.0, 0.0, status, sentence),))


def test_a_column_sums_up_a_notebook() -> None:
    """What people judge is not counted."""
    first = [result("plot_t5", 2, 3), result("compare_t5", 7, 7), result("answer", 0, 2, automatic=False)]
    second = [result("scale", 4, 4, notebook="lesson")]

    assert "ned 9/10 4/4" in summary(Graded("ned", (*first, *second)))


def test_it_fits_a_terminal_of_80_columns() -> None:
    """No line is longer, and no points are cut."""
    found = [result("plot_t5", 0, 20, doubt="x " * 80), result("a", 12.5, 15, notebook="lesson")]
    console = Console(width=80, record=True)
    print_summary([Graded("a-long-student-id", tuple(found), notes=("took `a` for `b`",))], console, {})
    said = console.export_text()

    assert max(map(len, said.splitlines())) <= 80
    assert "0/20 ?" in said
    assert "12.5/15" in said


def test_one_sentence_for_several_challenges_is_said_once() -> None:
    """A process that ended is one thing that went wrong, not three."""
    ended = "gave no answer: your notebook's process ended"
    names = ("plot_t5", "compare_t5")
    found = [result(name, 0, 5, verdict=one_check(name, f"`{name}` {ended}")) for name in names]

    assert f"ned 0/10 plot_t5, compare_t5: {ended}" in summary(Graded("ned", tuple(found)))


def test_what_waits_for_a_person_is_marked() -> None:
    """A question mark stands beside the points, and the reason in words."""
    one = result("plot_t5", 0, 3, verdict=one_check("plot_t5", status=CheckStatus.UNREAD))

    assert "ned 0/3 ? plot_t5: waits for a person: has_a_table is unread" in summary(Graded("ned", (one,)))


def test_a_notebook_that_was_not_graded_is_named_once() -> None:
    """Not each of its challenges."""
    record = ungraded("it is not there", pending=False)
    found = [result(name, 0, 5, record=record) for name in ("a", "b")]

    assert "ned 0/10 challenges: it is not there" in summary(Graded("ned", tuple(found)))


def test_a_test_of_plain_nbgrader_that_fails_is_named() -> None:
    """Without a reason it did not pass; partial credit is what it gave; one that passed is not named."""
    found = [result(name, got, 2, unprotected=True) for name, got in (("a", 0), ("b", 1), ("c", 2))]

    said = summary(Graded("ned", tuple(found)))
    assert "ned 3/6 a: its test did not pass b: its test gave 1 of 2" in said


def test_a_name_moves_no_cursor() -> None:
    """Nor is it read as the words of ours that it may hold."""
    foreseen = Foreseen((), must_run=("[red]a", "e\x1b[2Kx"), failed=("b\x1b[5Ac",))
    console = Console(width=100, record=True)
    print_summary([Graded("e\x1b[2Kx [b]", (result("plot_t5", 3, 3),))], console, {})
    print_foreseen(foreseen, console)
    said = console.export_text()

    assert "\x1b" not in said
    assert "e [2Kx [b]" in said
    assert "must run first, so what they will have is not known: 2 ([red]a, e [2Kx)" in said


def test_why_a_plain_test_would_move_is_told() -> None:
    """It has no checks that could be named."""
    move = Move(student="ada", challenge="test_k", before=1.0, after=2.0, checks=(), by_hand=None)
    console = Console(width=100, record=True)
    print_foreseen(Foreseen((move,), must_run=(), failed=()), console)

    assert "ada │ test_k │ 1 │ 2 │ its test" in " ".join(console.export_text().split())


def test_a_total_stands_beside_the_points_of_tests() -> None:
    """It has the points that people gave; a question mark says that something waits."""
    console = Console(width=100, record=True)
    print_summary(
        [Graded("ada", (result("plot_t5", 3, 3),)), Graded("eva", (), error="no space left")],
        console,
        {"ada": Total(score=4.5, worth=6, waiting=1)},
    )
    said = console.export_text().replace("│", "").split()

    assert said[said.index("ada") :][:4] == ["ada", "3/3", "4.5/6", "?"]
    assert said[said.index("eva") :][:3] == ["eva", "-", "not"]


def test_what_was_done_before_is_told() -> None:
    """In a line of its own, below what went wrong."""
    told = Graded("cal", (result("plot_t5", 3, 3),), notes=("took `a.ipynb` for `b.ipynb`",))

    assert "cal 3/3 took `a.ipynb` for `b.ipynb`" in summary(told)


def test_a_students_text_is_no_markup() -> None:
    """Square brackets of a student's line or file name stay as they are."""
    one = result("plot_t5", 0, 3, verdict=one_check("plot_t5", "raised KeyError at your line `T5[name]`"))

    assert "`T5[name]`" in summary(Graded("kim", (one,)))
    for text in ("[red]", "\\[/red]", "[/]"):
        assert f"`{text}`" in summary(Graded("kim", (one,), notes=(f"took `{text}`",)))


def test_a_machine_that_failed_is_said() -> None:
    """No points are shown where nothing was graded."""
    assert "not graded: no space left" in summary(Graded("eva", (), error="no space left"))


def test_a_page_that_could_not_be_made_is_said_beside_the_points() -> None:
    """The grading itself stands."""
    told = Graded("eva", (result("plot_t5", 3, 3),), error="no feedback page: it is broken")

    assert "eva 3/3 no feedback page: it is broken" in summary(told)
