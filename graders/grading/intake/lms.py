"""What an LMS hands over, through `nbgrader zip_collect`: unpacked within caps, and with the time it tells.

What exceeds the caps stays packed where it lies, and is told; nothing of it stops the others of a class.
"""

import shutil
from pathlib import Path, PurePath
from typing import Any

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import parse_utc

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
from graders.grading.intake.files import MOST, TOGETHER, is_time, shown
from graders.grading.intake.received import ARCHIVE, Received
from graders.grading.settings import Course

OF_A_CLASS = (5_000_000_000, 100_000)  # bytes and files of one archive as it is downloaded
NESTED = 3  # archives within each other


class Extractor(ExtractorPlugin):
    """Unpacks archives, and archives in archives, as nbgrader does, but within caps."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack or copy each downloaded file; called by nbgrader once."""
        for path in sorted(one for one in Path(archive_path).rglob("*") if one.is_file()):
            to = Path(extracted_path, path.parent.relative_to(archive_path))
            to.mkdir(parents=True, exist_ok=True)
            if self._is_archive(path):
                self._unpack(path, to, Room.of(path, *OF_A_CLASS), depth=1)
            else:
                shutil.copy(path, to)

    def _is_archive(self, path: Path) -> bool:
        return path.suffix in self.zip_ext and path.is_file()

    def _unpack(self, path: Path, to: Path, room: Room, *, depth: int) -> None:
        """Unpack an archive into a folder of its own name; each of the archives in it is one submission's."""
        try:
            own = folder_of(path, to)
            own.mkdir(exist_ok=True)
            for member in members(path):
                self._write(member, own, room, path)
        except (TooMuch, *DAMAGED) as error:
            self.log.warning("%s is not unpacked to its end: %s", shown(path), why(error))
            return
        for one in [one for one in sorted(own.rglob("*")) if self._is_archive(one)]:
            if depth < NESTED:
                inner = Room.of(one, TOGETHER, MOST) if depth == 1 else room
                self._unpack(one, one.parent, inner, depth=depth + 1)
            else:
                self.log.warning("%s stays packed: it lies in %d archives", shown(one), NESTED)

    def _write(self, member: Member, to: Path, room: Room, archive: Path) -> None:
        """Write one file; where it cannot be, say so."""
        try:
            room.take(member.size, member.packed)
            write(member, to / place_of(member))
        except (TooMuch, *DAMAGED) as error:
            what = shown(PurePath(member.name))
            self.log.warning("`%s` of %s is not unpacked: %s", what, shown(archive), why(error))


class Collector(FileNameCollectorPlugin):
    """Reads file names as nbgrader does, and writes down the time that an archive's name tells."""

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Return whose file it is; called by nbgrader for each one that was unpacked."""
        info: dict[str, Any] | None = super().collect(submitted_file)
        told = (info or {}).get("timestamp")
        if info and told and is_time(told) and PurePath(info["student_id"]).name == info["student_id"]:
            coursedir = self.parent.coursedir
            evidence = Path(coursedir.root, str(Course(parent=self).evidence_directory))
            received = Received(evidence, coursedir.assignment_id, info["student_id"])
            received.enter([Path(submitted_file)], parse_utc(told), ARCHIVE)
        return info
