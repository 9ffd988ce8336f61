"""The exchange carries the page that a student reads."""

from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log

from nbverdict.course.grade_class import Classroom
from nbverdict.feedback.releasing import Release
from tests import small_course
from tests.small_course import STRICT, hand_in
from tests.test_class import run

DRAWN = "0f" * 64  # as `nbgrader submit` draws it
LEFT_OPEN = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # nbgrader's stamps


def test_release_feedback_carries_the_page_as_it_is(tmp_path: Path) -> None:
    """It lies in the exchange under the name that only its student can compute, and is renewed there."""
    root, exchange = tmp_path / "course", tmp_path / "exchange"
    root.mkdir()
    (exchange / "transformers").mkdir(parents=True)
    exchange.chmod(0o777)
    small_course.build(root)
    handed_in = hand_in(root, "ada", STRICT)
    (handed_in.parent / "submission_secret.txt").write_text(DRAWN)
    (handed_in.parent / "timestamp.txt").write_text("2026-11-25 10:00:00.000000 UTC")
    room = Classroom(root)
    assert all(not one.error for one in room.grade("hw", ["ada"]))
    (root / "feedback/aaa/hw").mkdir(parents=True)  # who handed in some other way
    (root / "feedback/aaa/hw/p.html").write_text("")
    outcome = run(root, "nbgrader", "release_feedback", "hw", f"--Exchange.root={exchange}")
    [released] = (exchange / "transformers/feedback").glob("*.html")
    page = root / "feedback/ada/hw/p.html"

    assert outcome.returncode == 0, outcome.stderr
    assert "`feedback/aaa/hw` is not released" in outcome.stderr
    assert released.read_bytes() == page.read_bytes()
    assert "A token may not look at itself" in released.read_text("utf-8")


@LEFT_OPEN
def test_what_is_odd_of_one_student_stops_no_other(tmp_path: Path) -> None:
    """Pages that nobody could find are told in a line each; who comes after them gets theirs."""
    (tmp_path / "exchange/transformers").mkdir(parents=True)
    (tmp_path / "exchange").chmod(0o777)
    for student in ("ada", "ben", "cal", "Doe, Jane [ext]", "zoe"):
        folder = tmp_path / "course/feedback" / student / "hw"
        folder.mkdir(parents=True)
        (folder / "p.html").write_text(f"of {student}")
        (folder / "submission_secret.txt").write_text(f"{DRAWN} {student}")
        (folder / "timestamp.txt").write_text("2026-11-25 10:00:00.000000 UTC")
    (tmp_path / "course/feedback/ada/hw/submission_secret.txt").write_text("")
    (tmp_path / "course/feedback/ben/hw/submission_secret.txt").unlink()
    (tmp_path / "course/feedback/cal/hw/timestamp.txt").unlink()
    coursedir = CourseDirectory(root=str(tmp_path / "course"), course_id="transformers", assignment_id="hw")
    release = Release(coursedir=coursedir, root=str(tmp_path / "exchange"))
    outcome = capture_log(release)
    pages = (tmp_path / "exchange/transformers/feedback").glob("*.html")

    assert outcome["success"], outcome
    assert sorted(page.read_text() for page in pages) == ["of Doe, Jane [ext]", "of zoe"]
    assert outcome["log"].count("is missing or empty") == 3


@LEFT_OPEN
def test_where_this_machine_fails_the_others_are_released(tmp_path: Path) -> None:
    """And the command says at its end that it failed."""
    (tmp_path / "exchange/transformers/feedback").mkdir(parents=True)
    (tmp_path / "exchange").chmod(0o777)
    for student in ("ada", "zoe"):
        folder = tmp_path / "course/feedback" / student / "hw"
        folder.mkdir(parents=True)
        (folder / "p.html").write_text(f"of {student}")
        (folder / "submission_secret.txt").write_text(student)
        (folder / "timestamp.txt").write_text("2026-11-25 10:00:00.000000 UTC")
    (tmp_path / "course/feedback/ada/hw/p.html").unlink()
    (tmp_path / "course/feedback/ada/hw/p.html").mkdir()
    coursedir = CourseDirectory(root=str(tmp_path / "course"), course_id="transformers", assignment_id="hw")
    outcome = capture_log(Release(coursedir=coursedir, root=str(tmp_path / "exchange")))
    [page] = (tmp_path / "exchange/transformers/feedback").glob("*.html")

    assert page.read_text() == "of zoe"
    assert "ExchangeError: feedback of 1 of 2 could not be released" in outcome["error"]
