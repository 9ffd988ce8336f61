"""The quarantine: refused files of a submission, kept for people, and never read by grading.

Each content is kept once, under a name that no tool opens, imports or runs.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePath
from typing import Self

from nbverdict.intake.copying import STAYS
from nbverdict.intake.files import LARGEST, OF_NOTEBOOKS, TOGETHER, Refused, shown
from nbverdict.store.folders import content_of
from nbverdict.store.typed import Codec

FOLDER, REASONS, ENDING = "quarantine", "reasons.json", ".refused"
NAME = 150  # bytes of a file's name
MOST_NOTED, MOST_EVER = 200, 2_000  # entries and files, of one submission and of all of a student
EVER = 5 * TOGETHER  # bytes of copies of all submissions of a student
PLACEHOLDER = b"The notebook of this name was refused and lies in the course's quarantine: "
LINE = 1_000  # bytes; a placeholder is shorter


@dataclass(frozen=True)
class Kept:
    """A refused path, the reason, and the name of the kept file; empty if it was not copied."""

    path: str
    reason: str
    kept: str


ENTRIES = Codec[list[Kept]](list[Kept])


@dataclass
class _Room:
    """The limits on what may still be kept of one submission."""

    files: int
    size: int

    @classmethod
    def beside(cls, folder: Path) -> Self:
        """Return the room of one submission, given the files already kept."""
        kept = [one.lstat().st_size for one in folder.iterdir()] if folder.is_dir() else []
        return cls(min(MOST_NOTED, MOST_EVER - len(kept)), min(TOGETHER, EVER - sum(kept)))

    def has(self, size: int) -> bool:
        return self.files > 0 and size <= self.size

    def take(self, size: int) -> None:
        self.files, self.size = self.files - 1, self.size - size


class Quarantine:
    """The quarantine of one student's submission, below the course's evidence."""

    def __init__(self, evidence: Path, assignment: str, student: str) -> None:
        """Set the folder; it is made when something is refused."""
        self.folder = evidence / FOLDER / assignment / student

    def copy(self, folder: Path, refused: Iterable[Refused]) -> None:
        """Keep copies of refused files, within limits; the submission is not changed."""
        room = _Room.beside(self.folder)

        def copied(path: Path, one: Refused) -> str:
            if one.what:
                known = f"\nWhat it was then: {one.content}\n" if one.what == STAYS and one.content else ""
                return self._written(path, one.what + known, room)
            if not room.files or not _can_be_read(path) or not room.has(size := path.stat().st_size):
                return ""
            place = self.folder / _name(path, content_of(path))
            if not place.exists():
                room.take(size)
                shutil.copyfile(path, place)
            return place.name

        self._keep(folder, refused, copied)

    def move(self, folder: Path, refused: Iterable[Refused]) -> None:
        """Move all refused files out of a folder, without limits, because no other copy exists."""
        room = _Room.beside(self.folder)

        def moved(path: Path, one: Refused) -> str:
            if one.what:
                kept = self._written(path, one.what, room)
                path.unlink()
                return kept
            if path.is_dir():
                path.chmod(0o700)  # a closed folder cannot be moved
            place = self.folder / _name(path, content_of(path)) if _can_be_read(path) else self._free(path)
            shutil.move(path, place)
            return place.name

        self._keep(folder, refused, moved)

    def _keep(self, folder: Path, refused: Iterable[Refused], put: Callable[[Path, Refused], str]) -> None:
        """Keep each file, and record the reasons of the first ones, even if one of them cannot be kept."""
        entries: list[Kept] = []
        refused = tuple(refused)
        try:
            for one in refused:
                self.folder.mkdir(parents=True, exist_ok=True)
                kept = put(folder / one.path, one)
                entries += [Kept(shown(one.path), one.reason, kept)] if len(entries) < MOST_NOTED else []
        finally:
            if len(refused) > MOST_NOTED:
                entries.append(Kept(".", f"{len(refused) - MOST_NOTED} others were refused with these", ""))
            if entries:
                self._write_down(entries)

    def _written(self, path: Path, what: str, room: _Room) -> str:
        """Keep a description of an entry without content."""
        place = self.folder / _name(path, hashlib.sha256(what.encode()).hexdigest())
        if not place.exists():
            if not room.has(len(what)):
                return ""
            room.take(len(what))
            place.write_text(what, "utf-8")
        return place.name

    def _free(self, path: Path) -> Path:
        """Return a free path for a file that is too large, or not readable, to be named by its content."""
        return next(p for n in count(1) if not (p := self.folder / _name(path, f"{n:016}")).exists())

    def _write_down(self, entries: Iterable[Kept]) -> None:
        """Append new entries to the list of reasons; of very many the last ones are kept."""
        file = self.folder / REASONS
        known = ENTRIES.find(file) or []
        ENTRIES.write(file, list(dict.fromkeys([*known, *entries]))[-MOST_EVER:], indent=1)


def placeholder(reason: str) -> bytes:
    """Return the placeholder of a refused notebook, which tells later runs that one was there."""
    return PLACEHOLDER + reason.encode() + b"\n"


def refused_before(path: Path) -> str | None:
    """Return why the notebook behind a placeholder was refused, or None if this file is not one.

    Anybody can write such a file, so only known reasons are repeated.
    """
    start = _start(path)
    if not start.startswith(PLACEHOLDER):
        return None
    reason = start.removeprefix(PLACEHOLDER).decode("utf-8", "replace").strip()
    return reason if reason in OF_NOTEBOOKS else "it could not be taken in"


def is_placeholder(path: Path) -> bool:
    """Return whether a file is exactly a placeholder of a refused notebook."""
    return _start(path) in map(placeholder, OF_NOTEBOOKS)


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LINE)


def _can_be_read(path: Path) -> bool:
    return path.is_file() and path.stat().st_size <= LARGEST and os.access(path, os.R_OK)


def _name(path: Path, key: str) -> str:
    """Return a unique name for a content, without characters that a shell interprets."""
    plain = "".join(one if one.isalnum() or one in " ._-" else "_" for one in shown(PurePath(path.name)))
    name = plain.encode()[:NAME].decode("utf-8", "ignore")
    return f"{key[:16]}-{name}{ENDING}"
