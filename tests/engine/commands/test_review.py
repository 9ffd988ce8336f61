"""What `nbverdict review` shows of names and comments that others wrote."""

from dataclasses import replace

from rich.console import Console

from nbverdict.commands.review import _preview
from nbverdict.report.queue import groups_of
from nbverdict.report.reviews import changes
from tests.engine.report.test_queue import answer


def test_a_preview_shows_names_as_they_are() -> None:
    """Brackets are no markup, and nothing moves the cursor."""
    names = ("Doe, Jane [ext]", "e\x1b[2Kx")
    [group] = groups_of([answer(name, automatic=False, waits=True) for name in names])
    console = Console(width=100, record=True)
    console.print(_preview(group, 1, "see [1]\x1b[2K"))
    said = console.export_text()

    assert "Doe, Jane [ext]" in said
    assert "with the comment: see [1]" in said
    assert "\x1b" not in said


def test_a_preview_says_what_an_answer_has_though_it_waits() -> None:
    """Points of an earlier grading count until somebody decides: who gives fewer takes some away."""
    waits = answer("ada", automatic=False, waits=True)
    groups = groups_of([replace(waits, by_hand=True, score=3.0), replace(waits, by_hand=False, score=0.0)])
    [rows] = [list(changes(group, 2.5)) for group in groups]

    assert [row[1:] for row in rows] == [("3, waits", "2.5"), ("waits", "2.5")]
