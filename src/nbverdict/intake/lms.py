"""Collects what an LMS hands over, through `nbgrader zip_collect`: whose it is, and when it came.

What is not collected was handed in all the same, and is written down.
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

OF_LMS = 2  # steps of a path that the LMS named: its archive, and the upload in it
A_CLASS = "if it is a download of a whole class, collect it without those beside it"
NO_TIME = (
    "the name of %s tells no time that can be read in one way alone (%s): when it came is not written down,"
    " and what its student states is taken for it"
)


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

    def copy(self, to: Path) -> None:
        """Copy each file to its place below a folder."""
        to.mkdir()
        for place, (file, _) in self._files.items():
            (to / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to / place)


class Collector(FileNameCollectorPlugin):
    """Reads names as an LMS gives them, and writes down the time that they tell.

    Of each path one name counts, which the LMS gave: all that lies below it belongs to that student.
    """

    def __init__(self, **kwargs: Any) -> None:
        """Collect nothing yet."""
        super().__init__(**kwargs)
        self._read: dict[Path, dict[str, Any] | None] = {}
        self._came: defaultdict[str, defaultdict[datetime, dict[Path, PurePath]]] = defaultdict(
            lambda: defaultdict(dict)
        )  # by student and time: where each file lies in the submission
        self._taken: defaultdict[str, _Places] = defaultdict(_Places)  # by student
        self._left: defaultdict[str, Uploads] = defaultdict(Uploads)  # the same
        self._told: Counter[Path] = Counter()  # lines, by upload
        self._nobodys: set[str] = set()  # uploads
        self._shared: frozenset[Path] | None = None

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Return whose file it is; called by nbgrader for each one that was unpacked.

        At the first of them all are read, so that what came of one student is written down once.
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
        """Return where files would lie that were not unpacked, as far as that is below what was."""
        extractor = getattr(self.parent, "extractor_plugin_inst", None)
        root, packed = getattr(extractor, "root", None), getattr(extractor, "packed", ())
        below = (one for one in packed if root and one.is_relative_to(root) and ".." not in one.parts)
        return {one for one in below if _can_be_named(one)}

    def _info(self, file: Path) -> dict[str, Any] | None:
        """Return whose file it is, and when it came."""
        left = self._why_left(file)
        if left is None or not self.named_regexp:
            unnamed: dict[str, Any] | None = super().collect(str(file)) if left == "" else None
            return unnamed
        given = self._given(re.compile(self.named_regexp), file)
        info = self._owned(file, given, is_left=bool(left))
        if info is None:
            return None
        told = info.pop(TIME, None)
        time = read_time(told) if told else None
        if time:
            info[TIME] = written(time)  # nbgrader would read it for itself
        elif told and not left:
            self._warn(file, NO_TIME, quoted(told))
        place = _place_of(str(info[FILE]), file)
        info[FILE] = str(place)  # nbgrader takes one ending off
        if self._is_left(file, given, info, left or self._why_skipped(place), time):
            return None
        if time:
            self._came[str(info[STUDENT])][time][file] = place
        return info

    def _owned(self, file: Path, given: UnpackedFile, *, is_left: bool) -> dict[str, Any] | None:
        """Return what the LMS's name says of a file's owner; of what is left anyway nobody is told."""
        info = dict(read(re.compile(self.named_regexp), given) or {})
        if not info or not is_plain(info):
            if not is_left:
                self._leave(given)
            return None
        if reason := unfit(str(info[STUDENT])):
            if not is_left:
                self._warn(file, "%s is left out: no student can be called as it says: %s", reason)
            return None
        return info

    def _is_left(
        self, file: Path, given: UnpackedFile, info: dict[str, Any], reason: str, at: datetime | None
    ) -> bool:
        """Note a file that is not collected: for a reason, or since another has its place."""
        student, place = str(info[STUDENT]), PurePath(info[FILE])
        if not reason and is_stamp(place) and not is_added(place, file):  # nbgrader puts its own there
            reason = refused_as_stamp(place, file)
        if not reason and (other := self._taken[student].of_another(file, place, info.get(TIME))):
            self._warn(file, "%s is left out: %s has its place", listed([other]))
            reason, place = TAKEN, PurePath(*given.parts)
        if reason:
            self._left[student].add(file, place, reason, at)
        return bool(reason)

    def _why_skipped(self, place: PurePath) -> str:
        """Return why nbgrader skips a notebook, or nothing."""
        is_known = place.suffix != ".ipynb" or str(place) in self._notebooks
        return NO_NAME if getattr(self.parent, "strict", False) and not is_known else ""

    def _why_left(self, file: Path) -> str | None:
        """Return why a file is not collected, or nothing; None where all of it was unpacked."""
        extractor = getattr(self.parent, "extractor_plugin_inst", None)
        if file in getattr(extractor, "packed", ()):
            return PACKED
        is_notebook = ".ipynb" in self.valid_ext and NOTEBOOK.search(file.name)
        if file.suffix in self.valid_ext or is_notebook:
            return ""
        return None if file.suffix in getattr(extractor, "zip_ext", ()) else NOT_COLLECTED

    def is_of_a_student(self, folder: Path) -> bool:
        """Say whether the name of an archive that was downloaded, or of one above it, says whose it is."""
        root = getattr(getattr(self.parent, "extractor_plugin_inst", None), "root", None)
        if not self.named_regexp or root is None:
            return False
        given = UnpackedFile.of(folder / NOTEBOOKS[0], root, {folder}, {folder}, None, self._notebooks)
        return read(re.compile(self.named_regexp), given) is not None

    def owner_of(self, file: Path, shared: Collection[Path]) -> str | None:
        """Return whose a file is that is not unpacked yet, by what the LMS named of its place."""
        extractor = getattr(self.parent, "extractor_plugin_inst", None)
        root, downloads = getattr(extractor, "root", None), getattr(extractor, "downloads", ())
        if not self.named_regexp or root is None:
            return None
        given = UnpackedFile.of(
            file, root, frozenset(), frozenset(downloads), frozenset(shared), self._notebooks
        )
        return (read(re.compile(self.named_regexp), given) or {}).get(STUDENT)

    def _leave(self, given: UnpackedFile) -> None:
        """Tell once of an upload whose name says nothing of its owner."""
        upload = given.upto(given.lms)
        if upload not in self._nobodys:
            self._nobodys.add(upload)
            beside = f"; {A_CLASS}" if given.lms == 1 < len(given.parts) else ""
            self._warn(Path(upload), f"%s is left out: no name that the LMS gave says whose it is{beside}")

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

    def _given(self, pattern: re.Pattern[str], file: Path) -> UnpackedFile:
        """Return what the LMS named of a file's path."""
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
        """The folders of uploads and of downloads; all is unpacked when the first file is read."""
        extractor = getattr(self.parent, "extractor_plugin_inst", None)
        return frozenset(getattr(extractor, "uploads", ())), frozenset(getattr(extractor, "downloads", ()))

    @cached_property
    def _notebooks(self) -> tuple[str, ...]:
        """Names of notebooks that the course chose, as the expression may ask for them."""
        course = self.parent.coursedir
        released = Path(course.format_path(course.release_directory, ".", course.assignment_id))
        return *sorted(one.name for one in released.glob("*.ipynb")), *NOTEBOOKS

    def _write_down(self) -> None:
        """Write down when the files that were read came."""
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
        """Write down what is not collected of a student's uploads, and keep copies of it."""
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
            with suppress(ValueError):  # grading says so
                examined = look_at(Path(scratch, "made"), release, self.config)
                if not (examined.kept or examined.refused) and may_be_work(refused) and submitted.exists():
                    examined = look_at(submitted, release, self.config)  # nbgrader leaves what lies there
                if examined.kept or examined.refused or may_be_work(refused) or not submitted.exists():
                    Moved(evidence, *whose).begin(replace(examined, moved=refused))
        if not submitted.exists() and may_be_work(refused):  # else nobody would be asked
            submitted.mkdir(parents=True)


def _can_be_named(file: Path) -> bool:
    """Say whether a file could lie at a path, whether one does or not."""
    try:
        file.lstat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return True


def _place_of(told: str, file: Path) -> PurePath:
    """Return where a file lies in the submission; an expression may read more or less of its ending."""
    if found := NOTEBOOK.search(file.name):
        return PurePath(NOTEBOOK.replaced(told, lambda _: "") + found[0])
    return PurePath(f"{told.removesuffix(file.suffix)}{file.suffix}")
