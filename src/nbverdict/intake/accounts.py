"""Which account owns a folder of the exchange, and whether that proves that its name is another student's.

Students can make any number of folders with any names, and on a hub all may hand in under one account. So a
folder is no evidence against others of the same account. A folder is refused only because of what its account
did not make: the named student has another account here, and somebody else, that student or not, has handed
in a folder that bears the name of its own account.
"""

import pwd
import stat
from collections.abc import Iterable
from pathlib import Path

UNKNOWN = "an account that this machine does not know"


class Accounts:
    """The accounts that hand in under their own names."""

    def __init__(self, folders: Iterable[tuple[str, Path]]) -> None:
        """Collect the owners of folders that bear their own account's name, given each folder's student."""
        owners = ((student, _owner(folder, is_folder=True)) for student, folder in folders)
        self._themselves = frozenset(
            owner for student, owner in owners if owner is not None and _called(owner) == student
        )

    def is_anothers(self, folder: Path, student: str) -> bool:
        """Return whether a folder with a student's name belongs to somebody else."""
        owner, own = _owner(folder), _account(student)
        if owner is None or own in (None, owner):
            return False
        return not self._themselves <= {owner}


def owner_of(folder: Path) -> str:
    """Return the name of the account that owns a folder."""
    owner = _owner(folder)
    return (None if owner is None else _called(owner)) or UNKNOWN


def _owner(path: Path, *, is_folder: bool = False) -> int | None:
    """Return the user id that owns a path, without following links: anybody can link to another's file."""
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
    """Return the user id of the account with a student's name, if there is one."""
    try:
        return pwd.getpwnam(student).pw_uid
    except KeyError:
        return None
