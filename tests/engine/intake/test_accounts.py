"""Whose a folder of the exchange is: nothing that its own account can make speaks for or against it."""

import os
import pwd
from pathlib import Path

import pytest

from nbverdict.intake.accounts import UNKNOWN, Accounts, owner_of

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="gives folders to other accounts")

NOBODYS = 54_321  # no account here


def made(at: Path, *folders: tuple[str, str]) -> Accounts:
    """Make folders, each with a student's name and an account, and look through them."""
    for number, (student, account) in enumerate(folders):
        folder = at / f"{student}+{number}"
        folder.mkdir()
        os.chown(folder, pwd.getpwnam(account).pw_uid if account else NOBODYS, -1)
    return Accounts((one.name.partition("+")[0], one) for one in at.iterdir())


@pytest.mark.parametrize(
    ("folders", "anothers"),
    [
        ([("bin", "bin"), ("daemon", "daemon"), ("mail", "mail")], set()),
        ([("bin", "bin"), ("daemon", "bin"), ("daemon", "daemon")], {1}),
        ([("bin", "bin"), ("daemon", "bin"), ("mail", "mail")], {1}),
        ([("daemon", "bin"), ("mail", "mail")], {0}),
        ([("daemon", ""), ("mail", "mail")], {0}),
        ([("bin", "bin"), ("zoe", "bin"), ("mail", "mail")], set()),
        ([("bin", "bin"), ("daemon", "bin"), ("mail", "bin")], set()),
        ([("ada", "bin"), ("eve", "bin"), ("bin", "bin"), ("mail", "mail")], set()),
        ([("ada", ""), ("eve", ""), (UNKNOWN, "")], set()),
        ([("daemon", ""), ("mail", "")], set()),
    ],
)
def test_whose_a_folder_is(tmp_path: Path, folders: list[tuple[str, str]], anothers: set[int]) -> None:
    """Accounts of students, one for all, one that only the hub knows; each folder for itself."""
    accounts = made(tmp_path, *folders)
    found = {
        number
        for number, (student, _) in enumerate(folders)
        if accounts.is_anothers(tmp_path / f"{student}+{number}", student)
    }

    assert found == anothers


def test_what_is_no_folder_says_nothing_of_an_account(tmp_path: Path) -> None:
    """Anybody can put a link to somebody's file there, under that one's name."""
    file = tmp_path / "mail+x"
    file.touch()
    os.chown(file, pwd.getpwnam("mail").pw_uid, -1)
    accounts = made(tmp_path, ("daemon", "bin"))

    assert not accounts.is_anothers(tmp_path / "daemon+0", "daemon")


def test_an_owner_is_told_by_name(tmp_path: Path) -> None:
    """If this machine knows them."""
    made(tmp_path, ("ada", "bin"), ("eve", ""))

    assert owner_of(tmp_path / "ada+0") == "bin"
    assert owner_of(tmp_path / "eve+1") == UNKNOWN
    assert owner_of(tmp_path / "gone") == UNKNOWN
