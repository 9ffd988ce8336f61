"""Files of a course that several people grade: nbgrader's `groupshared`."""

import os
from contextlib import suppress
from pathlib import Path

GROUP_WRITES = 0o2020  # new files in such a folder belong to its group


def share_with_group(root: Path, *files: Path) -> None:
    """Let the group write what this process makes in a course, and these files, if they are this user's.

    Folders below the course inherit its group, as nbgrader arranges it for those that it makes.
    """
    os.umask(os.umask(0) & ~0o070)
    for path in (root, *files):
        with suppress(OSError):  # somebody else's, or not there yet
            path.chmod(path.stat().st_mode | (0o2070 if path.is_dir() else 0o060))


def private_mode(file: Path) -> int:
    """Return the mode of a file that only staff read: in a folder of a group, its members."""
    shared = file.parent.stat().st_mode & GROUP_WRITES == GROUP_WRITES
    return 0o660 if shared else 0o600
