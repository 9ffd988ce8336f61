"""A small class through `nbverdict grade`: what is refused reaches no copy, is kept and told."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook

from nbverdict.cleaning.formulas import BREAK
from nbverdict.course.grade_class import Classroom
from nbverdict.intake.files import LINK, examine
from nbverdict.intake.quarantine import placeholder
from nbverdict.intake.receipts import Received
from nbverdict.notebook.received import ReceiptSource
from nbverdict.text.quoted import as_markdown
from tests.engine.course.test_goes_on import grade, hand_in, room

__all__ = ["hand_in", "room"]  # fixtures

LOOK = "import json, os; print(json.__file__, sorted(os.listdir()))"


def test_what_is_refused_is_kept_and_told(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """The kernel has the real module, nbgrader gets none of it, and `submitted/` stays as it is."""
    folder = hand_in("eve", new_code_cell(LOOK)).parent
    for name in ("json.py", "page.html", "helpers.py"):
        (folder / name).write_text("x = 1")
    (folder / "secret.csv").symlink_to(room.root / "course_secret")
    before = sorted(folder.iterdir())
    [eve] = grade(room, "eve")
    autograded = room.root / "autograded/eve/hw"
    printed = json.loads((autograded / "p.ipynb").read_text())["cells"][-1]["outputs"][0]["text"]

    assert (eve.error, eve.results[0].earned) == ("", 4)
    assert eve.notes[0].split(", `")[0] == "refused `json.py` (it would be imported in the place of `json`)"
    assert eve.notes[0].endswith(f"`page.html` (a browser would run it) and `secret.csv` ({LINK})")
    assert sorted(path.name for path in autograded.iterdir()) == ["helpers.py_", "p.ipynb"]
    told = "".join(printed).replace(BREAK, "").strip()
    assert told == f"{json.__file__} ['helpers.py']"
    assert sorted(folder.iterdir()) == before
    assert len(list((room.store / "quarantine/hw/eve").glob("*.refused"))) == 3


def test_a_refused_notebook_waits_for_a_person(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """With the reason in their page, however it was refused; a link's target is not graded."""
    path = hand_in("eve")
    path.unlink()
    path.symlink_to(room.root / "source/hw/p.ipynb")
    hand_in("zoe").write_bytes(placeholder(LINK))
    (room.root / "submitted/max").mkdir(parents=True)
    (room.root / "submitted/max/hw").symlink_to(hand_in("ada").parent)
    graded = grade(room, "eve", "zoe", "max")

    for one in graded:
        assert one.error == ""
        assert [(r.earned, bool(r.pending)) for r in one.results if r.automatic] == [(0, True)]
        assert f"refused: {LINK}" in (room.root / "feedback" / one.student / "hw/p.html").read_text("utf-8")
    assert path.is_symlink()


def test_a_name_is_no_word_of_ours(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """Not in what staff and the student read, nor in the notebook that stands in the place of one."""
    hand_in("eve", text="{}").rename(room.root / "submitted/eve/hw/a` is **right**. `.ipynb")
    [eve] = grade(room, "eve")
    cells = json.loads((room.root / "autograded/eve/hw/p.ipynb").read_text())["cells"]

    assert "`a' is **right**. '.ipynb` is not known to be it" in eve.results[0].ungraded
    assert "".join(cells[0]["source"]) == f"**Not graded:** {as_markdown(eve.results[0].ungraded)}"


def test_refused_files_make_another_version(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """A person is told of them, and may look; what is brought back leaves them in quarantine."""
    first = hand_in("eve").parent
    grade(room, "eve")
    (first / "page.html").write_text("x")
    [again] = grade(room, "eve")
    [same] = grade(room, "eve")
    hand_in("eve", new_code_cell("1"))
    grade(room, "eve")
    room.restore("hw", "eve", 1)
    [back] = grade(room, "eve")

    assert again.notes == same.notes == ("refused `page.html` (a browser would run it)",)
    assert (again.skipped, same.skipped) == (False, True)
    assert back.results[0].earned == 4
    assert [version.number for version in room._versions("hw", "eve").kept()] == [1, 2, 3]
    assert [path.name for path in first.iterdir()] == ["p.ipynb"]
    assert len(list((room.store / "quarantine/hw/eve").glob("*page.html.refused"))) == 1


def test_a_version_comes_back_with_what_was_refused_of_it(
    room: Classroom, hand_in: Callable[..., Path]
) -> None:
    """It stays in quarantine, and counts: the version is the one that it was, and not the one without it."""
    folder = hand_in("eve").parent
    grade(room, "eve")
    (folder / "page.html").write_text("x")
    (folder / ".DS_Store").write_text("x")
    grade(room, "eve")
    answers = room.ledger.last("hw", "eve")
    hand_in("eve", new_code_cell("1"))
    grade(room, "eve")
    room.restore("hw", "eve", 2)
    [back] = grade(room, "eve")
    again = room.ledger.last("hw", "eve")

    assert back.notes == ("refused `page.html` (a browser would run it)",)
    assert [path.name for path in folder.iterdir()] == ["p.ipynb"]
    assert [version.number for version in room._versions("hw", "eve").kept()] == [1, 2, 3]
    assert answers
    assert again
    assert (again.answers, again.state) == (answers.answers, answers.state)
    room.restore("hw", "eve", 1)
    assert grade(room, "eve")[0].notes == ()


@pytest.mark.parametrize("name", ["answers.pdf", "node_modules"])
def test_what_is_exchanged_behind_a_reviewed_answer_is_seen(
    room: Classroom, hand_in: Callable[..., Path], name: str
) -> None:
    """It is graded again, kept in quarantine, and points that a person gave wait for them."""
    pdf = hand_in("eve").parent / name
    pdf.write_text("I do not know.")
    grade(room, "eve")
    before = room.ledger.last("hw", "eve")
    pdf.write_text("Rows are queries.")
    [again] = grade(room, "eve")
    after = room.ledger.last("hw", "eve")

    assert not again.skipped
    assert before
    assert after
    assert before.state != after.state
    assert before.answers["p/why"] != after.answers["p/why"]
    assert len(list((room.store / "quarantine/hw/eve").glob(f"*{name}.refused"))) == 2


def test_a_time_that_only_a_student_states_is_told(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """Where the assignment is due; the course's own time counts without a word."""
    stated = "handed in at 2001-01-01 00:00:00 UTC, as stated by the student"
    for student in ("ada", "eve"):
        folder = hand_in(student).parent
        (folder / "timestamp.txt").write_text("2001-01-01 00:00:00 UTC")
    at = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - in UTC, as nbgrader's
    Received(room.store, "hw", "eve").enter(examine(folder).kept, at, ReceiptSource.EXCHANGE)
    assert [one.notes for one in grade(room, "ada", "eve")] == [(), ()]
    with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
        book.update_or_create_assignment("hw", duedate="2026-03-01 12:00:00 UTC")
    assert [one.notes for one in grade(room, "ada", "eve", force=True)] == [(stated,), ()]
    with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
        assert book.find_submission("hw", "eve").timestamp == at

    assert (folder / "timestamp.txt").read_text() == "2001-01-01 00:00:00 UTC"


def test_the_time_of_a_notebook_that_cannot_be_graded_is_told(
    room: Classroom, hand_in: Callable[..., Path]
) -> None:
    """Whether it was refused or is damaged: that only the student states it stays known."""
    refused = hand_in("ada")
    refused.rename(refused.with_name("p.ipynb.js"))
    hand_in("eve", text="{")
    for student in ("ada", "eve"):
        (room.root / "submitted" / student / "hw/timestamp.txt").write_text("2001-01-01 00:00:00 UTC")
    with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
        book.update_or_create_assignment("hw", duedate="2026-03-01 12:00:00 UTC")

    for one in grade(room, "ada", "eve"):
        assert one.results[0].ungraded
        assert "handed in at 2001-01-01 00:00:00 UTC, as stated by the student" in one.notes
