"""Collects an LMS's download through `nbgrader zip_collect`: finds each file's owner and time.

Files that are not collected were handed in too, and are recorded.
"""

import re
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from nbgrader.plugins import FileNameCollectorPlugin

from nbverdict.config.settings import Course
from nbverdict.intake.files import NOTEBOOK, listed, refusals
from nbverdict.intake.leftover import NO_NAME, NOT_COLLECTED, PACKED, TAKEN, Uploads, may_be_work
from nbverdict.intake.look import look_at
from nbverdict.intake.moved import Moved
from nbverdict.intake.owner import (
    FILE,
    NOTEBOOKS,
    STUDENT,
    TIME,
    UnpackedFile,
    is_plain,
    read,
    shared_folders,
)
from nbverdict.intake.quarantine import Quarantine
from nbverdict.intake.receipts import Received
from nbverdict.intake.students import unfit
from nbverdict.intake.unpack import MOST_TOLD
from nbverdict.notebook.received import ReceiptSource
from nbverdict.text.printable import line
from nbverdict.text.quoted import quoted
from nbverdict.text.stamps import is_added, is_stamp, refused_as_stamp
from nbverdict.text.times import read_time, written

OF_LMS = 2  # parts of a path that the LMS named: its archive, and the upload in it
A_CLASS = "if it is a download of a whole class, collect it separately"
NO_TIME = (
    "the name of %s holds no unambiguous time (%s): its time of receipt is not recorded,"
    " and the time that the student states is used"
)


class _Places:
    """The paths of one student's files; two files that exclude each other would stop nbgrader."""

    def __init__(self) -> None:
        self._files: dict[PurePath, tuple[Path, str | None]] = {}
        self._folders: dict[PurePath, Path] = {}

    def of_another(self, file: Path, place: PurePath, time: str | None) -> Path | None:
        """Return the file that has this path already, or assign it to this one; the later time wins."""
        other, told = self._files.get(place, (None, None))
        if other is None or not (time and told and time != told):
            other = other or self._folders.get(place)
            above = (self._files[one][0] for one in place.parents if one in self._files)
            if taken := other or next(above, None):
                return taken
        self._files[place] = file, time
        self._folders |= dict.fromkeys(place.parents, file)
        return None

    def copy(self, to: Path) -> None:
        """Copy each file to its path below a folder."""
        to.mkdir()
        for place, (file, _) in self._files.items():
            (to / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to / place)


class Collector(FileNameCollectorPlugin):
    """Reads the file names of an LMS, and records the times in them.

    In each path the one name that the LMS gave counts: everything below it belongs to that student.
    """

    def __init__(self, **kwargs: Any) -> None:
        """Start empty; nothing is collected yet."""
        super().__init__(**kwargs)
        self._read: dict[Path, dict[str, Any] | None] = {}
        self._came: defaultdict[str, defaultdict[datetime, dict[Path, PurePath]]] = defaultdict(
            lambda: defaultdict(dict)
        )  # path of each file in the submission, by student and time
        self._taken: defaultdict[str, _Places] = defaultdict(_Places)  # by student
        self._left: defaultdict[str, Uploads] = defaultdict(Uploads)  # the same
        self._told: Counter[Path] = Counter()  # number of log lines, by upload
        self._nobodys: set[str] = set()  # uploads without a known owner
        self._shared: frozenset[Path] | None = None

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Return the owner of a file; called by nbgrader for each unpacked one.

        The first call reads all files, so that each student's receipts are recorded once.
        """
        file = Path(submitted_file)
        if file not in self._read:
            root = getattr(getattr(self.parent, "extractor_plugin_inst", None), "root", None)
            found = (
                {one for one in root.rglob("*") if one.is_file()} | self._not_unpacked() if root else set()
            )
            for one in sorted({file, *found} - self._read.keys(), key=str):
                self._read[one] = self._info(one)
            self._write_down()
        return self._read[file]

    def _not_unpacked(self) -> set[Path]:
        """Return the paths of files that were not unpacked, below the unpacked folders."""
        extractor = getattr(self.parent, "extractor_plugin_inst", None)
        root, packed = getattr(extractor, "root", None), getattr(extractor, "packed", ())
        below = (one for one in packed if root and one.is_relative_to(root) and ".." not in one.parts)
        return {one for one in below if _can_be_named(one)}

    def _info(self, file: Path) -> dict[str, Any] | None:
        """Return the owner of a file, and its time of receipt."""
        left, named = self._why_left(file), re.compile(self.named_regexp).groupindex.keys()
        if left is None or not {STUDENT, FILE} <= named:  # nbgrader stops at an expression without them
            unnamed: dict[str, Any] | None = super().collect(str(file)) if left == "" else None
            return unnamed
        given = self._given(re.compile(self.named_regexp), file)
        info = self._owned(file, given, is_left=bool(left))
        if info is None:
            return None
        told = info.pop(TIME, None)
        time = read_time(told) if told else None
        if time:
            info[TIME] = written(time)  # nbgrader would parse it differently
        elif told and not left:
            self._warn(file, NO_TIME, quoted(told))
        place = _place_of(str(info[FILE]), file)
        info[FILE] = str(place)  # nbgrader removes one ending
        if self._is_left(file, given, info, left or self._why_skipped(place), time):
            return None
        if time:
            self._came[str(info[STUDENT])][time][file] = place
        return info

    def _owned(self, file: Path, given: UnpackedFile, *, is_left: bool) -> dict[str, Any] | None:
        """Return the owner from the LMS's name; nothing is logged about a file that is left out anyway."""
        info = dict(read(re.compile(self.named_regexp), given) or {})
        if not info or not is_plain(info):
            if not is_left:
                self._leave(given)
            return None
        if reason := unfit(str(info[STUDENT])):
            if not is_left:
                self._warn(file, "%s is left out: its name does not hold a valid student name: %s", reason)
            return None
        return info

    def _is_left(
        self, file: Path, given: UnpackedFile, info: dict[str, Any], reason: str, at: datetime | None
    ) -> bool:
        """Record a file that is not collected: for a reason, or because another file has its path."""
        student, place = str(info[STUDENT]), PurePath(info[FILE])
        if not reason and is_stamp(place) and not is_added(place, file):  # nbgrader writes its own there
            reason = refused_as_stamp(place, file)
        if not reason and (other := self._taken[student].of_another(file, place, info.get(TIME))):
            self._warn(file, "%s is left out: %s has its place", listed([other]))
            reason, place = TAKEN, PurePath(*given.parts)
        if reason:
            self._left[student].add(file, place, reason, at)
        return bool(reason)

    def _why_skipped(self, place: PurePath) -> str:
        """Return why nbgrader skips a notebook, or an empty string."""
        is_known = place.suffix != ".ipynb" or str(place) in self._notebooks
        return NO_NAME if getattr(self.parent, "strict", False) and not is_known else ""

    def _why_left(self, file: Path) -> str | None:
        """Return why a file is not collected, or an empty string; None if all of it was unpacked."""
        extractor = getattr(self.parent, "extractor_plugin_inst", None)
        if file in getattr(extractor, "packed", ()):
            return PACKED
        is_notebook = ".ipynb" in self.valid_ext and NOTEBOOK.search(file.name)
        if file.suffix in self.valid_ext or is_notebook:
            return ""
        return None if file.suffix in getattr(extractor, "zip_ext", ()) else NOT_COLLECTED

    def is_of_a_student(self, folder: Path) -> bool:
        """Return whether the name of a downloaded archive, or of one above it, holds its owner."""
        root = getattr(getattr(self.parent, "extractor_plugin_inst", None), "root", None)
        if not self.named_regexp or root is None:
            return False
        given = UnpackedFile.of(folder / NOTEBOOKS[0], root, {folder}, {folder}, None, self._notebooks)
        return read(re.compile(self.named_regexp), given) is not None

    def owner_of(self, file: Path, shared: Collection[Path]) -> str | None:
        """Return the owner of a file that is still packed, from the parts of its path that the LMS named."""
        extractor = getattr(self.parent, "extractor_plugin_inst", None)
        root, downloads = getattr(extractor, "root", None), getattr(extractor, "downloads", ())
        if not self.named_regexp or root is None:
            return None
        given = UnpackedFile.of(
            file, root, frozenset(), frozenset(downloads), frozenset(shared), self._notebooks
        )
        return (read(re.compile(self.named_regexp), given) or {}).get(STUDENT)

    def _leave(self, given: UnpackedFile) -> None:
        """Report once an upload whose name does not hold its owner."""
        upload = given.upto(given.lms)
        if upload not in self._nobodys:
            self._nobodys.add(upload)
            beside = f"; {A_CLASS}" if given.lms == 1 < len(given.parts) else ""
            self._warn(Path(upload), f"%s is left out: no name that the LMS gave holds its owner{beside}")

    def _warn(self, file: Path, message: str, *args: object) -> None:
        """Log a warning about a file; a few lines per upload."""
        root = getattr(getattr(self.parent, "extractor_plugin_inst", None), "root", None)
        within = root is not None and file.is_relative_to(root)
        upload = Path(root, *file.relative_to(root).parts[:OF_LMS]) if root and within else file.parent
        self._told[upload] += 1
        if self._told[upload] <= MOST_TOLD:
            self.log.warning("%s", line(message, listed([file]), *args))
        elif self._told[upload] == MOST_TOLD + 1:
            self.log.warning("%s: and others", listed([upload]))

    def _given(self, pattern: re.Pattern[str], file: Path) -> UnpackedFile:
        """Return a file with the parts of its path that the LMS named."""
        extractor = getattr(self.parent, "extractor_plugin_inst", None)
        root = getattr(extractor, "root", None)
        if root is None or not file.is_relative_to(root):
            return UnpackedFile.of(file, Path(file.anchor), notebooks=self._notebooks)
        uploads, downloads = self._unpacked
        if self._shared is None:
            self._shared = shared_folders(pattern, root, downloads, self._notebooks)
        return UnpackedFile.of(file, root, uploads, downloads, self._shared, self._notebooks)

    @cached_property
    def _unpacked(self) -> tuple[frozenset[Path], frozenset[Path]]:
        """The folders of uploads and of downloads; everything is unpacked before the first file is read."""
        extractor = getattr(self.parent, "extractor_plugin_inst", None)
        return frozenset(getattr(extractor, "uploads", ())), frozenset(getattr(extractor, "downloads", ()))

    @cached_property
    def _notebooks(self) -> tuple[str, ...]:
        """The course's notebook names, which the expression may require."""
        course = self.parent.coursedir
        released = Path(course.format_path(course.release_directory, ".", course.assignment_id))
        return *sorted(one.name for one in released.glob("*.ipynb")), *NOTEBOOKS

    def _write_down(self) -> None:
        """Record when the files were received."""
        coursedir = self.parent.coursedir
        evidence = Path(coursedir.root, str(Course(parent=self).evidence_directory))
        for student in {**self._came, **self._left}:
            whose, came, left = (coursedir.assignment_id, student), self._came[student], self._left[student]
            refused = {at: found for at, found in left.refused.items() if at and found}
            is_new = bool(came or refused) and Received(evidence, *whose).enter_all(
                came, ReceiptSource.ARCHIVE, refused=refused
            )
            if left.last():
                self._note_left(student, left, evidence)
            elif is_new:
                Moved(evidence, *whose).forget()
        self._came.clear()
        self._left.clear()

    def _note_left(self, student: str, left: Uploads, evidence: Path) -> None:
        """Record a student's files that are not collected, and keep copies of them."""
        coursedir, refused = self.parent.coursedir, left.last()
        whose = coursedir.assignment_id, student
        release = Path(coursedir.format_path(coursedir.release_directory, ".", whose[0]))
        for told in refusals(refused):
            self.log.warning("%s", line("%s: %s", student, told))
        with tempfile.TemporaryDirectory(dir=coursedir.root, prefix=".collect-") as scratch:
            left.copy(Path(scratch, "left"))
            Quarantine(evidence, *whose).copy(Path(scratch, "left"), refused)
            self._taken[student].copy(Path(scratch, "made"))
            submitted = Path(coursedir.format_path(coursedir.submitted_directory, student, whose[0]))
            with suppress(ValueError):  # grading reports it
                examined = look_at(Path(scratch, "made"), release, self.config)
                if not (examined.kept or examined.refused) and may_be_work(refused) and submitted.exists():
                    examined = look_at(submitted, release, self.config)  # nbgrader does not replace it
                if examined.kept or examined.refused or may_be_work(refused) or not submitted.exists():
                    Moved(evidence, *whose).begin(replace(examined, moved=refused))
        if not submitted.exists() and may_be_work(refused):  # else no person would see it
            submitted.mkdir(parents=True)


def _can_be_named(file: Path) -> bool:
    """Return whether a path is valid, whether or not a file lies there."""
    try:
        file.lstat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return True


def _place_of(told: str, file: Path) -> PurePath:
    """Return the path of a file in the submission; an expression may match more or less of its ending."""
    if found := NOTEBOOK.search(file.name):
        return PurePath(NOTEBOOK.replaced(told, lambda _: "") + found[0])
    return PurePath(f"{told.removesuffix(file.suffix)}{file.suffix}")
