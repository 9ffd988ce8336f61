"""Digests of refused entries: grading never reads these, but a person may be sent to them.

A link is identified by its target, and only regular files are opened. A file that is not fully read is
identified by its inode and change time, which stay the same, but differ after a new submission.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

CHUNK = 1 << 20
NAME = "."  # stands for a folder by itself
MOST_READ = 200_000_000  # bytes of one submission


class Identities:
    """The digests of one submission's refused entries; the total cost of reading them is limited."""

    def __init__(self, most_listed: int) -> None:
        """Set the limits; nothing is read yet."""
        self.size, self.listed = MOST_READ, most_listed

    def of(self, path: Path) -> str:
        """Return the digest of an entry; for a folder, of all that lies below it."""
        try:
            told = path.lstat()
            if stat.S_ISDIR(told.st_mode):
                return self._folder(path)
            if stat.S_ISLNK(told.st_mode):
                return hashlib.sha256(os.fsencode(path.readlink())).hexdigest()
            return self._file(path, told) if stat.S_ISREG(told.st_mode) else ""
        except OSError:
            return _unread(path)

    def _file(self, path: Path, told: os.stat_result) -> str:
        if told.st_size > self.size:
            return _unread(path)
        self.size -= told.st_size
        return _content_of(path, told.st_size)

    def _folder(self, folder: Path) -> str:
        digest, found = hashlib.sha256(), dict(self._below(folder))
        for path in sorted(found):
            digest.update(os.fsencode(path.relative_to(folder)) + b"\0")
            if (known := found[path]) != NAME:
                digest.update(f"{known or self.of(path)}\0".encode())
        return digest.hexdigest()

    def _below(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """Yield the entries below a folder, up to the limit, and the identity of each folder.

        That is only its name if all its entries are listed.
        """
        waiting = [folder]
        while waiting:
            below = waiting.pop()
            try:
                found = list(islice(below.iterdir(), self.listed + 1))
                folders = {one for one in found if stat.S_ISDIR(one.lstat().st_mode)}
            except OSError:  # it is closed, or its path is too long
                yield below, _unread(below)
                continue
            if len(found) > self.listed:
                yield below, _unread(below)
            found = found[: self.listed]
            self.listed -= len(found)
            yield from ((one, NAME if one in folders else "") for one in found)
            waiting += [one for one in found if one in folders]  # in a stable order


def _unread(path: Path) -> str:
    """Identify an unreadable entry by its inode and change time, or by those of its folder."""
    for one in (path, *path.parents):
        with suppress(OSError):
            told = one.lstat()
            return f"{told.st_size}-{told.st_ino}-{told.st_ctime_ns}"
    return ""


def _content_of(path: Path, size: int) -> str:
    """Return the digest of a regular file, as `content_of` does, reading no more than `size` bytes.

    Raises:
        OSError: it cannot be read, or is no longer a regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    digest = hashlib.sha256()
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise FileNotFoundError(path)
        while part := file.read(min(CHUNK, size)):
            digest.update(part)
            size -= len(part)
    return digest.hexdigest()
