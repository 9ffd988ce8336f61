"""Regular files in a folder that others write to: a link, a pipe or a device is never followed."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class NotPlainError(OSError):
    """The path is not a regular file below the folder, or the file is too large."""


@contextmanager
def opened(base: Path, path: Path, *, most: int, flags: int = os.O_RDONLY) -> Iterator[int]:
    """Open a regular file below a folder, without following a link at any step of its path.

    Raises:
        NotPlainError: it is not a regular file, or larger than `most` bytes.
    """
    if not path.is_relative_to(base) or ".." in path.parts:
        raise NotPlainError(f"{path} is not below {base}")
    *folders, name = path.relative_to(base).parts
    here = os.open(base, FOLDER)
    try:
        for folder in folders:
            below = os.open(folder, FOLDER, dir_fd=here)
            os.close(here)
            here = below
        found = os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=here)
    finally:
        os.close(here)
    try:
        about = os.fstat(found)
        if not stat.S_ISREG(about.st_mode) or about.st_size > most:
            raise NotPlainError(f"{path.name} is not a regular file of at most {most} bytes")
        yield found
    finally:
        os.close(found)


def read_plain(base: Path, path: Path, *, most: int) -> bytes:
    """Return the content of a regular file below a folder.

    Raises:
        NotPlainError: it is not a regular file, or larger than `most` bytes.
    """
    with opened(base, path, most=most) as found, os.fdopen(os.dup(found), "rb") as file:
        return file.read(most + 1)


def rewrite_plain(base: Path, path: Path, content: bytes, *, most: int) -> None:
    """Replace the content of a regular file below a folder.

    Raises:
        NotPlainError: it is not a regular file.
    """
    with opened(base, path, most=most, flags=os.O_RDWR) as found, os.fdopen(os.dup(found), "wb") as file:
        file.truncate(0)
        file.write(content)


def holds_only_plain(folder: Path) -> bool:
    """Return whether a folder holds only regular files and folders, none with set-user-ID or set-group-ID."""
    ahead = [os.fspath(folder)]
    while ahead:
        with os.scandir(ahead.pop()) as entries:
            for entry in entries:
                mode = entry.stat(follow_symlinks=False).st_mode
                if stat.S_ISDIR(mode):
                    ahead.append(entry.path)
                elif not stat.S_ISREG(mode) or mode & (stat.S_ISUID | stat.S_ISGID):
                    return False
    return True
