"""Paths that grading itself writes: a student's folder there, or file above one, would stop nbgrader."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Self

from nbverdict.store.folders import ordinary_files

RESERVED = "it lies where the course puts a file or folder of its own: give it, or its folder, another name"


@dataclass(frozen=True)
class Reserved:
    """The paths of an assignment's files, and of their folders."""

    files: AbstractSet[PurePath] = frozenset()
    folders: AbstractSet[PurePath] = frozenset()

    @classmethod
    def of(cls, release: Path | None) -> Self:
        """Return the paths of the released files, and of each notebook's page."""
        files = {path.relative_to(release) for path in ordinary_files(release)} if release else set()
        pages = {path.with_suffix(".html") for path in files if path.suffix == ".ipynb"}
        folders = {above for path in files for above in path.parents if above.parts}
        return cls(frozenset(files | pages), frozenset(folders))

    def is_in_the_way(self, file: PurePath) -> bool:
        """Return whether a file takes the path of a reserved folder, or lies below a reserved file."""
        return file in self.folders or any(above in self.files for above in file.parents)


NOTHING = Reserved()
