"""What `nbverdict review` shows of names and comments that others wrote."""

from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from nbverdict.commands.review import _preview, list_reviews
from nbverdict.course.grade_class import Classroom
from nbverdict.report.class_results import gather_class
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.queue import Reason, groups_of
from nbverdict.report.reviews import Reviews, changes
from tests import small_course
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


def test_the_list_of_reviews_is_whole_in_a_narrow_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Words are broken, and none is cut."""
    root = small_course.build(tmp_path)
    small_course.hand_in(root, "a-student-of-a-long-name", why="Because.")
    list(Classroom(root).grade("hw", ["a-student-of-a-long-name"]))
    room = CourseFiles(root)
    [group] = [one for one in groups_of(gather_class(room, "hw")) if one.reason is Reason.WRITTEN]
    Reviews(room, "hw").give(group, score=1, comment="unquestionably", by="somebody")
    monkeypatch.setenv("COLUMNS", "80")
    list_reviews(root, "hw")
    columns = zip(
        *(line.split("│") for line in capsys.readouterr().out.splitlines() if "│" in line), strict=True
    )
    told = ["".join(part.strip() for part in column) for column in columns]

    assert {"a-student-of-a-long-name", "unquestionably", "somebody"} <= {*told}


def test_that_there_is_no_review_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not an empty table."""
    list_reviews(small_course.build(tmp_path), "hw")

    assert capsys.readouterr().out == "no review of `hw` was given\n"


def test_a_preview_says_what_an_answer_has_though_it_waits() -> None:
    """Points of an earlier grading count until somebody decides: who gives fewer takes some away."""
    waits = answer("ada", automatic=False, waits=True)
    groups = groups_of([replace(waits, by_hand=True, score=3.0), replace(waits, by_hand=False, score=0.0)])
    [rows] = [list(changes(group, 2.5)) for group in groups]

    assert [row[1:] for row in rows] == [("3, waits", "2.5"), ("waits", "2.5")]
