"""Unpacks an LMS's archive of many students, in a confined process, with a limit for each student.

If the files of a class exceed the limit, the students with the smallest uploads come first, and
of one student work before files that tools leave behind. The rest is kept packed, for its owner.
"""

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from nbverdict.intake.archives import (
    DAMAGED,
    Member,
    Room,
    TooMuch,
    members,
    place_of,
    why,
    without_turns,
    write,
)
from nbverdict.intake.file_names import refused_with_all_in_it
from nbverdict.intake.files import MOST, NOTEBOOK, TOGETHER
from nbverdict.intake.packed import identity, keep, marked, named_by_us

OF_A_STUDENT = (5 * TOGETHER, 5 * MOST)  # bytes and files, of all attempts in one download
LONGEST_PART = 255  # bytes of a file name on common file systems
LONG = f"a name in its path is longer than {LONGEST_PART} bytes"
MOST_KEPT = 100  # packed files of a student; one line stands for the others
TWICE = "its archive holds two files of this name, so neither counts"
Whose = Callable[[PurePath, Collection[PurePath]], str | None]


@dataclass
class ArchiveEntry:
    """One file of a download: its path, its owner, and why it stays packed."""

    size: int
    packed: int | None
    place: PurePath
    is_named: bool = True  # the path is its own, not one that we made
    reason: str = ""
    owner: str = ""

    @property
    def is_litter(self) -> bool:
        """Whether a tool left it behind and it is not a notebook."""
        return bool(refused_with_all_in_it(self.place)) and not NOTEBOOK.search(self.place.name)


@dataclass
class Unpacked:
    """The result of a download: the files that stay packed, their paths, and the messages."""

    kept: list[PurePath] = field(default_factory=list)  # each stored under its number
    told: list[tuple[int, str, str]] = field(default_factory=list)  # number among its owner's, name, reason
    renamed: list[str] = field(default_factory=list)
    error: str = ""  # why the archive was not read to its end


class Download:
    """One archive of an LMS; `whose` returns the owner of a path, given the folders that all paths share."""

    def __init__(self, archive: Path, whose: Whose, room: Room, entries: int) -> None:
        """Have unpacked nothing yet."""
        self.archive, self.whose, self.room, self.entries = archive, whose, room, entries
        self.found = Unpacked()
        self._depth = 1  # parts of a path that the student did not choose
        self._kept: Counter[str] = Counter()  # by owner
        self._last: dict[str, PurePath] = {}  # paths of the kept files
        self._others: defaultdict[str, list[str]] = defaultdict(list)  # digests of the others

    def unpack(self, to: Path, packed: Path) -> Unpacked:
        """Unpack to a folder, and store the packed files in another."""
        entries = list(self._entries())
        shared = common_places([one.place for one in entries if one.is_named])
        self._depth = len(shared)
        _plan(entries, self.whose, self.room, shared)
        with suppress(TooMuch, *DAMAGED):  # reported while they were listed
            for entry, member in zip(entries, self._members(), strict=False):
                self._take(entry, member, to, packed)
        for owner, others in self._others.items():
            told = hashlib.sha256("\n".join(others).encode()).hexdigest()
            content = f"{len(others)} other files are not unpacked: sha256 {told}\n"
            self._keep(marked(self._last[owner], told), packed).write_text(content, "utf-8")
        return self.found

    def _members(self) -> Iterator[Member]:
        return members(self.archive, self.entries, self.room.size)

    def _entries(self) -> Iterator[ArchiveEntry]:
        """Yield the entries of the archive, as far as it can be read."""
        try:
            yield from map(_entry, self._members())
        except (TooMuch, *DAMAGED) as error:
            self.found.error = why(error)

    def _take(self, entry: ArchiveEntry, member: Member, to: Path, packed: Path) -> None:
        """Unpack one file, or keep it packed."""
        try:
            if not entry.reason:
                write(member, to / entry.place)
        except (TooMuch, *DAMAGED) as error:
            entry.reason = why(error)
        if not entry.reason:
            self.found.renamed += [member.name] if without_turns(member.name) != member.name else []
        elif not entry.is_litter:
            self._kept[entry.owner] += 1
            self.found.told.append((self._kept[entry.owner], member.name, entry.reason))
            self._keep_packed(entry, member, packed)

    def _keep_packed(self, entry: ArchiveEntry, member: Member, packed: Path) -> None:
        if self._kept[entry.owner] > MOST_KEPT:
            self._others[entry.owner].append(f"{self._own_name(member)} {member.size} {identity(member)}")
            return
        path = self._keep(entry.place, packed)
        content = keep(member, path)
        if entry.reason == TWICE or not entry.is_named:
            self.found.kept[-1] = marked(named_by_us(member.name), f"{self._own_name(member)} {content}")
        self._last[entry.owner] = self.found.kept[-1]

    def _own_name(self, member: Member) -> str:
        """Return the parts of a name that the student chose: the LMS's part may hold a time."""
        return repr(member.name.split("/")[self._depth :])

    def _keep(self, place: PurePath, packed: Path) -> Path:
        """Record the path of a packed file; return where it is stored."""
        self.found.kept.append(place)
        return packed / str(len(self.found.kept) - 1)


def _entry(member: Member) -> ArchiveEntry:
    try:
        place = PurePath(place_of(member, by_lms=True))
        reason = LONG if any(len(os.fsencode(one)) > LONGEST_PART for one in place.parts) else ""
    except TooMuch as error:
        place, reason = PurePath(), str(error)
    is_named = not reason
    return ArchiveEntry(
        member.size, member.packed, place if is_named else named_by_us(member.name), is_named, reason
    )


def _plan(entries: Collection[ArchiveEntry], whose: Whose, room: Room, shared: Collection[PurePath]) -> None:
    """Decide which files are unpacked: the students with the smallest uploads come first."""
    by_owner: defaultdict[str, list[ArchiveEntry]] = defaultdict(list)
    counts = Counter(one.place for one in entries)
    for one in entries:
        one.owner = whose(one.place, shared) or "/".join(one.place.parts[: len(shared)])
        one.reason = one.reason or (TWICE if counts[one.place] > 1 else "")
        by_owner[one.owner].append(one)
    for own in sorted(by_owner.values(), key=lambda own: sum(one.size for one in own)):
        size, files = OF_A_STUDENT
        given = Room(min(size, room.size), min(files, room.files))
        left = Room(given.size, given.files)
        for one in sorted(own, key=_weight):
            _give(one, left)
        room = Room(room.size - given.size + left.size, room.files - given.files + left.files)


def _give(entry: ArchiveEntry, room: Room) -> None:
    """Reserve the room of a file, or record why there is none."""
    if not entry.reason:
        try:
            room.take(entry.size, entry.packed)
        except TooMuch as error:
            entry.reason = str(error)


def _weight(entry: ArchiveEntry) -> tuple[bool, bool]:
    """Return the order of a student's file: notebooks first, files that tools left behind last."""
    return bool(refused_with_all_in_it(entry.place)), not NOTEBOOK.search(entry.place.name)


def common_places(places: Collection[PurePath]) -> list[PurePath]:
    """Return the folder of a download, and each that is alone in its parent, ignoring tools' files."""
    shared, parts = [PurePath()], {one.parts for one in places}
    while True:
        depth = len(shared) - 1
        firsts = {one[depth] for one in parts}
        work = [one for one in firsts if not refused_with_all_in_it(PurePath(one))]
        parts = {one for one in parts if one[depth] in work}
        if len(work) != 1 or any(len(one) == depth + 1 for one in parts):
            return shared
        shared.append(shared[-1] / work[0])
