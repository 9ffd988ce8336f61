"""Unpacks downloads from an LMS for `nbgrader zip_collect`: confined, and within limits.

Files above the limits stay packed and are reported; they do not stop the others of a class.
"""

import shutil
from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path, PurePath
from typing import Any

from nbgrader.plugins import ExtractorPlugin

from nbverdict.intake.archives import Room, TooMuch, folder_of
from nbverdict.intake.download import Whose
from nbverdict.intake.file_names import refused_with_all_in_it
from nbverdict.intake.files import MOST, TOGETHER, listed
from nbverdict.intake.lms import Collector
from nbverdict.intake.owner import common_folders
from nbverdict.intake.unpack import MOST_TOLD, SCRATCH, Terms, unpack
from nbverdict.sandbox.inside.remove import remove
from nbverdict.text.printable import line

OF_A_CLASS = (5_000_000_000, 100_000)  # bytes and files of one downloaded archive
LISTED = 500_000  # files and folders in its directory, including those that are not unpacked
MOST_PACKED = 50_000  # files and folders in one upload's directory, including those that are not unpacked
NESTED = 3  # archives within each other


class Extractor(ExtractorPlugin):
    """Unpacks archives, also nested ones, as nbgrader does, but confined and within limits."""

    def __init__(self, **kwargs: Any) -> None:
        """Set up; nothing is unpacked yet."""
        super().__init__(**kwargs)
        self.root: Path | None = None  # the folder of the unpacked files
        self.downloads: list[Path] = []  # folders of the downloaded archives, if there are several
        self.uploads: list[Path] = []  # folders of nested archives: students named their files
        self.packed: set[Path] = set()  # archives that were not fully unpacked, and their files

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack or copy each downloaded file; called by nbgrader once."""
        self.root = Path(extracted_path)
        for cut_off in self.root.parent.glob(f"{SCRATCH}*"):
            remove(str(cut_off))
        files = sorted(one for one in Path(archive_path).rglob("*") if one.is_file())
        for path in files:
            to = Path(extracted_path, path.parent.relative_to(archive_path))
            to.mkdir(parents=True, exist_ok=True)
            if not self._is_archive(path):
                shutil.copy(path, to)
            elif own := self._folder_of(path, to):
                self._unpack_one(path, own, alone=len(files) == 1)

    def _keep_packed(self, path: Path, to: Path) -> None:
        """Keep the download beside its unpacked files if those are not all."""
        if path in self.packed and not (to / path.name).exists():
            shutil.copy(path, to)
            self.packed.add(to / path.name)

    def _unpack_one(self, path: Path, own: Path, *, alone: bool) -> None:
        """Unpack a download: the LMS's own archive, or one of several uploads."""
        if not alone:
            self.downloads.append(own)
            if self._collector is not None and self._collector.is_of_a_student(own):
                self._unpack_upload(path, [(path, own)])
                self._keep_packed(path, own.parent)
                return
        self._unpack_download(path, own)

    @property
    def _collector(self) -> Collector | None:
        """The collector that reads owners from names, if it is ours."""
        told = self.parent is not None and self.parent.trait_has_value("collector_plugin_inst")
        found = self.parent.collector_plugin_inst if told else None
        return found if isinstance(found, Collector) else None

    def _is_archive(self, path: Path) -> bool:
        return path.suffix in self.zip_ext and path.is_file()

    def _folder_of(self, path: Path, to: Path) -> Path | None:
        """Return the folder that an archive is unpacked to, if there can be one."""
        try:
            return folder_of(path, to)
        except TooMuch as error:
            self.packed.add(path)
            self.log.warning("%s", line("%s is not unpacked: %s", listed([path]), error))
            return None

    def _unpack_download(self, path: Path, own: Path) -> None:
        """Unpack a download, and then the archives of each upload in it."""
        room, whose = Room(*OF_A_CLASS), self._whose(own)
        self._unpack([(path, own)], Terms(room=room, entries=LISTED, endings=(), whose=whose), path)
        for upload, archives in self._archives_by_upload(own).items():
            found = [(one, self._folder_of(one, one.parent)) for one in archives]
            self._unpack_upload(upload, [(one, folder) for one, folder in found if folder])

    def _whose(self, own: Path) -> Whose:
        """Return a function that finds the owner of a file from its path and the folders that all share."""
        collector = self._collector

        def whose(place: PurePath, shared: Collection[PurePath]) -> str | None:
            if collector is None:
                return None
            return collector.owner_of(own / place, frozenset(own / one for one in shared))

        return whose

    def _archives_by_upload(self, own: Path) -> dict[Path, list[Path]]:
        """Return the nested archives, by the part of their paths that the LMS named."""
        last = max(common_folders(own), default=own, key=lambda one: len(one.parts))
        found: defaultdict[Path, list[Path]] = defaultdict(list)
        for one in sorted(last.rglob("*")):
            below = one.relative_to(last)
            if self._is_archive(one) and one not in self.packed and not refused_with_all_in_it(below):
                found[last / below.parts[0]].append(one)
        return found

    def _unpack_upload(self, upload: Path, archives: list[tuple[Path, Path]]) -> None:
        """Unpack the archives of one upload, and those in them; they share one limit."""
        if not archives:
            return
        self.uploads += [own for _, own in archives]
        size = sum(Room.of(one, TOGETHER, MOST).size for one, _ in archives)
        room = Room(min(TOGETHER, size), MOST)
        terms = Terms(room=room, entries=MOST_PACKED, endings=self.zip_ext, deepest=NESTED - 1)
        self._unpack(archives, terms, upload)

    def _unpack(self, archives: Sequence[tuple[Path, Path]], terms: Terms, upload: Path) -> None:
        told = unpack(archives, terms, (self.root or upload).parent)
        self.packed |= told.left
        for one in told.lines:
            self.log.warning("%s", one)
        if told.count > MOST_TOLD:
            self.log.warning("%s: and %d others", listed([upload]), told.count - MOST_TOLD)
