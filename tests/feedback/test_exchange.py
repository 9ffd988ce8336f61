"""The exchange carries the page that a student reads."""

from pathlib import Path

from graders.grading.classroom import Classroom
from tests import small_course
from tests.small_course import STRICT, hand_in
from tests.test_class import run

DRAWN = "0f" * 64  # as `nbgrader submit` draws it


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
    outcome = run(root, "nbgrader", "release_feedback", "hw", f"--Exchange.root={exchange}")
    [released] = (exchange / "transformers/feedback").glob("*.html")
    page = root / "feedback/ada/hw/p.html"

    assert outcome.returncode == 0, outcome.stderr
    assert released.read_bytes() == page.read_bytes()
    assert "A token may not look at itself" in released.read_text("utf-8")
