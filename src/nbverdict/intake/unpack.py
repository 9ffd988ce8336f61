"""Unpacks untrusted archives in a confined process, which returns regular files and a few messages.

Python's own modules read an archive without a budget. An archive that takes too much ends the process, and
with it the upload; one message reports it, and the others of a class go on.
"""

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from operator import itemgetter
from pathlib import Path, PurePath
from typing import Any

from nbverdict.intake.archives import (
    DAMAGED,
    TAKEN,
    Member,
    Room,
    TooMuch,
    folder_of,
    members,
    place_of,
    why,
    without_turns,
    write,
)
from nbverdict.intake.download import TWICE, Download, Whose
from nbverdict.intake.file_names import LITTER, refused_with_all_in_it
from nbverdict.intake.files import listed
from nbverdict.intake.packed import marked
from nbverdict.sandbox.confined import Access, Budget, ConfinedEnd, StopCause, confined
from nbverdict.sandbox.inside.remove import remove
from nbverdict.store.folders import content_of, ordinary_files
from nbverdict.text.printable import line

MOST_TOLD = 10  # messages about one upload
BUDGET = Budget(cpu_seconds=30, wall_seconds=300, memory_mb=512, disk_mb=200, reply_mb=1)
OF_A_DOWNLOAD = Budget(cpu_seconds=300, wall_seconds=3_000, memory_mb=2_048, disk_mb=200, reply_mb=64)
PER_SECOND = 2_000_000  # bytes of a large archive, on the slowest machine
SCRATCH, PACKED = ".unpacking-", "packed"
NO_FILE = "it is not a regular file"
RENAMED = "%s of %s is unpacked under its name without the marks of text direction"
STOPPED = "opening it stops the program that opens it: a person has to look at it"
TOO_DEAR = "it takes more %s than any archive needs: ask for the files themselves"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The terms of unpacking: the limits, and whose files an archive may hold."""

    room: Room
    entries: int  # limit of one archive's directory, including entries that are not unpacked
    endings: Sequence[str]  # suffixes of nested archives that are unpacked too
    deepest: int = 1  # archives within each other
    whose: Whose | None = None  # for an LMS's archive, with files of many students

    def budget(self, size: int) -> Budget:
        """Return the budget for archives of so many bytes."""
        longer, budget = size // PER_SECOND, OF_A_DOWNLOAD if self.whose else BUDGET
        return replace(
            budget,
            cpu_seconds=budget.cpu_seconds + longer,
            wall_seconds=budget.wall_seconds + 10 * longer,
            disk_mb=budget.disk_mb + (self.room.size + (size if self.whose else 0) >> 20),
        )


@dataclass
class Told:
    """The messages about one upload: the first few, and the number of all."""

    lines: list[str] = field(default_factory=list)
    count: int = 0
    left: set[Path] = field(default_factory=set)  # archives that were not fully unpacked, or their files
    kept: list[PurePath] = field(default_factory=list)  # paths of the packed files, stored by number

    def add(self, archive: Path, message: str, *args: object) -> None:
        """Add a message about an archive, or a file of it, that is not unpacked."""
        self.left.add(archive)
        self.say(message, *args)

    def say(self, message: str, *args: object) -> None:
        """Add a message; beyond a few they are only counted."""
        self.count += 1
        if self.count <= MOST_TOLD:
            self.lines.append(line(message, *args))


def unpack(archives: Sequence[tuple[Path, Path]], terms: Terms, beside: Path) -> Told:
    """Unpack the archives of one upload, each into a folder, without overwriting anything.

    `beside` is a folder on the same disk, for unchecked files. If the process ends before all is
    unpacked, nothing is kept.
    """
    with _scratch(beside) as scratch:
        try:
            told = _unpacked(archives, terms, scratch)
            for number, (archive, folder) in enumerate(archives):
                _take(scratch / str(number), folder, archive, terms.room.files, told)
                _take_packed(scratch / PACKED, folder, told)
        except ConfinedEnd as end:
            told = _told_of_all(archives, _why_ended(end, scratch))
        except (TypeError, KeyError, ValueError):
            told = _told_of_all(archives, STOPPED)
    return told


def _told_of_all(archives: Sequence[tuple[Path, Path]], reason: str) -> Told:
    """Return the message that nothing of an upload is unpacked."""
    told = Told(left={one for one, _ in archives})
    told.add(archives[0][0], "%s is not unpacked: %s", listed([one for one, _ in archives]), reason)
    return told


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    scratch = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=beside))
    try:
        yield scratch
    finally:
        remove(str(scratch))


def _why_ended(end: ConfinedEnd, scratch: Path) -> str:
    """Return why an upload is not unpacked; a full disk is raised, as no archive is at fault."""
    if end.cause is StopCause.DISK and shutil.disk_usage(scratch).free < 1 << 20:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(scratch.parent)) from end
    return STOPPED if end.cause in (StopCause.DIED, StopCause.REPLY) else TOO_DEAR % end.cause.value


def _unpacked(archives: Sequence[tuple[Path, Path]], terms: Terms, scratch: Path) -> Told:
    """Let a confined process unpack archives into numbered folders; return its messages.

    Raises:
        ConfinedEnd: it ended before it had finished.
    """
    reply = confined(
        lambda _: _Unpacking(terms, scratch, archives).all(),
        budget=terms.budget(sum(one.stat().st_size for one, _ in archives)),
        access=Access(read=tuple(one for one, _ in archives), write=(scratch,)),
        scratch=scratch,
    )
    told: dict[str, Any] = json.loads(reply)
    lines = [line("%s", str(one)) for one in told["lines"][:MOST_TOLD]]
    kept = [PurePath(str(one)) for one in told["kept"]]
    return Told(lines, int(told["count"]), {Path(one) for one in told["left"]}, kept)


class _Unpacking:
    """The work of the confined process."""

    def __init__(self, terms: Terms, scratch: Path, archives: Sequence[tuple[Path, Path]]) -> None:
        self.terms, self.scratch, self.archives = terms, scratch, archives
        self.room, self.told = replace(terms.room), Told()

    def all(self) -> bytes:
        """Unpack all, and return the messages."""
        for number, (archive, _) in enumerate(self.archives):
            own = self.scratch / str(number)
            if self.terms.whose:
                self._download(archive, own, self.terms.whose)
            else:
                self._unpack(archive, own, depth=1)
        left, kept = sorted(map(str, self.told.left)), list(map(str, self.told.kept))
        told = {"lines": self.told.lines, "count": self.told.count, "left": left, "kept": kept}
        return json.dumps(told).encode()

    def _download(self, path: Path, own: Path, whose: Whose) -> None:
        """Unpack an LMS's archive."""
        packed = self.scratch / PACKED
        own.mkdir()
        packed.mkdir()
        found = Download(path, whose, self.room, self.terms.entries).unpack(own, packed)
        self.told.kept = found.kept
        if found.error:
            self._tell(path, "%s is not unpacked to its end: %s", listed([path]), found.error)
        for _, name, reason in sorted(found.told, key=itemgetter(0)):  # one of each owner first
            args = listed([PurePath(name)]), listed([path]), reason
            self._tell(path, "%s of %s is not unpacked: %s", *args)
        for name in found.renamed:
            self.told.say(RENAMED, listed([PurePath(name)]), listed([path]))

    def _unpack(self, path: Path, own: Path, *, depth: int) -> None:
        """Unpack an archive into a folder, and nested ones into folders with their names."""
        try:
            own.mkdir(exist_ok=True)
            self._write_members(path, own)
        except (TooMuch, *DAMAGED) as error:
            self._tell(path, "%s is not unpacked to its end: %s", listed([self._place(path)]), why(error))
            return
        for one in sorted(one for one in own.rglob("*") if one.suffix in self.terms.endings):
            if one.is_file() and depth < self.terms.deepest:
                self._unpack_inner(one, depth=depth + 1)
            elif one.is_file():
                self._tell(one, "%s stays packed: it lies in too many archives", listed([self._place(one)]))

    def _unpack_inner(self, path: Path, *, depth: int) -> None:
        try:
            self._unpack(path, folder_of(path, path.parent), depth=depth)
        except TooMuch as error:
            self._tell(path, "%s is not unpacked: %s", listed([self._place(path)]), why(error))

    def _tell(self, archive: Path, message: str, *args: object) -> None:
        self.told.add(self._place(archive), message, *args)

    def _write_members(self, path: Path, own: Path) -> None:
        seen: dict[PurePath, bool] = {}
        for member in members(path, self.terms.entries):
            reason = refused_with_all_in_it(PurePath(member.name).parent)
            if reason:  # it would be left out later, and use up room for work
                if reason != LITTER:
                    self.told.left.add(self._place(path))
                continue
            if reason := self._write(member, own, seen):
                args = listed([PurePath(member.name)]), listed([self._place(path)]), reason
                self._tell(path, "%s of %s is not unpacked: %s", *args)
            elif without_turns(member.name) != member.name:
                self.told.say(RENAMED, listed([PurePath(member.name)]), listed([self._place(path)]))

    def _write(self, member: Member, own: Path, seen: dict[PurePath, bool]) -> str:
        """Write one file, or return why not. Of two files with one name neither is kept."""
        try:
            place = place_of(member)
            self.room.take(member.size, member.packed)
            _ensure_first(place, own, seen)
            write(member, own / place)
            seen[place] = True
        except (TooMuch, *DAMAGED) as error:
            return why(error)
        return ""

    def _place(self, path: Path) -> Path:
        """Return the path under which people know an archive."""
        if not path.is_relative_to(self.scratch):
            return path
        number, *rest = path.relative_to(self.scratch).parts
        return Path(self.archives[int(number)][1], *rest)


def _ensure_first(place: PurePath, to: Path, seen: dict[PurePath, bool]) -> None:
    """Record a path; `seen` holds whether a file was written there.

    Raises:
        TooMuch: it was seen before, and which of the two counts is unknown.
    """
    if place in seen:
        if seen[place]:
            (to / place).unlink(missing_ok=True)
        raise TooMuch(TWICE)
    seen[place] = False


def _take(found: Path, folder: Path, archive: Path, most: int, told: Told) -> None:
    """Move the unpacked files to their folder, if they are regular files with plain names.

    Raises:
        ValueError: there are more files than allowed.
    """
    if folder.exists() and not folder.is_dir():
        told.add(archive, "%s is not unpacked: %s", listed([archive]), TAKEN)
        return
    folder.mkdir(exist_ok=True)
    files = ordinary_files(found)
    if len(files) > most:
        raise ValueError(f"{len(files)} files")
    for file in files:
        if reason := _take_one(file, folder, file.relative_to(found)):
            name = listed([file.relative_to(found)])
            told.add(archive, "%s of %s is not unpacked: %s", name, listed([archive]), reason)


def _take_one(file: Path, folder: Path, place: PurePath) -> str:
    """Move one file, or return why not."""
    try:
        plain = place_of(Member(str(place), 0, None, lambda: file.open("rb")), by_lms=True) == place
        if not plain or file.lstat().st_nlink != 1:
            return NO_FILE
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(folder / place):
            return TAKEN
        file.rename(folder / place)
    except (FileExistsError, NotADirectoryError):
        return TAKEN
    except (TooMuch, OSError) as error:  # for example, its path is too long
        return why(error)
    return ""


def _take_packed(packed: Path, folder: Path, told: Told) -> None:
    """Move the packed files to their paths, or beside a file that lies there."""
    for number, place in enumerate(told.kept):
        file = packed / str(number)
        if not file.is_file() or file.is_symlink():
            continue
        near = next((one for one in place.parents if (folder / one).is_dir()), PurePath())
        flat = PurePath(near, "_".join(place.relative_to(near).parts))
        for one in (place, marked(flat, content_of(file))):
            if not _take_one(file, folder, one):
                told.left.add(folder / one)
                break
