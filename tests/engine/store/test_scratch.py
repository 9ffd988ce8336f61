"""What nobody is to keep: gone when a run ends, and what was cut off with the next."""

import tempfile
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from nbverdict.store.scratch import BOOKS, Scratch

CUT_OFF = (
    "runs/ab/.half-x/new/cells.json",
    "versions/hw/ada/.half-y/files/p.ipynb",
    "verdicts/ab/.cd.json.77",
    "graded/hw/.ada.json.77",
)
KEPT = (
    "runs/ab/cd/cells.json",
    "versions/hw/ada/1/version.json",
    "verdicts/ab/cd.json",
    "graded/hw/ada.json",
)


def test_what_was_cut_off_is_removed(tmp_path: Path) -> None:
    """And nothing else is."""
    for name in (*CUT_OFF, *KEPT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    with Scratch(tmp_path):
        pass

    assert sorted(
        str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()
    ) == sorted(KEPT)


def test_pages_in_memory_go_with_it(tmp_path: Path) -> None:
    """Also those of a run that never came to its end."""
    first = Scratch(tmp_path)
    left = first.__enter__() / BOOKS / "page.db"
    left.write_text("points")
    place = left.resolve()
    assert place.parent.stat().st_mode & 0o77 == 0
    with Scratch(tmp_path) as again:
        assert not place.exists()
        assert [path.name for path in again.iterdir()] == [BOOKS]
    assert not place.parent.exists()


def _end_while_others_write(store: Path, writers: list[Thread], until: float) -> None:
    def write(folder: Path) -> None:
        while time.monotonic() < until:
            with suppress(OSError):
                folder.mkdir(exist_ok=True)
                Path(tempfile.mkdtemp(dir=folder), "x").touch()
            time.sleep(0.0002)

    with Scratch(store) as folder:
        writers += [Thread(target=write, args=(folder / f"{n}",)) for n in range(4)]
        for one in writers:
            one.start()
        raise ValueError("held back")


def test_what_is_still_written_there_hides_nothing(tmp_path: Path) -> None:
    """What ended a run is raised, be it that processes of it still write; they are waited for."""
    writers: list[Thread] = []
    with pytest.raises(ValueError, match="held back"):
        _end_while_others_write(tmp_path, writers, time.monotonic() + 0.4)
    for one in writers:
        one.join()
    with Scratch(tmp_path) as again:
        assert [path.name for path in again.iterdir()] == [BOOKS]


def test_where_no_memory_can_be_had_the_disk_serves(tmp_path: Path) -> None:
    """Somebody else's folder is not used."""
    scratch = Scratch(tmp_path)
    scratch.memory = tmp_path / "nowhere" / "at-all"
    with scratch as folder:
        assert (folder / BOOKS).is_dir()
        assert not (folder / BOOKS).is_symlink()
