"""Copying a folder that somebody else may change meanwhile: what is open counts, and no link is followed."""

import hashlib
from pathlib import Path, PurePath

import pytest

from nbverdict.intake import files
from nbverdict.intake.copying import copy_plain
from nbverdict.intake.files import Refused


def test_what_is_copied_is_opened_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder, its depth and its sizes are those of what is open, and too much is left."""
    source = tmp_path / "source"
    (source / "a/b").mkdir(parents=True)
    for name, size in (("a/b/deep", 1), ("large", 9), ("small", 3), ("tiny", 1)):
        (source / name).write_bytes(b"x" * size)
    for cap, value in (("DEEPEST", 1), ("LARGEST", 5), ("TOGETHER", 3)):
        monkeypatch.setattr(files, cap, value)
    refused = copy_plain(source, tmp_path / "copy").refused

    assert [(str(one.path), one.reason) for one in refused] == [
        ("a/b", files.DEEP),
        ("large", files.LARGE),
        ("tiny", files.TOO_MUCH),
    ]
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["small"]
    (tmp_path / "link").symlink_to(source)
    assert copy_plain(tmp_path / "link", tmp_path / "other").refused == [
        Refused(PurePath(), files.CLOSED, "It stays in the exchange.")
    ]


def test_a_listing_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all folders together; that there is more is told."""
    monkeypatch.setattr(files, "MOST_LISTED", 6)
    for name in ("a/1", "a/2", "b/1", "b/2", "b/3"):
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "source" / name).write_text("x")
    refused = copy_plain(tmp_path / "source", tmp_path / "copy").refused

    assert [(str(one.path), one.reason) for one in refused] == [("b", files.LISTED)]
    assert len([path for path in (tmp_path / "copy").rglob("*") if path.is_file()]) == 4


def test_what_is_not_copied_is_known_by_what_it_holds(tmp_path: Path) -> None:
    """A link by where it points, a folder with the notebooks in it; what tools leave behind is not read."""
    source = tmp_path / "source"
    for name in (".more/work/p.ipynb", ".more/a.txt", ".git/p.ipynb"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("x")
    (source / "answer").symlink_to("nowhere")
    first = {str(one.path): one for one in copy_plain(source, tmp_path / "copy").refused}
    (source / ".more/a.txt").write_text("y")
    again = {str(one.path): one for one in copy_plain(source, tmp_path / "other").refused}

    assert first["answer"].content == hashlib.sha256(b"nowhere").hexdigest()
    assert first[".more"].content != again[".more"].content
    assert first["answer"] == again["answer"]
    assert first[".more"].notebooks == first[".git"].notebooks == ("p.ipynb",)
    assert first[".git"].content == ""


def test_what_the_exchange_adds_has_room_before_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It differs each time, and is no work; then come notebooks."""
    monkeypatch.setattr(files, "MOST", 2)
    source = tmp_path / "source"
    source.mkdir()
    for name in ("a.csv", "p.ipynb", "timestamp.txt"):
        (source / name).write_text("x")

    assert [str(one.path) for one in copy_plain(source, tmp_path / "copy").refused] == ["a.csv"]
