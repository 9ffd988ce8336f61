"""Whose account a folder of the exchange belongs to, and whether that says that its name is another's.

Anybody names their folders as they like, and any number of them; on a hub all may hand in as one account.
So no folder says anything of those that belong to its own account. Against one speaks only what its account
did not make: its student has an account here, which is another, and somebody else, that student or not, has
handed in as the account that their folder is called after.
"""

import pwd
import stat
from collections.abc import Iterable
from pathlib import Path

UNKNOWN = "an account that this machine does not know"


class Accounts:
    """The accounts that hand in under their own names."""

    def __init__(self, folders: Iterable[tuple[str, Path]]) -> None:
        """Look through folders, each with the student that its name says."""
        owners = ((student, _owner(folder, is_folder=True)) for student, folder in folders)
        self._themselves = frozenset(
            owner for student, owner in owners if owner is not None and _called(owner) == student
        )

    def is_anothers(self, folder: Path, student: str) -> bool:
        """Say whether a folder that has a student's name belongs to somebody else."""
        owner, own = _owner(folder), _account(student)
        if owner is None or own in (None, owner):
            return False
        return not self._themselves <= {owner}


def owner_of(folder: Path) -> str:
    """Return what the account is called that a folder belongs to."""
    owner = _owner(folder)
    return (None if owner is None else _called(owner)) or UNKNOWN


def _owner(path: Path, *, is_folder: bool = False) -> int | None:
    """Return the account that something belongs to; anybody can put a link to another's file anywhere."""
    try:
        told = path.lstat()
    except OSError:
        return None
    return None if is_folder and not stat.S_ISDIR(told.st_mode) else told.st_uid


def _called(account: int) -> str | None:
    try:
        return pwd.getpwuid(account).pw_name
    except KeyError:
        return None


def _account(student: str) -> int | None:
    """Return the account that is called as a student is, if there is one."""
    try:
        return pwd.getpwnam(student).pw_uid
    except KeyError:
        return None
