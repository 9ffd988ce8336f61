"""Plain nbgrader reads `submitted/` itself: what is refused leaves it before, and its place says why."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde

from nbverdict.course.grade_class import Classroom
from nbverdict.execution.in_place import rename_when_done, take_in_place
from nbverdict.intake import files
from nbverdict.intake.files import LINK, examine
from nbverdict.intake.quarantine import placeholder
from nbverdict.intake.receipts import Received, names_in
from nbverdict.notebook.received import Receipt, ReceiptSource
from tests.engine.course.test_goes_on import grade, hand_in, room

__all__ = ["hand_in", "room"]  # fixtures

FORGED = "2001-01-01 00:00:00 UTC"
MONDAY, TUESDAY = datetime(2026, 3, 2, 12), datetime(2026, 3, 3, 12)  # noqa: DTZ001 - in UTC, as nbgrader's


def take_in(room: Classroom) -> tuple[Autograde, dict[tuple[str, str], Receipt]]:
    """Take in a class as a run of `nbgrader autograde hw` does."""
    room.coursedir.assignment_id, room.coursedir.student_id = "hw", "*"
    converter = Autograde(coursedir=room.coursedir, parent=room.api)
    converter.init_notebooks()
    return converter, take_in_place(converter, room.store)


def autograde(room: Classroom, student: str) -> dict[str, Any]:
    """Grade as formgrader's button does, which is plain nbgrader; return what the gradebook then holds."""
    outcome = room.api.autograde("hw", student)
    assert outcome["success"], outcome
    with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
        found, grade = book.find_submission("hw", student), book.find_grade("test", "p", "hw", student)
        score, pending = grade.auto_score, grade.needs_manual_grade
        return {"score": score, "pending": pending, "at": found.timestamp, "late": found.total_seconds_late}


def enter(room: Classroom, folder: Path, at: datetime) -> None:
    """Write down when what lies there was received."""
    came = examine(folder)
    names = names_in(folder, came.kept)
    Received(room.store, "hw", "eve").enter(
        came.kept, at, ReceiptSource.EXCHANGE, names=names, refused=came.told
    )


def kept(room: Classroom, student: str) -> list[str]:
    """Return the names of what a student's quarantine keeps."""
    return sorted(p.name[17:] for p in (room.store / "quarantine/hw" / student).glob("*.refused"))


def test_who_can_be_no_student_is_not_graded(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """Plain nbgrader would end there, for everybody."""
    hand_in(os.fsdecode(b"ev\xff"))
    hand_in("ivy")
    converter, _ = take_in(room)

    assert [Path(folder).parent.name for folder in converter.assignments] == ["ivy"]


def test_what_is_refused_leaves_the_folder(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """Of every student whom the run may grade; who handed in nothing of it keeps everything."""
    for student in ("ada", "eve"):
        folder = hand_in(student).parent
        (folder / "helpers.py").write_text("pass")
    for name in ("page.html", "json.py", "timestamp.txt"):
        (folder / name).write_text("yesterday")
    (folder / "data.csv").symlink_to(room.root / "course_secret")
    take_in(room)

    assert sorted(p.name for p in (room.root / "submitted").rglob("*") if p.is_file()) == [
        "helpers.py",
        "helpers.py",
        "p.ipynb",
        "p.ipynb",
    ]
    assert kept(room, "eve") == [
        f"{n}.refused" for n in ("data.csv", "json.py", "page.html", "timestamp.txt")
    ]
    assert kept(room, "ada") == []


def test_a_notebook_that_is_a_link_is_not_graded(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """0 and pending with the reason, however often it is graded; a notebook in its place is graded."""
    path = hand_in("eve")
    path.unlink()
    path.symlink_to(room.root / "source/hw/p.ipynb")
    for _ in range(2):
        found = autograde(room, "eve")
        assert (found["score"], found["pending"]) == (0, True)
        assert LINK in (room.root / "autograded/eve/hw/p.ipynb").read_text()
        assert path.read_bytes() == placeholder(LINK)
    assert kept(room, "eve") == ["p.ipynb.refused"]
    hand_in("eve")
    assert autograde(room, "eve")["score"] == 4


def test_a_folder_that_is_a_link_is_nobodys_work(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """The peer's folder that it leads to stays as it is."""
    path = hand_in("ada")
    link = room.root / "submitted/eve/hw"
    link.parent.mkdir()
    link.symlink_to(path.parent)
    take_in(room)

    assert not link.is_symlink()
    assert [(p.name, p.read_bytes()) for p in link.iterdir()] == [("p.ipynb", placeholder(LINK))]
    assert path.read_text().startswith("{")


def test_all_notebooks_that_are_refused_leave_their_place(
    room: Classroom, hand_in: Callable[..., Path]
) -> None:
    """Also those that this run was not asked for."""
    folder = hand_in("eve").parent
    (folder / "q.ipynb").symlink_to("nowhere")
    room.coursedir.notebook_id = "p"
    take_in(room)

    assert (folder / "q.ipynb").read_bytes() == placeholder(LINK)


def test_a_folder_that_cannot_be_taken_in_is_not_graded(
    room: Classroom, hand_in: Callable[..., Path]
) -> None:
    """No older score of it stands, and the class goes on."""
    folder = hand_in("eve").parent
    hand_in("zoe")
    assert autograde(room, "eve")["score"] == 4
    (folder / "page.html").write_text("x")
    shutil.rmtree(room.store / "quarantine", ignore_errors=True)
    (room.store / "quarantine").write_text("no folder")
    converter, _ = take_in(room)

    assert list(converter.assignments) == [str(room.root / "submitted/zoe/hw")]
    with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
        grade = book.find_grade("test", "p", "hw", "eve")
        assert (grade.auto_score, grade.needs_manual_grade) == (0, True)


def test_who_is_left_out_of_a_run_is_left_alone(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """Nbgrader excludes them by their id."""
    (hand_in("eve").parent / "page.html").write_text("x")
    room.coursedir.student_id_exclude = "eve,zoe"
    take_in(room)

    assert (room.root / "submitted/eve/hw/page.html").exists()


def test_lateness_goes_by_the_time_of_the_course(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """Where it knows one; else by what the student says, and the notebook's record says so."""
    with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
        book.update_or_create_assignment("hw", duedate="2026-03-01 12:00:00 UTC")
    for student in ("ada", "eve"):
        folder = hand_in(student).parent
        (folder / "timestamp.txt").write_text(FORGED)
    Received(room.store, "hw", "eve").enter(examine(folder).kept, MONDAY, ReceiptSource.EXCHANGE)
    ada, eve = autograde(room, "ada"), autograde(room, "eve")

    assert (ada["at"], ada["late"]) == (datetime(2001, 1, 1), 0)  # noqa: DTZ001
    assert (eve["at"], eve["late"]) == (MONDAY, 24 * 60 * 60)
    assert f'"says": "{ReceiptSource.STUDENT}"' in (room.root / "autograded/ada/hw/p.ipynb").read_text()
    assert f'"says": "{ReceiptSource.EXCHANGE}"' in (room.root / "autograded/eve/hw/p.ipynb").read_text()


@pytest.mark.parametrize(
    "name", ["answer.html", "q.ipynb", "json.py", "more/q.ipynb", "a.csv", ".late/a.txt"]
)
def test_what_was_moved_to_quarantine_goes_on_to_be_late(
    room: Classroom, hand_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """However often it is graded, by nbgrader or by us; the version is the same, and it is told."""
    monkeypatch.setattr(files, "LARGEST_NOTEBOOK", 9_999)
    monkeypatch.setattr(files, "LARGEST", 9_999)
    with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
        book.update_or_create_assignment("hw", duedate="2026-03-02 13:00:00 UTC")
    folder = hand_in("eve").parent
    enter(room, folder, MONDAY)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("Rows are queries." * 1_000)
    enter(room, folder, TUESDAY)

    assert [autograde(room, "eve")["at"] for _ in range(3)] == [TUESDAY] * 3
    assert len(kept(room, "eve")) == 1
    [eve] = grade(room, "eve")
    with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
        assert book.find_submission("hw", "eve").timestamp == TUESDAY
    assert "refused `" in str(eve.notes)
    assert "not as received" not in str(eve.notes)
    room.restore("hw", "eve", 1)
    assert autograde(room, "eve")["at"] == TUESDAY


def test_a_folder_in_the_place_of_a_stamp_is_no_fault_of_the_machine(
    room: Classroom, hand_in: Callable[..., Path]
) -> None:
    """It leaves the submission whole, and the work is graded."""
    folder = hand_in("eve").parent
    (folder / "timestamp.txt").mkdir()
    (folder / "timestamp.txt/a.csv").write_text("1")

    assert autograde(room, "eve")["score"] == 4
    assert not (folder / "timestamp.txt").exists()


def test_no_notebook_reaches_a_reader_as_it_was_handed_in(
    room: Classroom, hand_in: Callable[..., Path]
) -> None:
    """Whichever way its name, or its folder's, is spelt: JupyterLab would draw its outputs."""
    folder = hand_in("eve").parent
    for name in ("q.IPYNB", "[a]/q.ipynb", "b/q.ipynb"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text('{"outputs": "raw"}')

    assert autograde(room, "eve")["score"] == 4
    autograded = room.root / "autograded/eve/hw"
    assert [path.name for path in autograded.rglob("*") if path.is_file()] == ["p.ipynb"]
    assert kept(room, "eve") == ["q.IPYNB.refused", "q.ipynb.refused"]


def test_what_lies_beside_a_notebook_is_loaded_by_no_tool(
    room: Classroom, hand_in: Callable[..., Path]
) -> None:
    """Its name ends as after a grading of ours, once the notebook that may read it has run; so it stays."""
    read = new_code_cell("from pathlib import Path\nprint(sorted(one.name for one in Path().iterdir()))")
    folder = hand_in("eve", read).parent
    for name in ("notes.md", "helper.py", "table.csv", "more/pieces.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("0")
    autograded = room.root / "autograded/eve/hw"

    for _ in range(2):
        assert autograde(room, "eve")["score"] == 4
        assert sorted(path.relative_to(autograded).as_posix() for path in autograded.rglob("*.*")) == [
            "helper.py_",
            "more/pieces.py_",
            "notes.md_",
            "p.ipynb",
            "table.csv",
        ]
        assert "'helper.py', 'more', 'notes.md'" in (autograded / "p.ipynb").read_text()


def test_a_hook_of_the_course_finds_files_under_their_names(
    room: Classroom, hand_in: Callable[..., Path]
) -> None:
    """Whether it fails or not, they are renamed behind it; another notebook's run leaves such names alone."""
    (hand_in("eve").parent / "helper.py").write_text("0")
    autograded = room.root / "autograded/eve/hw"
    found = []

    def own(**told: Any) -> None:
        found.extend([told["notebooks"], [path.name for path in autograded.glob("helper*")]])
        raise OSError

    converter, _ = take_in(room)
    converter.post_convert_hook = own
    rename_when_done(converter)
    autograded.mkdir(parents=True)
    (autograded / "helper.py").write_text("0")
    for _ in range(2):
        converter.notebooks = converter.assignments[str(room.root / "submitted/eve/hw")]
        converter.run_post_convert_hook()

    assert found[0] == [str(room.root / "submitted/eve/hw/p.ipynb")]
    assert found[1::2] == [["helper.py"], ["helper.py_"]]
    assert [path.name for path in autograded.iterdir()] == ["helper.py_"]


def test_no_name_that_a_student_chose_stays_one_that_a_tool_loads(
    room: Classroom, hand_in: Callable[..., Path], caplog: pytest.LogCaptureFixture
) -> None:
    """A free name is found; what has none is removed, and where all fails nothing is left."""
    hand_in("eve")
    place = room.root / "autograded/eve/hw"
    converter, _ = take_in(room)
    rename_when_done(converter)
    converter.notebooks = converter.assignments[str(room.root / "submitted/eve/hw")]
    converter.log.propagate = True
    for name in ("m.py", "m.py_/x.csv", f"{'a' * 252}.py", "p.ipynb"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("0")
    converter.run_post_convert_hook()
    assert sorted(path.name for path in place.iterdir()) == ["m.py_", "m.py__", "p.ipynb"]
    assert [one.levelname for one in caplog.records if "no safe file name" in one.getMessage()] == ["WARNING"]

    (place / "late.py").write_text("0")
    (place / ".git").symlink_to(place)
    converter.run_post_convert_hook()
    assert not place.exists()
    assert [one.levelname for one in caplog.records if "be renamed" in one.getMessage()] == ["WARNING"]
