"""What identifies what is refused: grading never reads it, but a person may be sent to it.

A link is known by where it points; nothing but a plain file is opened. What is not read to its end is known
by its inode and when it was put there: it stays the same, and nothing that is handed in anew is.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

CHUNK = 1 << 20
NAME = "."  # what identifies a folder by itself
MOST_READ = 200_000_000  # bytes of one submission


class Identities:
    """The contents of what is refused of one submission: what reading them may cost is bounded together."""

    def __init__(self, most_listed: int) -> None:
        """Have read nothing yet."""
        self.size, self.listed = MOST_READ, most_listed

    def of(self, path: Path) -> str:
        """Return what identifies the content of an entry; of a folder, of all that lies below it."""
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
        """Yield what lies below a folder, as much of it as is still listed, and what identifies each folder.

        That is nothing but its name as long as all that lies in it is listed.
        """
        waiting = [folder]
        while waiting:
            below = waiting.pop()
            try:
                found = list(islice(below.iterdir(), self.listed + 1))
                folders = {one for one in found if stat.S_ISDIR(one.lstat().st_mode)}
            except OSError:  # it is closed, or deeper than a path can tell
                yield below, _unread(below)
                continue
            if len(found) > self.listed:
                yield below, _unread(below)
            found = found[: self.listed]
            self.listed -= len(found)
            yield from ((one, NAME if one in folders else "") for one in found)
            waiting += [one for one in found if one in folders]  # in an order that stays


def _unread(path: Path) -> str:
    """Return what identifies what cannot be read by its inode and change, or by those of what it lies in."""
    for one in (path, *path.parents):
        with suppress(OSError):
            told = one.lstat()
            return f"{told.st_size}-{told.st_ino}-{told.st_ctime_ns}"
    return ""


def _content_of(path: Path, size: int) -> str:
    """Return what identifies the content of a plain file, as `content_of` does, and no more of it than that.

    Raises:
        OSError: it cannot be read, or is no plain file by now.
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
