"""Recognises a notebook that belongs to another assignment of the course, whatever its file is called."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory

from nbverdict.intake.match import ReleasedNotebook

LIKE = 4  # a notebook with over a quarter of a release's cells unchanged is that one: no other is read


@dataclass(frozen=True)
class Elsewhere:
    """The released notebooks of other assignments, which are read if a submission looks like one of them."""

    folders: tuple[Path, ...] = ()

    @staticmethod
    def of(coursedir: CourseDirectory, root: Path, assignment: str) -> "Elsewhere":
        """Return those of a course, without one assignment's."""
        own, pattern = (
            Path(coursedir.format_path(coursedir.release_directory, ".", name)) for name in (assignment, "*")
        )
        if not pattern.is_relative_to(root):
            return Elsewhere()
        found = root.glob(str(pattern.relative_to(root)))
        return Elsewhere(tuple(folder for folder in sorted(found) if folder != own))

    def named(self, cells: Sequence[NotebookNode], release: ReleasedNotebook | None) -> str:
        """Return which other notebook a file holds that was handed in as this one, or as none that is known.

        That is so if more than half of its cells are that one's as they were released, and it has more than
        twice as many of them as of the notebook that it was handed in as: cells of both decide nothing.
        """
        own = release.unchanged(cells) if release else 0
        if release and LIKE * own > len(release.cells):
            return ""
        most = max(2 * own, len(cells) // 2)
        return next((name for name, other in self._releases if other.unchanged(cells) > most), "")

    @cached_property
    def _releases(self) -> list[tuple[str, ReleasedNotebook]]:
        return list(self._read())

    def _read(self) -> Iterator[tuple[str, ReleasedNotebook]]:
        for folder in self.folders:
            for path in sorted(folder.glob("*.ipynb")):
                with suppress(OSError, ValueError, nbformat.ValidationError):  # another assignment's fault
                    cells = nbformat.read(path, as_version=4).cells
                    yield f"`{path.name}` of `{folder.name}`", ReleasedNotebook(cells)


NOWHERE = Elsewhere()  # a course of one assignment
