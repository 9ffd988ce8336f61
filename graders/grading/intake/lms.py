"""What an LMS hands over, through `nbgrader zip_collect`: unpacked within caps, and with the time it tells.

What exceeds the caps stays packed where it lies, and is told; nothing of it stops the others of a class.
"""

import logging
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import parse_utc

from graders.compare.quoted import quoted
from graders.grading.intake.archives import (
    DAMAGED,
    Member,
    Room,
    TooMuch,
    folder_of,
    members,
    place_of,
    why,
    write,
)
from graders.grading.intake.files import MOST, TOGETHER, is_time, listed
from graders.grading.intake.names import refused_with_all_in_it
from graders.grading.intake.owner import FILE, NOTEBOOKS, STUDENT, TIME, Given, is_plain, read, shared_folders
from graders.grading.intake.received import ARCHIVE, Received
from graders.grading.settings import Course
from graders.printable import line

OF_A_CLASS = (5_000_000_000, 100_000)  # bytes and files of one archive as it is downloaded
MOST_PACKED = 50_000  # files and folders that one upload lists, with those that nobody unpacks
OF_LMS = 2  # steps of a path that the LMS named: its archive, and the upload in it
MOST_TOLD = 10  # lines about one upload
NESTED = 3  # archives within each other
TWICE = "its archive holds two files of this name, so that none counts"


class Extractor(ExtractorPlugin):
    """Unpacks archives, and archives in archives, as nbgrader does, but within caps."""

    def __init__(self, **kwargs: Any) -> None:
        """Unpack nothing yet."""
        super().__init__(**kwargs)
        self.root: Path | None = None  # what was unpacked lies below it
        self.downloads: list[Path] = []  # folders of archives that were downloaded, if there are several
        self.uploads: list[Path] = []  # and of those that lay in others: what is in them, students named

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack or copy each downloaded file; called by nbgrader once."""
        self.root = Path(extracted_path)
        files = sorted(one for one in Path(archive_path).rglob("*") if one.is_file())
        for path in files:
            to = Path(extracted_path, path.parent.relative_to(archive_path))
            to.mkdir(parents=True, exist_ok=True)
            if self._is_archive(path):
                with self._telling(path) as told:
                    self._unpack(path, to, Room.of(path, *OF_A_CLASS), told, depth=1)
                self.downloads += [folder_of(path, to)] if len(files) > 1 else []
            else:
                shutil.copy(path, to)

    def _is_archive(self, path: Path) -> bool:
        return path.suffix in self.zip_ext and path.is_file()

    def _unpack(self, path: Path, to: Path, room: Room, told: "_Told", *, depth: int) -> None:
        """Unpack an archive into a folder of its own name; each of the archives in it is one submission's."""
        try:
            own = folder_of(path, to)
            own.mkdir(exist_ok=True)
            if depth > 1:
                self.uploads.append(own)
            seen: dict[PurePath, bool] = {}
            for member in members(path, OF_A_CLASS[1] if depth == 1 else MOST_PACKED):
                if depth > 1 and refused_with_all_in_it(PurePath(member.name).parent):
                    continue  # it would be left out later, and take the room of work
                if reason := _write(member, own, room, seen, by_lms=depth == 1):
                    told.warn(
                        "%s of %s is not unpacked: %s",
                        listed([PurePath(member.name)]),
                        listed([path]),
                        reason,
                    )
        except (TooMuch, *DAMAGED) as error:
            told.warn("%s is not unpacked to its end: %s", listed([path]), why(error))
            return
        for one in [one for one in sorted(own.rglob("*")) if self._is_archive(one)]:
            if depth < NESTED:
                inner = Room.of(one, TOGETHER, MOST) if depth == 1 else room
                with self._telling(one) if depth == 1 else nullcontext(told) as further:
                    self._unpack(one, one.parent, inner, further, depth=depth + 1)
            else:
                told.warn("%s stays packed: it lies in %d archives", listed([one]), NESTED)

    @contextmanager
    def _telling(self, archive: Path) -> Iterator["_Told"]:
        """Tell of what lies in an archive, and in those in it, in a few lines."""
        told = _Told(self.log)
        yield told
        if told.count > MOST_TOLD:
            self.log.warning("%s: and %d others", listed([archive]), told.count - MOST_TOLD)


@dataclass
class _Told:
    """What was told of one upload; beyond a few lines it is counted."""

    log: logging.Logger
    count: int = 0

    def warn(self, message: str, *args: object) -> None:
        self.count += 1
        if self.count <= MOST_TOLD:
            self.log.warning("%s", line(message, *args))


def _write(member: Member, to: Path, room: Room, seen: dict[PurePath, bool], *, by_lms: bool) -> str:
    """Write one file; where it cannot be, return why. Of two of one name neither is kept."""
    try:
        place = place_of(member, by_lms=by_lms)
        room.take(member.size, member.packed)
        _ensure_first(place, to, seen)
        write(member, to / place)
        seen[place] = True
    except (TooMuch, *DAMAGED) as error:
        return why(error)
    return ""


def _ensure_first(place: PurePath, to: Path, seen: dict[PurePath, bool]) -> None:
    """Note a place; `seen` tells whether something was written there.

    Raises:
        TooMuch: it was seen before: nobody knows which of the two counts.
    """
    if place in seen:
        if seen[place]:
            (to / place).unlink(missing_ok=True)
        raise TooMuch(TWICE)
    seen[place] = False


class _Places:
    """Where the files of one student go; two that cannot both lie there would stop nbgrader."""

    def __init__(self) -> None:
        self._files: dict[PurePath, tuple[Path, str | None]] = {}
        self._folders: dict[PurePath, Path] = {}

    def of_another(self, file: Path, place: PurePath, time: str | None) -> Path | None:
        """Return which file has this place already, or give it to this one; of two times the later counts."""
        other, told = self._files.get(place, (None, None))
        if other is None or not (time and told and time != told):
            other = other or self._folders.get(place)
            above = (self._files[one][0] for one in place.parents if one in self._files)
            if taken := other or next(above, None):
                return taken
        self._files[place] = file, time
        self._folders |= dict.fromkeys(place.parents, file)
        return None


class Collector(FileNameCollectorPlugin):
    """Reads names as an LMS gives them, and writes down the time that they tell.

    Of each path one name counts, which the LMS gave: all that lies below it belongs to that student.
    """

    def __init__(self, **kwargs: Any) -> None:
        """Collect nothing yet."""
        super().__init__(**kwargs)
        self._taken: defaultdict[str, _Places] = defaultdict(_Places)  # by student
        self._told: Counter[Path] = Counter()  # lines, by upload
        self._nobodys: set[str] = set()  # uploads
        self._shared: frozenset[Path] | None = None

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Return whose file it is; called by nbgrader for each one that was unpacked."""
        file = Path(submitted_file)
        if file.suffix not in self.valid_ext:
            return None
        if not self.named_regexp:
            unnamed: dict[str, Any] | None = super().collect(submitted_file)
            return unnamed
        pattern = re.compile(self.named_regexp)
        given = self._given(pattern, file)
        info = dict(read(pattern, given) or {})
        if not info or not is_plain(info):
            self._leave(given)
            return None
        if info.get(TIME) and not is_time(info[TIME] or ""):
            self._warn(file, "the name of %s tells no time: %s", quoted(info.pop(TIME)))
        place = PurePath(f"{str(info[FILE]).removesuffix(file.suffix)}{file.suffix}")
        info[FILE] = str(place)  # nbgrader takes one ending off
        if other := self._taken[str(info[STUDENT])].of_another(file, place, info.get(TIME)):
            self._warn(file, "%s is left out: %s has its place", listed([other]))
            return None
        if info.get(TIME):
            self._receive(file, info)
        return info

    def _leave(self, given: Given) -> None:
        """Tell once of an upload whose name says nothing of its owner."""
        upload = given.upto(given.lms)
        if upload not in self._nobodys:
            self._nobodys.add(upload)
            self._warn(Path(upload), "%s is left out: no name that the LMS gave says whose it is")

    def _warn(self, file: Path, message: str, *args: object) -> None:
        """Tell of a file; of one upload in a few lines."""
        root = getattr(getattr(self.parent, "extractor_plugin_inst", None), "root", None)
        within = root is not None and file.is_relative_to(root)
        upload = Path(root, *file.relative_to(root).parts[:OF_LMS]) if root and within else file.parent
        self._told[upload] += 1
        if self._told[upload] <= MOST_TOLD:
            self.log.warning("%s", line(message, listed([file]), *args))
        elif self._told[upload] == MOST_TOLD + 1:
            self.log.warning("%s: and others", listed([upload]))

    def _given(self, pattern: re.Pattern[str], file: Path) -> Given:
        """Return what the LMS named of a file's path."""
        extractor = getattr(self.parent, "extractor_plugin_inst", None)
        root = getattr(extractor, "root", None)
        if root is None or not file.is_relative_to(root):
            return Given.of(file, Path(file.anchor), notebooks=self._notebooks)
        downloads = getattr(extractor, "downloads", ())
        if self._shared is None:
            self._shared = shared_folders(pattern, root, downloads, self._notebooks)
        uploads = getattr(extractor, "uploads", ())
        return Given.of(file, root, uploads, downloads, self._shared, self._notebooks)

    @cached_property
    def _notebooks(self) -> tuple[str, ...]:
        """Names of notebooks that the course chose, as the expression may ask for them."""
        course = self.parent.coursedir
        released = Path(course.format_path(course.release_directory, ".", course.assignment_id))
        return *sorted(one.name for one in released.glob("*.ipynb")), *NOTEBOOKS

    def _receive(self, file: Path, info: dict[str, Any]) -> None:
        coursedir = self.parent.coursedir
        evidence = Path(coursedir.root, str(Course(parent=self).evidence_directory))
        received = Received(evidence, coursedir.assignment_id, info[STUDENT])
        received.enter([file], parse_utc(info[TIME]), ARCHIVE, names={file: PurePath(info[FILE])})
