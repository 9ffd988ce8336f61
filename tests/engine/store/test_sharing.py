"""What several people of a group grade."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from nbverdict.evidence.secret import course_secret
from nbverdict.store.atomic import write_whole
from nbverdict.store.sharing import share_with_group


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """Files of one's own are not the group's, and the process is left as it was."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    """Return a path's permissions."""
    return path.stat().st_mode & 0o7777


def test_the_group_writes_what_is_made_in_a_shared_course(tmp_path: Path) -> None:
    """Files, folders in it, the gradebook and the secret; nobody else reads the secret."""
    book = tmp_path / "gradebook.db"
    book.touch()
    share_with_group(tmp_path, book, tmp_path / "not-there")
    write_whole(tmp_path / "evidence/graded/ada.json", "{}")
    course_secret(tmp_path / "course_secret", tmp_path / "evidence")
    assert mode(tmp_path) & 0o2070 == 0o2070
    assert mode(tmp_path / "evidence/graded") & 0o2070 == 0o2070
    assert mode(tmp_path / "evidence/graded/ada.json") & 0o060 == 0o060
    assert mode(book) & 0o060 == 0o060
    assert mode(tmp_path / "course_secret") == 0o660


def test_elsewhere_the_secret_is_its_owners(tmp_path: Path) -> None:
    """As before."""
    course_secret(tmp_path / "course_secret", tmp_path / "evidence")
    assert mode(tmp_path / "course_secret") == 0o600
