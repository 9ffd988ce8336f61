"""Whose a file is, is what the LMS calls it: no name that a student chose says another."""

import re
import time
from pathlib import Path

import pytest

from nbverdict.intake.owner import LONGEST, UnpackedFile, is_plain, read

ROOT = Path("/c/downloaded/hw/extracted")
FOLDERS = r".*/(?P<student_id>\w+)_(?P<timestamp>[-\d]+T[\d:]+)/(?P<file_id>\w+)\.ipynb"
FLAT = r".*_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)"
SHORT = r".*/(?P<student_id>\w+)_(?P<file_id>\w+)\.ipynb"
LAZY = r".*?/(?P<student_id>\w+)_(?P<timestamp>[-\d]+T[\d:]+)/(?:.*/)?(?P<file_id>\w+)\.ipynb"
DAYS = r".*/hw_(?P<student_id>\w+)_to(?P<course>.*)_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)"
CANVAS = r".*_(?P<student_id>\d+)_(?P<upload>\d+)_(?P<file_id>\w+)"
LAST = r".*/(?P<file_id>\w+)_(?P<student_id>\w+)\.ipynb"


def whose(pattern: str, path: str, upload: str | None = None) -> tuple[str | None, ...] | None:
    """Return student, time and file that are read of a path."""
    given = UnpackedFile.of(ROOT / path, ROOT, {ROOT / upload} if upload else set())
    told = read(re.compile(pattern), given)
    return told and (told["student_id"], told.get("timestamp"), told["file_id"])


@pytest.mark.parametrize(
    ("pattern", "path", "found"),
    [
        (FOLDERS, "class/eve_2026-03-02T12:00:00/p.ipynb", ("eve", "2026-03-02T12:00:00", "p")),
        (FOLDERS, "class/all of them/eve_2026-03-02T12:00:00/p.ipynb", ("eve", "2026-03-02T12:00:00", "p")),
        (FLAT, "class/ps1_eve_attempt_2016-01-30_p.ipynb", ("eve", "2016-01-30", "p")),
        (FLAT, "ps1_eve_attempt_2016-01-30_p.ipynb", ("eve", "2016-01-30", "p")),
        (SHORT, "class/eve_p.ipynb", ("eve", None, "p")),
        (LAST, "class/my_p_eve.ipynb", ("eve", None, "my_p")),
        (FOLDERS, "class/p.ipynb", None),
    ],
)
def test_what_an_lms_names_is_read_as_nbgrader_reads_it(
    pattern: str, path: str, found: tuple[str | None, ...] | None
) -> None:
    """Folders, flat names, a folder above all, and expressions that read the owner last."""
    assert whose(pattern, path) == found


@pytest.mark.parametrize(
    ("pattern", "path", "upload"),
    [
        (
            FOLDERS,
            "c/mal_2026-03-09T12:00:00/x/ada_2026-03-01T12:00:00/p.ipynb",
            "c/mal_2026-03-09T12:00:00/x",
        ),
        (
            FOLDERS,
            "c/mal_2026-03-09T12:00:00/x/y/z/ada_2026-03-01T12:00:00/p.ipynb",
            "c/mal_2026-03-09T12:00:00/x",
        ),
        (FOLDERS, "c/mal_2026-03-09T12:00:00/ada_2026-03-01T12:00:00/p.ipynb", None),
        (FOLDERS, "mal_2026-03-09T12:00:00/ada_2026-03-01T12:00:00/p.ipynb", None),
        (
            FLAT,
            "c/ps1_mal_attempt_2026-03-09_x/ps1_ada_attempt_2026-03-01_p.ipynb",
            "c/ps1_mal_attempt_2026-03-09_x",
        ),
        (FLAT, "c/ps1_mal_attempt_2026-03-09_x_ada_attempt_2026-03-01_p.ipynb", None),
        (FLAT, "ps1_mal_attempt_2026-03-09_x/ps1_ada_attempt_2026-03-01_p.ipynb", None),
        (FLAT, "c/ps1_mal_attempt_2026-03-09_-x_ada_attempt_2026-03-01_p.ipynb", None),
        (FLAT, "c/ps1_mal_attempt_2026-03-09_-x_mal_attempt_2026-03-01_p.ipynb", None),
        (
            FLAT,
            "c/ps1_mal_attempt_2026-03-09_-x/ps1_ada_attempt_2026-03-01_p.ipynb",
            "c/ps1_mal_attempt_2026-03-09_-x",
        ),
        (DAYS, "c/hw_mal_to_2026-03-09_x_2026-03-01_p.ipynb", None),
    ],
)
def test_what_a_student_names_says_nobody_else(pattern: str, path: str, upload: str | None) -> None:
    """In an archive, or one in it; in a folder; in the name of the file itself: it is the owner's."""
    found = whose(pattern, path, upload)

    assert found is not None
    assert (found[0], (found[1] or "")[:10]) == ("mal", "2026-03-09")


def test_an_upload_says_whose_it_is_also_if_its_own_name_is_no_file_of_the_expressions() -> None:
    """What stands before the file's name decides, and the rest is what the student called it."""
    assert whose(CANVAS, "abbotmal_1002_556_-_1001_777_p.ipynb") == ("1002", None, "-_1001_777_p")
    assert whose(FLAT, "ps1_mal_attempt_2026-03-09_-p.ipynb") == ("mal", "2026-03-09", "-p")


@pytest.mark.parametrize(("download", "owner"), [("mal_my-work", "mal"), ("all", "ada")])
def test_an_archive_that_was_downloaded_is_an_upload_if_its_name_says_whose(
    download: str, owner: str
) -> None:
    """Else it is the LMS's own, whose names count."""
    file, expression = ROOT / download / "ada_p.ipynb", re.compile(SHORT)
    told = read(expression, UnpackedFile.of(file, ROOT, set(), {ROOT / download}))

    assert told
    assert told["student_id"] == owner


def test_names_in_an_archive_that_nobody_owns_do_not_count() -> None:
    """The LMS gave it a name that says nothing."""
    assert whose(FOLDERS, "c/x/ada_2026-03-01T12:00:00/p.ipynb", "c/x") is None


def test_files_of_one_upload_are_told_apart() -> None:
    """By their places in it."""
    upload = "c/ps1_eve_attempt_2026-03-09_work"
    found = {whose(FLAT, f"{upload}/{name}", upload) for name in ("p.ipynb", "q.ipynb", "old/p.ipynb")}

    assert {told and told[2] for told in found} == {"p", "q", "old/p"}


def test_the_name_of_an_upload_is_read_once_for_all_its_files() -> None:
    """The longest name of the slowest letters costs an instructor's expression a twentieth of a second."""
    upload, began = f"c/{'_' * 240}", time.process_time()
    for number in range(1_000):
        assert whose(FLAT, f"{upload}/{number}.ipynb", upload) is None

    assert time.process_time() - began < 15


def test_no_file_is_compared_with_every_upload() -> None:
    """What a download holds of each grows with a class, and only folders above a file say anything of it."""
    uploads = {ROOT / f"c/eve_{number}_work" for number in range(3_000)}
    files = [ROOT / f"c/eve_{number}_work/x/p.ipynb" for number in range(1_000)]
    began = time.process_time()

    assert {UnpackedFile.of(one, ROOT, uploads, uploads).lms for one in files} == {2}
    assert time.process_time() - began < 2


def test_of_a_long_path_no_more_is_read_than_its_owner() -> None:
    """An expression that goes back takes the square of its letters; the place tells the files apart."""
    owner, deep = "c/eve_2026-03-02T12:00:00", "/".join("x" * 240 for _ in range(5))

    assert whose(FOLDERS, f"{owner}/p.ipynb") == ("eve", "2026-03-02T12:00:00", "p")
    assert whose(LAZY, f"{owner}/{'x' * 9}/p.ipynb") == ("eve", "2026-03-02T12:00:00", "p")
    assert whose(LAZY, f"{owner}/{deep}/p.ipynb") == ("eve", "2026-03-02T12:00:00", f"{deep}/p")
    assert len(deep) > LONGEST
    assert whose(FOLDERS, f"{deep}/eve_2026-03-02T12:00:00/p.ipynb") is None


@pytest.mark.parametrize(
    ("student", "file", "fine"),
    [
        ("eve", "p", True),
        ("eve", "old/p", True),
        ("..", "p", False),
        ("a/b", "p", False),
        ("", "p", False),
        ("eve", "../ada/p", False),
        ("eve", "/p", False),
        ("eve", "", False),
    ],
)
def test_names_lead_nowhere_else(student: str, file: str, fine: bool) -> None:  # noqa: FBT001
    """Whatever an expression lets through."""
    assert is_plain({"student_id": student, "file_id": file}) == fine
