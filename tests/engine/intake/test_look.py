"""Looking at a submission from a process that is trusted: what looks is confined, and believed in little."""

import os
import signal
from pathlib import Path, PurePath

import pytest
from traitlets.config import Config

from nbverdict.intake import look
from nbverdict.intake.files import LINK, Examined, Refused, examine
from nbverdict.intake.look import look_at
from nbverdict.sandbox.confined import is_confined


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submission with files that are kept, and some that are refused."""
    folder = tmp_path / "hw"
    (folder / "data").mkdir(parents=True)
    for name in ("p.ipynb", "data/table.csv", "page.html", os.fsdecode(b"\xff.csv")):
        (folder / name).write_text("x")
    (folder / "all").symlink_to("/")
    return folder


def test_it_finds_what_there_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As examining does, and nowhere else than in a confined process."""
    free = examine(folder)
    (folder.parent / "link").symlink_to(folder)

    def confined_alone(folder: Path, release: Path | None = None) -> Examined:
        assert is_confined()
        return examine(folder, release)

    monkeypatch.setattr(look, "examine", confined_alone)

    assert look_at(folder, folder.parent / "release", Config()) == free
    assert [one.reason for one in look_at(folder.parent / "link", folder, Config()).refused] == [LINK]


def test_what_ends_it_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that asked goes on."""
    monkeypatch.setattr(look, "examine", lambda *_: os.kill(os.getpid(), signal.SIGKILL))

    with pytest.raises(ValueError, match="opening it stops the program"):
        look_at(folder, folder, Config())


@pytest.mark.parametrize(
    "name", ["../course_secret", "/etc/passwd", "all/etc/passwd", "all", "..", "data/.."]
)
def test_one_that_was_taken_over_names_nothing_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What is kept is read, and what is refused is moved, by who asked."""
    for found in (
        Examined(folder, (folder / name,)),
        Examined(folder, (), (Refused(PurePath(name), "it acts"),)),
    ):
        if (name, found.kept) == ("all", ()):  # a link itself may be moved
            continue
        monkeypatch.setattr(look, "examine", lambda *_, found=found: found)
        with pytest.raises(ValueError, match=r"outside the folder|could not be read"):
            look_at(folder, folder, Config())
