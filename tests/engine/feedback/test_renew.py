"""`nbgrader generate_feedback` renews exactly the pages that changed."""

from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from nbverdict.course.grade_class import Classroom
from nbverdict.feedback import renew
from tests import small_course
from tests.small_course import STRICT, hand_in
from tests.test_class import run

pytestmark = pytest.mark.slow

STUDENTS = ("ada", "ben", "cal")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A graded class of three."""
    root = small_course.build(tmp_path)
    for student in STUDENTS:
        hand_in(root, student, STRICT, f"Because, says {student}.")
    room = Classroom(root)
    assert all(not one.error for one in room.grade("hw", room.students("hw")))
    return root


def page(root: Path, student: str) -> Path:
    """Return where a student's page lies."""
    return root / "feedback" / student / "hw/p.html"


def renewed(root: Path, *options: str) -> list[str]:
    """Return whose page plain nbgrader renews, and see that all others stay the same files."""
    before = {student: _made(page(root, student)) for student in STUDENTS}
    outcome = run(root, "nbgrader", "generate_feedback", "hw", *options)
    assert outcome.returncode == 0, outcome.stderr
    return [student for student in STUDENTS if _made(page(root, student)) != before[student]]


def _made(path: Path) -> tuple[int, int]:
    return (path.stat().st_ino, path.stat().st_mtime_ns) if path.exists() else (0, 0)


def comment(root: Path, student: str, text: str, score: float) -> None:
    """Give points and a comment, as formgrader does."""
    with Gradebook(f"sqlite:///{root}/gradebook.db", "transformers") as book:
        book.find_comment("why", "p", "hw", student).manual_comment = text
        grade = book.find_grade("why", "p", "hw", student)
        grade.manual_score, grade.needs_manual_grade = score, False
        book.db.commit()


def test_only_what_changed_is_renewed(course: Path) -> None:
    """Nothing after grading; then whose comment or points changed, and whose page is gone."""
    assert renewed(course) == []
    comment(course, "ben", "Say why.", 1.5)
    assert renewed(course, "--student", "ada") == []
    assert renewed(course) == ["ben"]
    assert "Say why." in page(course, "ben").read_text("utf-8")
    page(course, "cal").unlink()
    assert renewed(course) == ["cal"]
    assert renewed(course) == []
    assert renewed(course, "--force") == list(STUDENTS)


def test_the_page_of_a_notebook_that_is_not_graded_any_longer_is_removed(course: Path) -> None:
    """The gradebook has no points for it; a page of somebody else's making stays."""
    old, other = page(course, "ada").with_name("q.html"), page(course, "ada").with_name("notes.html")
    old.write_bytes(page(course, "ada").read_bytes())
    other.write_text("<p>made by hand</p>", "utf-8")
    assert renewed(course) == []

    assert not old.exists()
    assert other.exists()


def test_the_page_of_a_name_with_brackets_is_renewed(course: Path) -> None:
    """Also where nbgrader reads it as a pattern; notebooks with solutions do not come to lie beside it."""
    name = "Doe, Jane [ext]"
    hand_in(course, name, STRICT)
    [graded] = Classroom(course).grade("hw", [name])
    comment(course, name, "Say why.", 1.5)

    assert graded.error == ""
    assert renewed(course) == []
    assert "Say why." in page(course, name).read_text("utf-8")
    assert [path.name for path in page(course, name).parent.iterdir()] == ["p.html"]


def test_without_that_mark_a_comment_never_comes_back(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nbgrader skips every submission that has a page."""

    def read_after_a_comment(text: str) -> bool:
        comment(course, "ben", text, 1)
        api = Classroom(course).api
        api.config.GenerateFeedback.force = False
        assert api.generate_feedback("hw", "ben", force=False)["success"]
        return text in page(course, "ben").read_text("utf-8")

    assert read_after_a_comment("Say why.")
    monkeypatch.setattr(renew, "made_from", lambda *_: renew._made_from(page(course, "ben")))
    assert not read_after_a_comment("Say more.")


def test_what_was_reviewed_is_not_said_to_wait(course: Path) -> None:
    """Grading again asks nobody again, and the page that it makes says so too."""
    comment(course, "ada", "Good.", 2)
    room = Classroom(course)
    assert all(not one.error for one in room.grade("hw", ["ada"], force=True))
    text = " ".join(page(course, "ada").read_text("utf-8").split())

    assert "given by a person" in text
    assert "not given yet" not in text
    assert renewed(course) == []


def test_a_page_that_cannot_be_made_is_told(course: Path) -> None:
    """The others are renewed all the same, and nbgrader says whose is missing."""
    for student in ("ada", "ben"):
        comment(course, student, "Good.", 2)
    (course / "autograded/ada/hw/p.ipynb").write_text("{", "utf-8")
    outcome = run(course, "nbgrader", "generate_feedback", "hw")

    assert outcome.returncode != 0
    assert "ada" in outcome.stderr
    assert "Good." in page(course, "ben").read_text("utf-8")


def test_nobody_can_try_guesses_without_the_secret(course: Path) -> None:
    """With another secret the same page carries another mark, and is renewed."""
    before = page(course, "ada").read_text("utf-8")
    (course / "course_secret").write_text("another secret for tests")
    (course / "evidence/secret.sha256").unlink()
    assert renewed(course, "--student", "ada") == ["ada"]
    after = page(course, "ada").read_text("utf-8")

    lines = [
        (one, other)
        for one, other in zip(before.splitlines(), after.splitlines(), strict=True)
        if one != other
    ]
    assert len(lines) == 1
    assert "made-from" in lines[0][0]


def test_a_page_that_can_be_made_hides_none_that_cannot(course: Path) -> None:
    """Whose first notebook the gradebook does not know, and whose second changed, is told as well."""
    comment(course, "ada", "Good.", 2)
    place = course / "autograded/ada/hw"
    (place / "a.ipynb").write_bytes((place / "p.ipynb").read_bytes())
    outcome = run(course, "nbgrader", "generate_feedback", "hw", "--student", "ada")

    assert outcome.returncode != 0
    assert "ada" in outcome.stderr
