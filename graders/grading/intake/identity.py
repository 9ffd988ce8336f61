"""What identifies what is refused: grading never reads it, but a person may be sent to it.

A link is known by where it points; nothing but a plain file is opened.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

CHUNK = 1 << 20
MOST_READ = 200_000_000  # bytes of one submission; beyond them size and time of change tell


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
            return ""

    def _file(self, path: Path, told: os.stat_result) -> str:
        changed = f"{told.st_size}-{told.st_ctime_ns}"
        if told.st_size > self.size:
            return changed
        self.size -= told.st_size
        try:
            return _content_of(path, told.st_size)
        except PermissionError:
            return changed

    def _folder(self, folder: Path) -> str:
        digest = hashlib.sha256()
        for path in sorted(self._below(folder)):
            digest.update(os.fsencode(path.relative_to(folder)) + b"\0")
            if path.is_symlink() or not path.is_dir():
                digest.update(f"{self.of(path)}\0".encode())
        return digest.hexdigest()

    def _below(self, folder: Path) -> Iterator[Path]:
        """Yield what lies below a folder, as much of it as is still listed."""
        waiting = [folder]
        while waiting:
            try:
                found = list(islice(waiting.pop().iterdir(), self.listed))
            except OSError:  # it is closed, or deeper than a path can tell
                continue
            self.listed -= len(found)
            yield from found
            waiting += [one for one in found if one.is_dir() and not one.is_symlink()]


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
