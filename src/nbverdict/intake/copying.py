"""Copies the regular files of a folder that somebody else may change meanwhile.

Each file is opened without following links, and checked once it is open.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path, PurePath

from nbverdict.intake import files as caps
from nbverdict.intake.file_names import refused_whole
from nbverdict.intake.files import Refused, identified, shown
from nbverdict.text.stamps import is_stamp

OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
STAYS = "It stays in the exchange."


@dataclass(frozen=True)
class Copied:
    """The refused entries of a folder, and when the copied files or their folders last changed, in UTC."""

    refused: list[Refused]
    changed: datetime


def copy_plain(source: Path, to: Path, release: Path | None = None) -> Copied:
    """Copy the regular files of a folder that somebody else may change meanwhile."""
    to.mkdir()
    copying = _Copying(to, release)
    try:
        descriptor = os.open(source, OPEN | os.O_DIRECTORY)
    except OSError:
        return Copied([Refused(PurePath(), caps.CLOSED, STAYS)], copying.changed)
    with _closing(descriptor):
        refused = list(copying.folder(descriptor, PurePath()))
    return Copied([*identified(source, refused, litter=False)], copying.changed)


class _Copying:
    """One copy in progress."""

    def __init__(self, to: Path, release: Path | None) -> None:
        self.to, self.release = to, release
        self.files, self.size, self.left = 0, 0, caps.MOST_LISTED
        self.changed = datetime.min  # noqa: DTZ901 - in UTC without a zone, as nbgrader's

    def folder(self, descriptor: int, below: PurePath) -> Iterator[Refused]:
        """Copy an open folder, within limits; yield the refused entries."""
        with os.scandir(descriptor) as found:
            names = [one.name for one in islice(found, self.left + 1)]
        if len(names) > self.left:
            yield Refused(below, caps.LISTED, STAYS)
            names = names[: self.left]
        self.left -= len(names)
        for name in sorted(names, key=lambda name: _weight(below / name)):
            try:
                opened = os.open(name, OPEN, dir_fd=descriptor)
            except OSError:
                yield _closed(descriptor, below / name)
                continue
            with _closing(opened):
                yield from self._entry(opened, below / name)
        self._note_change(descriptor)

    def _note_change(self, descriptor: int) -> None:
        """Note the change time, which its owner cannot forge, of an open file or folder, after reading it."""
        told = datetime.fromtimestamp(os.fstat(descriptor).st_ctime, UTC).replace(tzinfo=None)
        self.changed = max(self.changed, told)

    def _entry(self, opened: int, path: PurePath) -> Iterator[Refused]:
        told = os.fstat(opened)
        if stat.S_ISDIR(told.st_mode) and (reason := self._refused_whole(opened, path)):
            yield Refused(path, reason)
        elif stat.S_ISDIR(told.st_mode) and is_stamp(path):
            yield Refused(path, caps.NO_FILE, STAYS)
        elif stat.S_ISDIR(told.st_mode) and len(path.parts) <= caps.DEEPEST:
            yield from self.folder(opened, path)
        elif reason := self._refused(told):
            yield Refused(path, reason, STAYS)
        else:
            self.files, self.size = self.files + 1, self.size + told.st_size
            (self.to / path).parent.mkdir(parents=True, exist_ok=True)
            with (self.to / path).open("wb") as file, os.fdopen(opened, "rb", closefd=False) as content:
                file.write(content.read(told.st_size))
            self._note_change(opened)

    def _refused_whole(self, opened: int, path: PurePath) -> str:
        """Return why an open folder is not read, or an empty string."""
        is_released = self.release is not None and (self.release / path).is_dir()
        return refused_whole(
            path.name, is_released=is_released, holds=lambda name: os.access(name, os.F_OK, dir_fd=opened)
        )

    def _refused(self, told: os.stat_result) -> str:
        """Return why an open entry is not copied, or an empty string."""
        if stat.S_ISDIR(told.st_mode):
            return caps.DEEP
        if not stat.S_ISREG(told.st_mode):
            return caps.NO_FILE
        if told.st_size > caps.LARGEST:
            return caps.LARGE
        if self.files == caps.MOST:
            return caps.TOO_MANY
        return caps.TOO_MUCH if self.size + told.st_size > caps.TOGETHER else ""


def _weight(path: PurePath) -> tuple[bool, bool, str]:
    """Return the order of an entry in a folder: files of the exchange first, then notebooks."""
    return not is_stamp(path), not caps.NOTEBOOK.search(path.name), path.name


def _closed(within: int, path: PurePath) -> Refused:
    """Return why an entry cannot be opened; by now it may be gone, or replaced."""
    with suppress(OSError):
        target = os.readlink(path.name, dir_fd=within)
        content = hashlib.sha256(os.fsencode(target)).hexdigest()  # of the recorded target, not a later one
        return Refused(path, caps.LINK, f"a link to {shown(PurePath(target))}", content)
    with suppress(OSError):
        if not stat.S_ISREG(os.stat(path.name, dir_fd=within, follow_symlinks=False).st_mode):
            return Refused(path, caps.NO_FILE, STAYS)
    return Refused(path, caps.CLOSED, STAYS)


@contextmanager
def _closing(descriptor: int) -> Iterator[None]:
    try:
        yield
    finally:
        os.close(descriptor)
