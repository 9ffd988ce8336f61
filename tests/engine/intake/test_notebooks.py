"""Which file is which notebook: exact names, then what a file holds, then similar names; never a link."""

import json
import os
import shutil
from pathlib import Path, PurePath

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from graders.models.cache import PROJECT
from nbverdict.intake.files import CLOSED, LINK, LISTED, Refused, examine
from nbverdict.intake.match import ReleasedNotebook
from nbverdict.intake.notebooks import HandIn, sort_out, take_in
from nbverdict.intake.reserved import Reserved

RELEASED = PROJECT / "release/model_architecture/challenges.ipynb"
SOLVED = PROJECT / "examples/submitted/dov/model_architecture/challenges.ipynb"
LESSON = [
    new_markdown_cell("# A lesson"),
    new_code_cell(
        "def scale(x):\n    return None", metadata={"nbgrader": {"solution": True, "grade_id": "scale"}}
    ),
]
RELEASES = {
    "challenges": ReleasedNotebook(nbformat.read(RELEASED, as_version=4).cells),
    "lesson": ReleasedNotebook(LESSON),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submitted folder with the lesson in its place."""
    tmp_path = tmp_path / "submitted"
    tmp_path.mkdir()
    nbformat.write(new_notebook(cells=LESSON), tmp_path / "lesson.ipynb")
    return tmp_path


def names(handed_in: HandIn) -> dict[str, str]:
    """Return the file name that was taken for each notebook."""
    return {name: path.name for name, path in handed_in.taken.items()}


@pytest.mark.parametrize(
    "name",
    [
        "challenges (1).ipynb",
        "challenges-Copy1.ipynb",
        "Challenges.ipynb",
        "challenges_final.ipynb",
        "ada_challenges_v2.ipynb",
        "Untitled3.ipynb",
        "homework/challenges.ipynb",
    ],
)
def test_a_notebook_under_another_name_is_taken_for_the_missing_one(folder: Path, name: str) -> None:
    """Where it is the only one that can be it; and this is said."""
    (folder / name).parent.mkdir(exist_ok=True)
    shutil.copy(SOLVED, folder / name)
    found = sort_out(folder, RELEASES)

    assert found.taken["challenges"] == folder / name
    assert found.notes == (f"took `{name}` for `challenges.ipynb`",)


def test_a_damaged_file_is_known_by_its_name(folder: Path) -> None:
    """Its reader then says that it is damaged."""
    (folder / "challenges (2).ipynb").write_text("{")

    assert names(sort_out(folder, RELEASES))["challenges"] == "challenges (2).ipynb"


def test_what_a_file_holds_counts_more_than_its_name(folder: Path) -> None:
    """A file that is called as another notebook is the one that it holds."""
    shutil.copy(SOLVED, folder / "lesson (1).ipynb")

    assert names(sort_out(folder, RELEASES)) == {"challenges": "lesson (1).ipynb", "lesson": "lesson.ipynb"}


def test_two_notebooks_that_changed_names_are_each_what_they_hold(folder: Path) -> None:
    """Saved under the other's name, both are still graded."""
    (folder / "lesson.ipynb").rename(folder / "challenges.ipynb")
    shutil.copy(SOLVED, folder / "lesson.ipynb")

    assert names(sort_out(folder, RELEASES)) == {"challenges": "lesson.ipynb", "lesson": "challenges.ipynb"}


def test_beside_the_exact_name_another_file_is_not_looked_at(folder: Path) -> None:
    """The summary says so, where it differs."""
    shutil.copy(SOLVED, folder / "challenges.ipynb")
    shutil.copy(SOLVED, folder / "challenges (1).ipynb")
    same = sort_out(folder, RELEASES)
    (folder / "challenges (1).ipynb").write_text(SOLVED.read_text("utf-8") + " ")
    other = sort_out(folder, RELEASES)

    assert same.notes == ()
    assert names(other)["challenges"] == "challenges.ipynb"
    assert other.notes == ("`challenges (1).ipynb` was not looked at: `challenges.ipynb` was graded",)


NAMES = 280
OURS = "a` was read by hand: full marks, 20 of 20 points. `"


@pytest.mark.parametrize("beside", ["lesson", "challenges"])
@pytest.mark.parametrize(
    "name", ["challenges {}", "{}", f"challenges {OURS}{{}}", OURS + "{}", "é" * 90 + "{}"]
)
def test_what_is_said_of_many_names_is_short(folder: Path, name: str, beside: str) -> None:
    """A few are told, each cut, between backticks that are ours."""
    shutil.copy(SOLVED, folder / f"{beside}.ipynb")
    for number in range(NAMES):
        (folder / f"{name.format(number)}.ipynb").write_text(json.dumps({"cells": [], "number": number}))

    found = sort_out(folder, RELEASES)

    for sentence in (*found.notes, *(one.reason for one in found.missing.values())):
        assert len(sentence) < 600
        assert not any("full marks" in part for part in sentence.split("`")[::2])


def test_an_untouched_notebook_does_not_hide_the_one_that_was_worked_on(folder: Path) -> None:
    """Nobody is graded 0 for handing in the release beside the work."""
    shutil.copy(RELEASED, folder / "challenges.ipynb")
    shutil.copy(SOLVED, folder / "challenges (1).ipynb")

    assert names(sort_out(folder, RELEASES))["challenges"] == "challenges (1).ipynb"


def test_two_candidates_go_to_a_person(folder: Path) -> None:
    """Neither is graded, and the sentence says what to do; two of one content are one."""
    shutil.copy(SOLVED, folder / "challenges (1).ipynb")
    shutil.copy(SOLVED, folder / "challenges (2).ipynb")
    assert names(sort_out(folder, RELEASES))["challenges"] == "challenges (1).ipynb"
    shutil.copy(RELEASED, folder / "challenges (2).ipynb")
    missing = sort_out(folder, RELEASES).missing["challenges"]

    assert missing.pending
    assert missing.reason == (
        "`challenges (1).ipynb` and `challenges (2).ipynb` could each be `challenges.ipynb`: "
        "hand in one, under that name"
    )


def test_a_notebook_that_was_not_handed_in_is_nobodys_riddle(folder: Path) -> None:
    """It scores 0, and a sentence says what to hand in: nobody can grade an export."""
    (folder / "timestamp.txt").write_text("2026-11-29 12:00:00 UTC")
    (folder / "challenges.html").write_text("<h1>an export</h1>")
    missing = sort_out(folder, RELEASES).missing["challenges"]

    assert not missing.pending
    assert (
        missing.reason
        == "`challenges.ipynb` was not handed in: hand in the notebook itself, as `challenges.ipynb`"
    )


@pytest.mark.parametrize(
    "name",
    [
        *("challenges.zip", "challenges.tar.gz", "work.7z", "my work.RAR", "hw/challenges.tgz", "a.zip.001"),
        *("challenges.json", "challenges.txt", "challenges", "challenges.ipynb~", "work.ipnyb", "work.gdoc"),
        *("work.lzma", "work.zip.part", "work.z01", "work.iso", "work.tar.lz", "work.lnk", "work.url"),
    ],
)
def test_what_was_handed_in_instead_of_a_notebook_goes_to_a_person(folder: Path, name: str) -> None:
    """An archive, or a notebook under another ending: the student did hand in something."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("what it holds is not looked at")
    missing = sort_out(folder, RELEASES).missing["challenges"]

    assert missing.pending
    assert f"`{name}`" in missing.reason
    assert "hand in the notebook itself" in missing.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["Untitled.txt", "Ada_HW3.json", "homework", "page.html", "data.csv"])
def test_a_notebook_under_whatever_ending_goes_to_a_person(folder: Path, name: str, encoding: str) -> None:
    """It is known by what it holds."""
    (folder / name).write_text(nbformat.writes(new_notebook(cells=[new_code_cell("1 + 1")])), encoding)
    missing = sort_out(folder, RELEASES).missing["challenges"]

    assert missing.pending
    assert f"`{name}` is not read as a notebook" in missing.reason


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"\x28\xb5\x2f\xfd", b"LZIP"])
def test_an_archive_under_an_ending_of_its_own_goes_to_a_person(folder: Path, head: bytes) -> None:
    """It is known by its first bytes."""
    (folder / "my.work").write_bytes(head + bytes(100))
    missing = sort_out(folder, RELEASES).missing["challenges"]

    assert missing.pending
    assert "`my.work` is not unpacked" in missing.reason


@pytest.mark.parametrize("name", ["plot.png", "README", "model.pt", "notes.txt", "config.json", "work.docx"])
def test_what_people_keep_beside_a_notebook_is_nobodys_riddle(folder: Path, name: str) -> None:
    """Pictures, data, code and texts; some of them are archives to their programs."""
    (folder / name).write_bytes(b'{"cells": 3}' if name.endswith("json") else b"PK\x03\x04")

    assert not sort_out(folder, RELEASES).missing["challenges"].pending


@pytest.mark.parametrize("name", ["challenges.ipynb.zip", "work.tar.gz", "challenges.ipynb.bak"])
def test_a_refused_file_that_may_be_the_notebook_goes_to_a_person(folder: Path, name: str) -> None:
    """Its name has two endings, which JupyterLab may run; whoever packed it did hand in."""
    refused = [Refused(PurePath(name), "of its two endings")]
    missing = sort_out(folder, RELEASES, refused).missing["challenges"]

    assert missing.pending
    assert missing.reason.startswith(f"`{name}` was refused")


def test_data_beside_one_notebook_is_not_the_other_one(folder: Path) -> None:
    """One of two notebooks was handed in, with the data that it reads: the other one was not."""
    (folder / "measured.csv").write_text("1")
    found = sort_out(folder, RELEASES)

    assert "lesson" in found.taken
    assert not found.missing["challenges"].pending


def test_a_notebook_that_nobody_knows_goes_to_a_person(folder: Path) -> None:
    """It may be the missing one."""
    nbformat.write(new_notebook(cells=[new_code_cell("1 + 1")]), folder / "work.ipynb")
    missing = sort_out(folder, RELEASES).missing["challenges"]

    assert missing.pending
    assert "`work.ipynb` is not known to be it" in missing.reason


@pytest.mark.parametrize(
    "junk", ["[]", "{}", '{"cells": 7}', '{"cells": [7, {}, {"source": 7}]}', "\x00", "[" * 9999]
)
def test_any_file_may_be_called_a_notebook(folder: Path, junk: str) -> None:
    """What holds no cells is known by its name alone."""
    (folder / "work.ipynb").write_text(junk)

    assert "work.ipynb" in sort_out(folder, RELEASES).missing["challenges"].reason


def test_links_and_hidden_copies_are_no_notebooks(folder: Path) -> None:
    """Nobody is graded on a file that lies elsewhere, nor on what Jupyter keeps aside."""
    (folder / "challenges.ipynb").symlink_to(SOLVED)
    (folder / ".ipynb_checkpoints").mkdir()
    shutil.copy(SOLVED, folder / ".ipynb_checkpoints" / "challenges-checkpoint.ipynb")
    (folder / "linked").symlink_to(SOLVED.parent)

    assert set(sort_out(folder, RELEASES).missing) == {"challenges"}


def test_a_folder_that_is_a_link_holds_nothing(folder: Path) -> None:
    """Also where it leads to a good notebook."""
    link = folder / "hw"
    link.symlink_to(SOLVED.parent)

    assert set(sort_out(link, RELEASES).missing) == {"challenges", "lesson"}


def test_the_copy_holds_each_notebook_under_its_name(folder: Path, tmp_path: Path) -> None:
    """Other files keep their places; links stay behind."""
    shutil.copy(SOLVED, folder / "challenges (1).ipynb")
    (folder / "data").mkdir()
    (folder / "data" / "table.csv").write_text("a,b")
    (folder / "link.csv").symlink_to(SOLVED)
    before = sorted(folder.rglob("*"))
    take_in(folder, sort_out(folder, RELEASES), tmp_path / "copy")
    copied = sorted(
        str(p.relative_to(tmp_path / "copy")) for p in (tmp_path / "copy").rglob("*") if p.is_file()
    )

    assert copied == ["challenges.ipynb", "data/table.csv", "lesson.ipynb"]
    assert json.loads((tmp_path / "copy/challenges.ipynb").read_text()) == json.loads(SOLVED.read_text())
    assert sorted(folder.rglob("*")) == before


def test_what_lies_in_the_place_of_a_notebook_is_left_behind(folder: Path, tmp_path: Path) -> None:
    """A folder with a notebook's name stops nothing."""
    (folder / "challenges.ipynb").mkdir()
    (folder / "challenges.ipynb" / "notes.txt").write_text("x")
    take_in(folder, sort_out(folder, RELEASES), tmp_path / "copy")

    assert (tmp_path / "copy/challenges.ipynb").read_text() == ""


def test_an_untouched_notebook_beside_several_that_were_worked_on_goes_to_a_person(folder: Path) -> None:
    """As without it: it is not graded 0 in their place."""
    shutil.copy(RELEASED, folder / "challenges.ipynb")
    for number in (1, 2):
        text = SOLVED.read_text("utf-8") + " " * number
        (folder / f"challenges ({number}).ipynb").write_text(text)
    missing = sort_out(folder, RELEASES).missing["challenges"]

    assert missing.pending
    assert "`challenges (1).ipynb` and `challenges (2).ipynb` could each be" in missing.reason


@pytest.mark.parametrize("name", ["challenges.ipynb.txt", "challenges.ipynb.json", "challenges.IPYNB"])
def test_an_ending_that_a_browser_changed_is_a_notebooks(folder: Path, tmp_path: Path, name: str) -> None:
    """It is taken for the notebook, and lies in the copy under that name alone."""
    shutil.copy(SOLVED, folder / name)
    found = sort_out(folder, RELEASES)
    take_in(folder, found, tmp_path / "copy")

    assert found.notes == (f"took `{name}` for `challenges.ipynb`",)
    assert {path.name for path in (tmp_path / "copy").iterdir()} == {"challenges.ipynb", "lesson.ipynb"}


def test_a_name_that_is_no_text_is_told_in_letters(folder: Path) -> None:
    """It comes out of a zip file that was packed elsewhere."""
    (folder / os.fsdecode(b"\xdcbung.ipynb")).write_text("{}")
    reason = sort_out(folder, RELEASES).missing["challenges"].reason

    assert "`\N{REPLACEMENT CHARACTER}bung.ipynb` is not known" in reason
    assert examine(folder).digest


def test_a_notebook_in_a_folder_takes_the_files_beside_it_along(folder: Path, tmp_path: Path) -> None:
    """It reads them where it lay; what lies above stays as it is."""
    (folder / "hw").mkdir()
    shutil.copy(SOLVED, folder / "hw" / "challenges.ipynb")
    for path in ("hw/data.csv", "hw/same.csv", "same.csv"):
        (folder / path).write_text(path)
    take_in(folder, sort_out(folder, RELEASES), tmp_path / "copy")

    assert (tmp_path / "copy/data.csv").read_text() == "hw/data.csv"
    assert (tmp_path / "copy/same.csv").read_text() == "same.csv"


@pytest.mark.parametrize("name", ["challenges.ipynb", "my challenges.ipynb", "Untitled.ipynb"])
def test_a_refused_notebook_leaves_its_place_to_a_person(folder: Path, name: str) -> None:
    """Also where it is not known which it was; one that is there is graded all the same."""
    missing = sort_out(folder, RELEASES, [Refused(PurePath(name), "it is a link")]).missing

    assert set(missing) == {"challenges"}
    assert missing["challenges"].reason == f"`{name}` was refused: it is a link"
    assert missing["challenges"].pending


def test_what_is_refused_beside_a_notebook_leaves_no_place_to_anybody(folder: Path) -> None:
    """It is no notebook, or it is another's."""
    refused = [Refused(PurePath(name), "it is a link") for name in ("data.csv", "lesson (1).ipynb")]

    assert not sort_out(folder, RELEASES, refused).missing["challenges"].pending


@pytest.mark.parametrize(
    ("path", "pending"),
    [
        ("a/b/c/d/e/f/g/h/i/j/k/challenges.ipynb", True),
        (".hw/Untitled.ipynb", True),
        (".hw/lesson.ipynb", False),
        (".hw/data.csv", False),
        ("lesson.html/challenges.ipynb", True),
        (".venv/hw/challenges.ipynb", True),
        (".venv/lib/my challenges.ipynb", False),
        (".ipynb_checkpoints/challenges-checkpoint.ipynb", False),
    ],
)
def test_a_notebook_in_a_folder_that_is_refused_whole_goes_to_a_person(
    tmp_path: Path, path: str, *, pending: bool
) -> None:
    """It was handed in; what tools leave behind holds copies, and notebooks of others."""
    (tmp_path / "hw" / path).parent.mkdir(parents=True)
    shutil.copy(SOLVED, tmp_path / "hw" / path)
    (tmp_path / "release").mkdir()
    (tmp_path / "release/lesson.ipynb").write_text("{}")
    examined = examine(tmp_path / "hw", tmp_path / "release")
    missing = sort_out(tmp_path / "nothing", RELEASES, examined.turned_down).missing["challenges"]

    assert missing.pending == pending
    assert ("was refused" in missing.reason) == pending


@pytest.mark.parametrize(
    ("name", "reason", "pending"),
    [("hw", LINK, True), ("hw", CLOSED, True), ("data.csv", LINK, False), ("data", LISTED, True)],
)
def test_what_nobody_could_look_into_may_hold_a_notebook(
    folder: Path, name: str, reason: str, *, pending: bool
) -> None:
    """A link or a closed folder, and one that holds more than is listed; a file's ending says what it is."""
    missing = sort_out(folder, RELEASES, [Refused(PurePath(name), reason)]).missing["challenges"]

    assert missing.pending == pending


def test_a_folder_that_was_refused_goes_to_a_person(tmp_path: Path) -> None:
    """For each notebook that could have been in it."""
    refused = [Refused(PurePath(), "it is a link")]
    missing = sort_out(tmp_path / "nothing", RELEASES, refused).missing

    assert {one.reason for one in missing.values()} == {"what was handed in was refused: it is a link"}
    assert all(one.pending for one in missing.values())


def test_of_two_notebooks_that_ask_for_the_same_each_is_what_it_is_called(tmp_path: Path) -> None:
    """Nobody who handed in both is told that one of them was not handed in."""
    releases = {name: ReleasedNotebook(LESSON) for name in ("first", "second")}
    for name in releases:
        nbformat.write(new_notebook(cells=LESSON), tmp_path / f"{name}.ipynb")

    handed_in = sort_out(tmp_path, releases)

    assert names(handed_in) == {"first": "first.ipynb", "second": "second.ipynb"}
    assert not handed_in.missing


def test_a_file_that_holds_another_notebook_is_said_to(tmp_path: Path) -> None:
    """Its student is not told that nothing was handed in, and a person looks."""
    other = [new_code_cell("def shift(x):\n    return None")]
    other[0].metadata["nbgrader"] = {"solution": True, "grade_id": "shift"}
    releases = {"lesson": ReleasedNotebook(LESSON), "other": ReleasedNotebook(other)}
    for name in releases:
        nbformat.write(new_notebook(cells=LESSON), tmp_path / f"{name}.ipynb")

    handed_in = sort_out(tmp_path, releases)

    assert names(handed_in) == {"lesson": "lesson.ipynb"}
    assert handed_in.missing["other"].reason.startswith("`other.ipynb` holds the cells of `lesson.ipynb`")
    assert handed_in.missing["other"].pending


@pytest.mark.parametrize(
    ("top", "beside"),
    [
        ("data.csv", "data.csv/a.csv"),
        ("data.csv/a.csv", "data.csv"),
        ("d", "d/e/a.csv"),
        ("d", "timestamp.txt"),  # where nbgrader looks for a time
    ],
)
def test_a_folder_and_a_file_of_one_name_stop_nobody(
    folder: Path, tmp_path: Path, top: str, beside: str
) -> None:
    """What lies on top stays, and what is left out is told."""
    for path in (top, f"hw/{beside}"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)
    shutil.copy(SOLVED, folder / "hw/challenges.ipynb")
    found = sort_out(folder, RELEASES)
    take_in(folder, found, tmp_path / "copy")

    assert (tmp_path / "copy" / top).read_text() == top
    assert (tmp_path / "copy/hw" / beside).read_text() == f"hw/{beside}"
    assert found.notes[-1] == f"left out `hw/{beside}`: another lies in its place"


def test_nothing_is_taken_along_to_where_grading_puts_a_file(folder: Path, tmp_path: Path) -> None:
    """Neither a folder in the place of a file or page, nor a file in the place of a folder."""
    reserved = Reserved({PurePath("challenges.html"), PurePath("tools.py")}, {PurePath("data.csv")})
    for name in ("challenges.html/x.csv", "tools.py/x.csv", "data.csv", "more/x.csv"):
        (folder / "hw" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "hw" / name).write_text("x")
    shutil.copy(SOLVED, folder / "hw/challenges.ipynb")
    found = sort_out(folder, RELEASES, reserved=reserved)
    take_in(folder, found, tmp_path / "copy")

    assert sorted(path.name for path in (tmp_path / "copy").iterdir()) == [
        *("challenges.ipynb", "hw", "lesson.ipynb", "more"),
    ]
    assert found.notes[-1].startswith("left out `hw/challenges.html/x.csv`, `hw/data.csv` and ")


def test_a_name_that_is_no_text_is_not_copied(folder: Path, tmp_path: Path) -> None:
    """Renamed, two of them could be one; an older version may hold such."""
    for name in (b"a\xff", b"a\xfe"):
        (folder / os.fsdecode(name)).mkdir()
        (folder / os.fsdecode(name) / "a.txt").write_text("x")
    take_in(folder, sort_out(folder, RELEASES), tmp_path / "copy")

    assert sorted(path.name for path in (tmp_path / "copy").iterdir()) == ["challenges.ipynb", "lesson.ipynb"]


def test_a_mark_at_the_start_of_a_file_is_no_damage(folder: Path) -> None:
    """Some editors put it there."""
    (folder / "mine.ipynb").write_text(SOLVED.read_text("utf-8"), "utf-8-sig")

    assert names(sort_out(folder, RELEASES))["challenges"] == "mine.ipynb"
