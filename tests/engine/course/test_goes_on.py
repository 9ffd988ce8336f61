"""A small class through `nbverdict grade`: what breaks for one stops nobody else, and is tried again."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from rich.console import Console

from nbverdict.cleaning.bounded import Bounded
from nbverdict.commands.grade import grade_with_progress
from nbverdict.course.grade_class import Classroom
from nbverdict.course.task import Graded
from nbverdict.course.writer import NO_NAME
from nbverdict.feedback import page
from nbverdict.feedback.cells import ShownCell, show_cells
from nbverdict.intake.reserved import RESERVED
from nbverdict.sandbox.forkserver import ForkServer
from nbverdict.sandbox.process import SandboxedProcess

TOLD = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
KERNEL = {"name": "python3", "display_name": "Python 3"}
PNG = (  # of one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
NO_PAGE = "# of this notebook no page can be made"


def notebook(*extra: Any) -> Any:
    """Return a notebook that asks for a function and a text, with cells of a student's own."""
    cells = [
        new_code_cell("### BEGIN SOLUTION\ndef half(x):\n    return x / 2\n### END SOLUTION", id="half"),
        new_code_cell("assert half(3) == 1.5", id="test"),
        new_markdown_cell("Why?", id="why"),
    ]
    cells[0].metadata.nbgrader = {**TOLD, "solution": True, "grade_id": "half"}
    cells[1].metadata.nbgrader = {**TOLD, "grade": True, "locked": True, "points": 4, "grade_id": "test"}
    cells[2].metadata.nbgrader = {**TOLD, "grade": True, "solution": True, "points": 2, "grade_id": "why"}
    return new_notebook(cells=[*cells, *extra], metadata={"kernelspec": KERNEL})


@pytest.fixture
def room(course: Path) -> Classroom:
    """A course with one small assignment."""
    (course / "source/hw").mkdir()
    nbformat.write(notebook(), course / "source/hw/p.ipynb")
    room = Classroom(course)
    room.generate("hw")
    return room


@pytest.fixture
def hand_in(room: Classroom) -> Callable[..., Path]:
    """Put a student's notebook, with cells of their own or as a text, where submissions lie."""

    def put(student: str, *extra: Any, text: str = "") -> Path:
        path = room.root / "submitted" / student / "hw/p.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text or nbformat.writes(notebook(*extra)))
        return path

    return put


def grade(room: Classroom, *students: str, force: bool = False) -> list[Graded]:
    """Grade as `nbverdict grade` does."""
    with room.lock():
        asked = room.asked("hw")
        plan = room.plan(asked, students, force=force)
        return grade_with_progress(room, asked, plan, workers=1, console=Console(quiet=True))


def given(room: Classroom, points: float | None = -1) -> float | None:
    """Give what a person gives for Ada's text, or return what was given."""
    with room._gradebook() as book:
        found = book.find_grade("why", "p", "hw", "ada")
        if points != -1:
            found.manual_score = points
            book.db.commit()
        manual: float | None = found.manual_score
    return manual


def break_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill every process behind walls from outside, before it answers."""
    begin = ForkServer.start

    def start(server: ForkServer, *arguments: Any, **options: Any) -> SandboxedProcess:
        walled = begin(server, *arguments, **options)
        os.kill(walled.process_number, signal.SIGKILL)
        return walled

    monkeypatch.setattr(ForkServer, "start", start)


def test_a_page_that_cannot_be_made_stops_nobody(
    room: Classroom, hand_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told and tried again; a picture that is attached to a text, or is not, breaks no page."""

    def shown(notebook: NotebookNode, bounded: Bounded) -> list[ShownCell]:
        if any(NO_PAGE in cell.source for cell in notebook.cells):
            raise ValueError("a fault of ours")
        return show_cells(notebook, bounded)

    monkeypatch.setattr(page, "show_cells", shown)
    pictures = new_markdown_cell(
        "![](attachment:a.png) ![](attachment:b.png)", attachments={"a.png": {"image/png": PNG}}
    )
    hand_in("ada", new_code_cell(NO_PAGE))
    hand_in("bob", pictures)
    ada, bob = grade(room, "ada", "bob")
    again, skipped = grade(room, "ada", "bob")

    assert [one.error.partition(":")[0] for one in (ada, bob, again)] == [
        "no feedback page",
        "",
        "no feedback page",
    ]
    assert [one.skipped for one in (ada, bob, again, skipped)] == [False, False, False, True]
    assert ada.error.startswith("no feedback page: `")
    assert ada.error.endswith("`")
    assert [version.points for version in room._versions("hw", "ada").kept()] == [{"p": (4, 4)}]
    assert ada.results[0].earned == 4
    assert "data:image/png;base64," in (room.root / "feedback/bob/hw/p.html").read_text("utf-8")


def test_points_for_what_has_no_page_are_for_nothing_else(
    room: Classroom, hand_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """People see it in formgrader all the same; the answer before it is another one, when it comes again."""
    monkeypatch.setattr(page, "show_cells", lambda *_: 1 / 0)
    first = hand_in("ada").read_text()
    with monkeypatch.context() as mended:
        mended.setattr(page, "show_cells", show_cells)
        grade(room, "ada")
    hand_in("ada", text=first.replace("Why?", "Since it is so."))
    [failed] = grade(room, "ada")
    given(room, 2)
    with room._gradebook() as book:
        book.find_grade("why", "p", "hw", "ada").needs_manual_grade = False
        book.db.commit()
    hand_in("ada", text=first)
    grade(room, "ada")

    assert failed.error.startswith("no feedback page")
    with room._gradebook() as book:
        assert book.find_grade("why", "p", "hw", "ada").needs_manual_grade


def test_whatever_one_folder_holds_the_class_goes_on(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """A name that is no text is refused; what cannot be read at all is told."""
    (hand_in("ada").parent / os.fsdecode(b"\xdcbung.txt")).write_text("x")
    (room.store / "versions/hw").mkdir(parents=True)
    (room.store / "versions/hw/bob").write_text("no folder")
    hand_in("bob")
    hand_in("eve")
    ada, bob, eve = grade(room, "ada", "bob", "eve")

    assert [one.error for one in (ada, eve)] == ["", ""]
    assert ada.results[0].earned == eve.results[0].earned == 4
    assert bob.error == f"FileExistsError: File exists, in `{room.store}`"


def test_no_folder_lies_in_the_place_of_what_grading_writes(
    room: Classroom, hand_in: Callable[..., Path]
) -> None:
    """Also where the work lies in a folder, and takes along what lies beside it."""
    for student, place in (("ada", ""), ("bob", "sub")):
        folder = hand_in(student).parent
        (folder / place).mkdir(exist_ok=True)
        (folder / "p.ipynb").rename(folder / place / "p.ipynb")
        (folder / place / "p.html").mkdir()
        (folder / place / "p.html/x.csv").write_text("1")
    ada, bob = grade(room, "ada", "bob")

    assert [(one.error, one.results[0].earned) for one in (ada, bob)] == [("", 4), ("", 4)]
    assert ada.notes == (f"refused `p.html` ({RESERVED})",)
    assert bob.notes[-1] == "left out `sub/p.html/x.csv`: another lies in its place"
    assert (room.root / "feedback/bob/hw/p.html").is_file()


def test_no_names_of_files_stop_their_own_submission(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """Where folders have all names that a file could get it is left out, and the rest is graded."""
    folder = hand_in("ada").parent
    none_left = f"{'a' * 247}.py"
    taken = [f"{none_left}{'_' * more}/x.csv" for more in range(1, 6)]
    for name in ("m.py", "m.py_/x.csv", none_left, *taken):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("0")
    [ada] = grade(room, "ada")

    assert (ada.error, ada.results[0].earned) == ("", 4)
    assert [note.partition(": ")[2] for note in ada.notes if "left out" in note] == [NO_NAME]
    assert (room.root / "autograded/ada/hw/m.py__").is_file()
    assert (room.root / "feedback/ada/hw/p.html").is_file()


def test_a_machine_that_cannot_start_a_process_grades_it_the_next_time(
    room: Classroom, hand_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was scored before stays on record, and what people gave to it comes back with it."""
    first = hand_in("ada").read_text()
    grade(room, "ada")
    given(room, 1.5)
    hand_in("ada", new_code_cell("1"))
    with monkeypatch.context() as broken:
        break_kernels(broken)
        [failed] = grade(room, "ada")
        assert given(room) is None
        hand_in("ada", text=first)
        [forced] = grade(room, "ada", force=True)
    [again] = grade(room, "ada")

    assert "this machine failed" in failed.error
    assert forced.error == failed.error
    assert (again.error, again.skipped, again.results[0].earned) == ("", False, 4)
    assert [version.points for version in room._versions("hw", "ada").kept()] == [{"p": (4, 4)}, {}]
    assert given(room) == 1.5


def test_a_machine_that_fails_once_takes_no_points_away(
    room: Classroom, hand_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What people gave stands for the next version as if it had been graded at once."""
    hand_in("ada")
    grade(room, "ada")
    given(room, 1.5)
    hand_in("ada", new_code_cell("1"))
    with monkeypatch.context() as broken:
        break_kernels(broken)
        grade(room, "ada")
    assert given(room) is None
    [again] = grade(room, "ada")

    assert (again.error, given(room)) == ("", 1.5)


def test_what_people_gave_comes_back_once(room: Classroom, hand_in: Callable[..., Path]) -> None:
    """Also to a version before the last good one; and what a person then clears stays cleared."""
    first = hand_in("ada").read_text()
    grade(room, "ada")
    given(room, 1.5)
    hand_in("ada", new_code_cell("1"))
    grade(room, "ada")
    hand_in("ada", text="{")
    grade(room, "ada")
    assert given(room) is None
    hand_in("ada", text=first)
    grade(room, "ada")
    assert given(room) == 1.5
    given(room, None)
    grade(room, "ada", force=True)

    assert given(room) is None


def test_what_could_not_be_written_down_is_graded_by_the_next_run(
    room: Classroom, hand_in: Callable[..., Path]
) -> None:
    """Also where it was graded before, and another run was forced; the same work keeps its score."""
    hand_in("ada")
    grade(room, "ada")
    folder = room.root / "autograded/ada"
    folder.rename(room.root / "aside")
    folder.write_text("no folder")
    [failed] = grade(room, "ada", force=True)
    with room._gradebook() as book:
        assert book.find_submission("hw", "ada").score == 4  # the same files: what they earned stands
    folder.unlink()
    [again] = grade(room, "ada")

    assert (failed.error.partition(":")[0], failed.results) == ("FileExistsError", ())
    assert (again.error, again.skipped, again.ran, again.results[0].earned) == ("", False, False, 4)
