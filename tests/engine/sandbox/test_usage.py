"""What processes and folders use, seen from outside."""

import os
from pathlib import Path

from nbverdict.sandbox.inside.plan import INODES
from nbverdict.sandbox.inside.remove import remove
from nbverdict.sandbox.usage import MANY, MUCH, SENT, read_files, read_memory, read_tasks


def dig(folder: Path, depth: int) -> None:
    """Make folders within one another, by their names alone: the whole path may be too long for one."""
    here = os.getcwd()  # noqa: PTH109 - put back as it was
    os.chdir(folder)
    try:
        for _ in range(depth):
            os.mkdir("d")  # noqa: PTH102 - relative to where we are
            os.chdir("d")
    finally:
        os.chdir(here)


def test_a_process_counts_with_all_that_it_started() -> None:
    """This one holds some memory, but not much."""
    tasks = list(read_tasks(os.getpid()))

    assert os.getpid() in [task.number for task in tasks]
    assert 10_000 < read_memory(tasks[:1], MUCH) < 4 * MUCH


def test_many_open_files_are_no_sockets() -> None:
    """They may be, so they are looked at where that would be too much; until then nobody does."""
    (task,) = (one for one in read_tasks(os.getpid()) if one.number == os.getpid())
    before = read_memory([task], 0)
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(MANY)]
    try:
        assert read_memory([task], before + 1) < before + SENT * MANY / 2
        assert read_memory([task], 100 * MUCH) > before + SENT * MANY / 2
    finally:
        for one in opened:
            os.close(one)


def test_files_are_counted_with_what_they_take(tmp_path: Path) -> None:
    """A sparse file takes little."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "full").write_bytes(b"x" * 100_000)
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(1 << 30)
    size, files = read_files(tmp_path)

    assert files == 3
    assert 100_000 <= size < 200_000


def test_folders_that_are_too_deep_are_too_many(tmp_path: Path) -> None:
    """Nothing that looks after them runs out of stack."""
    dig(tmp_path, 1500)

    assert read_files(tmp_path)[1] > INODES
    remove(str(tmp_path / "d"))
    assert not (tmp_path / "d").exists()


def test_what_is_removed_is_gone_and_no_link_is_followed(tmp_path: Path) -> None:
    """Closed folders too."""
    (kept := tmp_path / "kept").write_text("kept")
    mode, folder = kept.stat().st_mode, tmp_path / "folder"
    folder.mkdir()
    (folder / "link").symlink_to(kept)
    (folder / "closed").mkdir(mode=0)
    dig(folder, 1200)
    remove(str(folder))

    assert not folder.exists()
    assert kept.read_text() == "kept"
    assert kept.stat().st_mode == mode
