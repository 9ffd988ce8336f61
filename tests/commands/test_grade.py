"""The summary of `course grade`: points, and the first thing that went wrong."""

from rich.console import Console

from graders.commands.grade import print_summary
from graders.grading.classroom import Graded
from graders.grading.results import Result


def summary(*graded: Graded) -> str:
    """Return what the summary prints, on one line."""
    console = Console(width=100, record=True)
    print_summary(graded, console)
    return " ".join(console.export_text().replace("│", " ").split())


def test_one_sentence_for_several_challenges_is_said_once() -> None:
    """A process that ended is one thing that went wrong, not three."""
    ended = "gave no answer: your notebook's process ended"
    results = [Result("ned", name, 0, 5, "", (f"`{name}` {ended}",)) for name in ("plot_t5", "compare_t5")]

    assert f"ned 0/5 0/5 plot_t5, compare_t5: {ended}" in summary(Graded("ned", tuple(results)))


def test_what_waits_for_a_person_is_marked() -> None:
    """A question mark stands beside the points, and the reason in words."""
    result = Result("oli", "plot_t5", 0, 3, "the notebook file is damaged", ())

    assert "oli 0/3 ? plot_t5: waits for a person: the notebook file is damaged" in summary(
        Graded("oli", (result,))
    )


def test_a_students_text_is_no_markup() -> None:
    """Square brackets of a student's line stay as they are."""
    result = Result("kim", "plot_t5", 0, 3, "", ("raised KeyError at your line `T5[name]`",))

    assert "`T5[name]`" in summary(Graded("kim", (result,)))


def test_a_machine_that_failed_is_said() -> None:
    """No points are shown where nothing was graded."""
    assert "not graded: no space left" in summary(Graded("eva", (), error="no space left"))
