"""What was refused is kept: once for each content, under a name that nothing opens, and with the reason."""

import json
import os
from pathlib import Path, PurePath
from typing import Any

import pytest

from nbverdict.intake import files, quarantine
from nbverdict.intake.files import Refused, examine
from nbverdict.intake.quarantine import Quarantine, placeholder, refused_before


@pytest.fixture
def kept(tmp_path: Path) -> Quarantine:
    """The quarantine of one submission."""
    return Quarantine(tmp_path / "evidence", "hw", "eve")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submitted folder with a page, a link, a pipe, and a package that is none."""
    folder = tmp_path / "hw"
    (folder / "torch").mkdir(parents=True)
    for name in ("p.ipynb", "notes.html", "torch/__init__.py", "torch/nn.py"):
        (folder / name).write_text(name)
    (folder / "data.csv").symlink_to("../secret")
    os.mkfifo(folder / "pipe")
    return folder


def told(kept: Quarantine) -> dict[str, Any]:
    """Return what the quarantine says of each path: the reason, and the content that it keeps."""
    entries = json.loads((kept.folder / "reasons.json").read_text())
    return {
        one["path"]: (one["reason"], (kept.folder / one["kept"]).read_text() if one["kept"] else None)
        for one in entries
    }


EXPECTED = {
    "notes.html": ("a browser would run it", "notes.html"),
    "torch/__init__.py": ("it would be imported in the place of `torch`", "torch/__init__.py"),
    "torch/nn.py": ("it would be imported in the place of `torch`", "torch/nn.py"),
    "data.csv": (files.LINK, "a link to ../secret"),
    "pipe": (files.NO_FILE, "an entry of the type p"),
}


def test_copies_leave_a_folder_as_it_is(kept: Quarantine, folder: Path) -> None:
    """And a second run adds nothing."""
    before = sorted(folder.rglob("*"))
    for _ in range(2):
        kept.copy(folder, examine(folder).refused)

    assert sorted(folder.rglob("*")) == before
    assert told(kept) == EXPECTED
    assert len(list(kept.folder.iterdir())) == 6


def test_what_is_moved_is_gone_and_kept(kept: Quarantine, folder: Path) -> None:
    """Also where a copy of it was kept before."""
    kept.copy(folder, examine(folder).refused)
    kept.move(folder, examine(folder).refused)

    assert [path.name for path in folder.rglob("*") if not path.is_dir()] == ["p.ipynb"]
    assert told(kept) == EXPECTED
    assert len(list(kept.folder.iterdir())) == 6


def test_nothing_is_kept_under_a_name_that_acts(kept: Quarantine, folder: Path) -> None:
    """No page, no module, no link."""
    kept.move(folder, examine(folder).refused)

    found = [path for path in kept.folder.iterdir() if path.name != "reasons.json"]
    assert {path.suffix for path in found} == {".refused"}
    assert all(path.is_file() and not path.is_symlink() for path in found)


def test_each_content_of_one_name_is_kept(kept: Quarantine, folder: Path) -> None:
    """Of every version that was handed in."""
    for content in ("one", "two", "one"):
        (folder / "notes.html").write_text(content)
        kept.copy(folder, [Refused(PurePath("notes.html"), "it acts")])

    assert sorted(p.read_text() for p in kept.folder.glob("*notes.html.refused")) == ["one", "two"]


def test_copies_have_caps_and_moving_keeps_all(
    kept: Quarantine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not copied lies where it was handed in."""
    monkeypatch.setattr(quarantine, "LARGEST", 5)
    (folder / "more").mkdir()
    (folder / "more/a.html").write_text("12345")
    refused = [Refused(PurePath(name), "it acts") for name in ("notes.html", "more/a.html", "torch")]
    kept.copy(folder, refused)
    assert told(kept) == {
        "notes.html": ("it acts", None),
        "more/a.html": ("it acts", "12345"),
        "torch": ("it acts", None),
    }
    kept.move(folder, refused)

    assert not any((folder / one.path).exists() for one in refused)
    assert next(kept.folder.glob("*-notes.html.refused")).read_text() == "notes.html"
    assert (next(kept.folder.glob("*-torch.refused")) / "nn.py").exists()


def test_all_that_is_kept_of_one_student_has_an_end(
    kept: Quarantine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In files and in bytes, of however many hand-ins; what is moved is never lost."""
    monkeypatch.setattr(quarantine, "MOST_EVER", 8)
    for number in range(12):
        refused = [Refused(PurePath(f"{number}.{at}"), files.LINK, f"a link to {number}") for at in range(3)]
        kept.copy(folder, refused)
    assert len(told(kept)) == 8
    assert len(list(kept.folder.glob("*.refused"))) <= 8

    monkeypatch.setattr(quarantine, "EVER", sum(path.stat().st_size for path in kept.folder.iterdir()) + 3)
    monkeypatch.setattr(quarantine, "MOST_EVER", 1_000)
    kept.copy(folder, [Refused(PurePath("notes.html"), "it acts")])
    assert told(kept)["notes.html"] == ("it acts", None)
    kept.move(folder, [Refused(PurePath("notes.html"), "it acts")])
    assert told(kept)["notes.html"] == ("it acts", "notes.html")


def test_two_large_files_of_one_name_are_two(
    kept: Quarantine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their contents are not read, and neither is lost."""
    monkeypatch.setattr(quarantine, "LARGEST", 0)
    for content in ("one", "two"):
        (folder / "notes.html").write_text(content)
        kept.move(folder, [Refused(PurePath("notes.html"), "it acts")])

    assert sorted(p.read_text() for p in kept.folder.glob("*notes.html.refused")) == ["one", "two"]


def test_what_is_closed_is_moved_as_it_is(kept: Quarantine, folder: Path) -> None:
    """A file and a folder that nobody may read."""
    (folder / "notes.html").chmod(0)
    (folder / "torch").chmod(0)
    kept.move(folder, [Refused(PurePath(name), files.CLOSED) for name in ("notes.html", "torch")])

    assert len(list(kept.folder.glob("*.refused"))) == 2


def test_any_name_can_be_kept(kept: Quarantine, folder: Path) -> None:
    """The longest that there is, one that is no text, and that of the reasons themselves."""
    names = [os.fsdecode(b"\xdc" * 250 + b".html"), "reasons.json", "x.refused"]
    for name in names:
        (folder / name).write_text("x")
    kept.move(folder, [Refused(PurePath(name), "it acts") for name in names])

    assert len(told(kept)) == 3


def test_a_placeholder_says_why_and_repeats_nobody_elses_words(tmp_path: Path) -> None:
    """Anybody can write such a file."""
    (tmp_path / "p.ipynb").write_bytes(placeholder(files.LINK))
    (tmp_path / "q.ipynb").write_bytes(placeholder("<script>"))
    (tmp_path / "r.ipynb").write_text("{}")

    assert refused_before(tmp_path / "p.ipynb") == files.LINK
    assert refused_before(tmp_path / "q.ipynb") == "it could not be taken in"
    assert refused_before(tmp_path / "r.ipynb") is None
