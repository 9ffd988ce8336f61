"""Files in a folder that others write to are opened without following anything."""

import os
from pathlib import Path

import pytest

from nbverdict.sandbox.plain_files import NotPlainError, holds_only_plain, read_plain, rewrite_plain

MOST = 100


def test_a_plain_file_is_read_and_rewritten(tmp_path: Path) -> None:
    """In folders within folders too."""
    (tmp_path / "a").mkdir()
    path = tmp_path / "a/file"
    path.write_text("one, and longer")

    rewrite_plain(tmp_path, path, b"two", most=MOST)

    assert read_plain(tmp_path, path, most=MOST) == b"two"


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "large", "through a link", "elsewhere", "up"])
def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    """Nothing waits for a pipe, and nothing outside the folder is read."""
    base, outside = tmp_path / "base", tmp_path / "outside"
    for folder in (base, outside):
        folder.mkdir()
    (outside / "secret").write_text("secret")
    path = base / "file"
    match kind:
        case "link":
            path.symlink_to(outside / "secret")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "large":
            path.write_bytes(bytes(MOST + 1))
        case "through a link":
            (base / "way").symlink_to(outside)
            path = base / "way/secret"
        case "elsewhere":
            path = outside / "secret"
        case "up":
            path = base / "../outside/secret"

    with pytest.raises(OSError):  # noqa: PT011 - of several kinds
        read_plain(base, path, most=MOST)


def test_what_a_folder_holds_is_looked_at_whole(tmp_path: Path) -> None:
    """Links, pipes and files that change a user are seen wherever they lie."""
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/file").write_text("x")
    assert holds_only_plain(tmp_path)

    for make in (
        lambda path: path.symlink_to("/"),
        os.mkfifo,
        lambda path: (path.write_text("x"), path.chmod(0o4755)),
    ):
        path = tmp_path / "a/b/other"
        make(path)
        assert not holds_only_plain(tmp_path)
        path.unlink()


def test_not_plain_says_what_it_is(tmp_path: Path) -> None:
    """In one sentence."""
    (tmp_path / "file").write_bytes(bytes(MOST + 1))

    with pytest.raises(NotPlainError, match="not a regular file of at most 100 bytes"):
        read_plain(tmp_path, tmp_path / "file", most=MOST)
