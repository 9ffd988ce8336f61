"""What `nbgrader zip_collect` leaves behind is part of a submission, and a notebook among it is missed."""

import json
import shutil
from pathlib import Path, PurePath

import nbformat
import pytest
from nbgrader.apps import ZipCollectApp
from nbgrader.coursedir import CourseDirectory

from nbverdict.course.grade_class import Classroom
from nbverdict.intake.extractor import NESTED, Extractor
from nbverdict.intake.lms import Collector
from nbverdict.notebook.received import ReceiptSource
from tests.engine.course.test_goes_on import grade, notebook, room
from tests.engine.intake.test_lms import ADA, MAL, NAMES, collect, collected, downloaded, nested, packed

pytestmark = pytest.mark.slow

__all__ = ["downloaded", "room"]  # fixtures


def came(course: Path, contents: dict[str, bytes], day: str) -> list[str]:
    """Let an upload come on a day of March, and collect it; return what lies in its student's folder."""
    archive, name = course / "downloaded/hw/archive", f"eve_2026-03-{day}T12:00:00"
    archive.mkdir(parents=True, exist_ok=True)
    ada = {"ada_2026-03-01T12:00:00/p.ipynb": nbformat.writes(notebook()).encode()}
    (archive / "class.zip").write_bytes(
        packed(**{f"{name}/{one}": of for one, of in contents.items()}, **ada)
    )
    outcome = collect(course)
    assert outcome.returncode == 0, outcome.stderr
    return sorted(path.name for path in (course / "submitted/eve/hw").glob("*"))


def work(answer: str, **others: bytes) -> dict[str, bytes]:
    """Return a notebook, and what lies beside it."""
    return {"p.ipynb": nbformat.writes(notebook()).encode(), answer: b"Soon.", **others}


LATE = b"Rows are queries."


@pytest.mark.parametrize(
    ("name", "counts"), [("answer.pdf", True), (".git/answer.txt", False), ("timestamp.txt", True)]
)
def test_what_is_not_collected_is_part_of_what_was_handed_in(
    room: Classroom, course: Path, name: str, *, counts: bool
) -> None:
    """For the time and what a person decided; the same again, and what tools leave, is the same."""
    shutil.rmtree(course / "submitted", ignore_errors=True)
    known = []
    for day, answer in (("02", b"Soon."), ("03", b"Soon."), ("04", LATE)):
        assert came(course, {**work(name), name: answer}, day) == ["p.ipynb", "timestamp.txt"]
        [eve] = grade(room, "eve")
        graded = room.ledger.last("hw", "eve")
        told = json.loads((room.root / "autograded/eve/hw/p.ipynb").read_text("utf-8"))["metadata"]
        assert graded
        known.append((told["received"]["at"][:10], graded.answers["p/why"]))

    assert known[0] == known[1]
    assert known[0][0] == "2026-03-02"
    assert (known[2][0] == "2026-03-04", known[2][1] != known[0][1]) == (counts, counts)
    assert [note.startswith(f"refused `{name}`") for note in eve.notes] == [True] * counts
    kept = (room.store / "quarantine/hw/eve").glob(f"*{PurePath(name).name}.refused")
    assert ({b"Soon.", LATE} <= {one.read_bytes() for one in kept}) == counts


@pytest.mark.parametrize(
    ("contents", "left"),
    [
        ({"answer.pdf": b"x"}, ["answer.pdf"]),
        ({"more.zip": b"damaged"}, ["more.zip"]),
        ({"more.zip": packed(**{".b/c": b"x", "p.pdf": b"y"})}, ["more.zip", "more/p.pdf"]),
        ({"more.zip": packed(**{"p.pdf": b"y", ".git/config": b"x"})}, ["more/p.pdf"]),
        ({".hidden": b"x"}, [".hidden"]),
        (
            {".git/config": b"x", ".vscode/a.json": b"x", ".DS_Store": b"x", "timestamp.txt": b"2026-03-01"},
            [],
        ),
        ({"timestamp.txt": b"2026-03-01 12:00:00 IST", "submission_secret.txt": b"0f" * 64}, []),
        ({"timestamp.txt": b"x", "submission_secret.txt": b"x"}, ["submission_secret.txt", "timestamp.txt"]),
    ],
)
def test_what_counts_of_what_is_not_collected(
    downloaded: Path, contents: dict[str, bytes], left: list[str]
) -> None:
    """Archives where not all was unpacked; neither what tools leave nor what the exchange adds."""
    files = {f"{ADA}/{name}": content for name, content in ({"p.ipynb": b"1"} | contents).items()}
    (downloaded / "class.zip").write_bytes(packed(**files, **{f"{MAL}/p.ipynb": b"2"}))
    assert len(collected(downloaded)) == 2
    known = downloaded.parent / "evidence/received/hw"
    [sent] = json.loads((known / "sent/ada.json").read_text()).values()

    assert sorted(sent) == sorted(["p.ipynb", *left])
    assert (known / "moved/ada.json").exists() == bool(left)


@pytest.mark.parametrize(
    ("contents", "name"),
    [
        ({"work.zip": b"damaged"}, "work.zip"),
        ({"work.zip": packed(**{".hw/p.ipynb": b"{}"}), "a.ipynb": b"{}"}, "work.zip"),
        ({"work.zip": nested(b"{}", NESTED)}, "work/2/1.zip"),
        ({"p.ipynb": b" " * 50_000_000}, "p.ipynb"),
    ],
)
def test_a_notebook_that_is_not_unpacked_waits_for_a_person(
    room: Classroom, course: Path, contents: dict[str, bytes], name: str
) -> None:
    """Also if it is all that came, at the time at which it came."""
    shutil.rmtree(course / "submitted", ignore_errors=True)
    came(course, contents, "02")
    [eve] = grade(room, "eve")
    blank = json.loads((room.root / "autograded/eve/hw/p.ipynb").read_text("utf-8"))

    assert all(f"`{name}` was refused" in one.pending for one in eve.results if one.automatic)
    assert blank["metadata"]["received"] == {
        "at": "2026-03-02 12:00:00.000000 UTC",
        "says": ReceiptSource.ARCHIVE,
    }


PAD = b" " * 12_000_000


@pytest.mark.parametrize("name", ["answer.pdf", "p.ipynb", "answer\x1b.txt"])
def test_what_stays_packed_counts_by_what_it_holds(room: Classroom, course: Path, name: str) -> None:
    """For the time and for what a person decided, and a copy of it is kept; the same again is the same."""
    shutil.rmtree(course / "submitted", ignore_errors=True)
    known = []
    for day, content in (("02", b"Soon."), ("03", b"Soon."), ("04", LATE)):
        came(course, {"p.ipynb": work(name)["p.ipynb"], name: content + PAD}, day)
        grade(room, "eve")
        graded = room.ledger.last("hw", "eve")
        told = json.loads((room.root / "autograded/eve/hw/p.ipynb").read_text("utf-8"))["metadata"]
        assert graded
        known.append((told["received"]["at"][:10], graded.answers["p/why"]))

    assert known[0] == known[1]
    assert [known[0][0], known[2][0]] == ["2026-03-02", "2026-03-04"]
    assert known[2][1] != known[0][1]
    assert len(list((room.store / "quarantine/hw/eve").glob(f"*{name[:6]}*.refused"))) == 2


def test_who_hands_in_what_stays_packed_after_other_work_waits_for_a_person(
    room: Classroom, course: Path
) -> None:
    """What lies there is graded on, and the newer notebook is told."""
    shutil.rmtree(course / "submitted", ignore_errors=True)
    came(course, work("a.pdf"), "02")
    [first] = grade(room, "eve")
    before = room.ledger.last("hw", "eve")
    came(course, {"p.ipynb": work("")["p.ipynb"] + PAD}, "04")
    [eve] = grade(room, "eve")
    after = room.ledger.last("hw", "eve")
    told = json.loads((room.root / "autograded/eve/hw/p.ipynb").read_text("utf-8"))["metadata"]

    assert [one.earned for one in eve.results] == [one.earned for one in first.results]
    assert eve.notes[0].startswith("refused `p.ipynb`")
    assert before
    assert after
    assert before.answers["p/why"] != after.answers["p/why"]
    assert told["received"]["at"].startswith("2026-03-04")


def test_a_name_with_marks_that_turn_letters_around_is_collected_without_them(
    room: Classroom, course: Path
) -> None:
    """As programs copy them along; it is told."""
    shutil.rmtree(course / "submitted", ignore_errors=True)
    notebooks = {"\u202ap.ipynb": nbformat.writes(notebook()).encode()}
    assert came(course, notebooks, "02") == ["p.ipynb", "timestamp.txt"]
    assert "without the marks of text direction" in collect(course).stderr
    [eve] = grade(room, "eve")

    assert eve.results[0].earned == 4


@pytest.mark.parametrize("name", ["p.ipynb.txt", "p.ipynb.json"])
def test_a_notebook_with_the_ending_of_a_browser_is_collected(
    room: Classroom, course: Path, name: str
) -> None:
    """It is taken for the notebook that it is."""
    shutil.rmtree(course / "submitted", ignore_errors=True)
    assert came(course, {name: nbformat.writes(notebook()).encode()}, "02") == [name, "timestamp.txt"]
    [eve] = grade(room, "eve")

    assert eve.results[0].earned == 4
    assert not eve.results[0].ungraded


def test_of_files_of_one_place_none_is_forgotten(downloaded: Path) -> None:
    """The one that is not collected is known all the same, and so is what lies where a file does."""
    contents = {"class_mal_attempt_2026-03-01_p.ipynb": b"1", "class_mal_attempt_2026-03-01_p.zip": b""}
    contents["class_mal_attempt_2026-03-01_p.zip"] = packed(**{"p.ipynb": b"2"})
    (downloaded / "class.zip").write_bytes(packed(**contents))
    found = collected(downloaded, r".*_(?P<student_id>\w+)_attempt_(?P<timestamp>[-\d]+)_(?P<file_id>\w+)")
    moved = json.loads((downloaded.parent / "evidence/received/hw/moved/mal.json").read_text())["moved"]

    assert [*found.values()] in ([b"1"], [b"2"])
    assert [one[1] for one in moved] == ["another has its place"]


def test_a_notebook_that_strict_collecting_skips_is_known(downloaded: Path) -> None:
    """By a name that is none of the assignment's."""
    root = downloaded.parent
    (root / "release/hw").mkdir(parents=True)
    (root / "release/hw/p.ipynb").touch()
    files = {f"{ADA}/p.ipynb": b"1", f"{ADA}/my p.ipynb": b"2", f"{MAL}/p.ipynb": b"3"}
    (downloaded / "class.zip").write_bytes(packed(**files))
    app = ZipCollectApp(coursedir=CourseDirectory(root=str(root), assignment_id="hw"), strict=True)
    app.extractor_plugin_inst = extractor = Extractor(parent=app)
    extractor.extract(str(downloaded), str(root / "extracted"))
    collector = Collector(parent=app, named_regexp=NAMES)
    found = [collector.collect(str(path)) for path in sorted((root / "extracted").rglob("*.ipynb"))]
    moved = json.loads((root / "evidence/received/hw/moved/ada.json").read_text())["moved"]

    assert [one["student_id"] for one in found if one] == ["ada", "mal"]
    assert [one[0] for one in moved] == ["my p.ipynb"]
