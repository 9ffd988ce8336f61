"""What a submission's process is given: one value that names it, runs it and lays out its folder.

Whatever the process could read is in this value, and from the value hidden cases are drawn: nothing that
differs from one attempt to the next reaches a process that gets the same cases again.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from nbverdict.notebook.submission import is_read, read_grade_cell

WHEN = 946_684_800  # 2000-01-01, the time of all files: their own could bring answers in
FILE_MODE, FOLDER_MODE = 0o644, 0o755  # of all of them, likewise
NO_ROLE = ""  # of a student's own cell
LOCKED, POINTS = "locked", "points"
FLAGS = ("grade", "solution", LOCKED, "task")


@dataclass(frozen=True)
class Inputs:
    """The programs of a notebook in the order in which they run, and the folder in which they run.

    What the course does with a cell counts too: it says what is asked and kept of the process, and in which
    order.
    """

    programs: tuple[str, ...] = field(repr=False)  # one for each of `cells_of`; an empty one is not run
    roles: tuple[str, ...] = field(repr=False)  # what each of these cells is to the course
    folders: tuple[str, ...]  # paths below the notebook's folder; empty ones too, for they have names
    files: tuple[tuple[str, bytes], ...] = field(repr=False)

    @classmethod
    def of(cls, notebook: NotebookNode, folder: Path) -> "Inputs":
        """Return what the process of a notebook is given that lies in this folder."""
        cells = [cell for _, cell in cells_of(notebook)]
        programs, roles = tuple(map(_as_run, cells)), tuple(map(_role, cells))
        walked = sorted(_walk(folder))
        files = tuple((name, path.read_bytes()) for name, path in walked if path.is_file())
        return cls(programs, roles, tuple(name for name, path in walked if path.is_dir()), files)

    @property
    def digest(self) -> str:
        """Return what identifies it: the submission hash, from which hidden cases are drawn.

        It is all of this value that runs are kept by, so that no case is asked twice of the same code.
        """
        digest = hashlib.sha256()
        programs = [program.encode("utf-8", "surrogatepass") for program in self.programs]
        roles = [role.encode() for role in self.roles]
        folders = [os.fsencode(name) for name in self.folders]
        files = [part for name, content in self.files for part in (os.fsencode(name), content)]
        for parts in (programs, roles, folders, files):
            digest.update(len(parts).to_bytes(8))
            for part in parts:
                digest.update(len(part).to_bytes(8) + part)
        return digest.hexdigest()

    @property
    def sources(self) -> list[str]:
        """Return what of it the student wrote: solution cells and extra cells, in order."""
        both = zip(self.programs, self.roles, strict=True)
        return [program for program, role in both if not role or not json.loads(role)[LOCKED]]

    def lay_out(self, folder: Path) -> None:
        """Write folders and files into an empty folder: names and contents are theirs, all else is ours."""
        for name in self.folders:
            (folder / name).mkdir()
        for name, content in self.files:
            (folder / name).write_bytes(content)
        _make_alike([folder / name for name, _ in self.files], FILE_MODE)
        _make_alike([*(folder / name for name in reversed(self.folders)), folder], FOLDER_MODE)


def cells_of(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    """Return the code cells that count, by their place: those that run, and the course's.

    A blank cell of the student's own is nothing: it costs whoever runs the others no time.
    """
    code = [(index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    return [(index, cell) for index, cell in code if _as_run(cell) or _role(cell)]


def _make_alike(paths: Sequence[Path], mode: int) -> None:
    for path in paths:
        path.chmod(mode)
        os.utime(path, (WHEN, WHEN))


def _as_run(cell: NotebookNode) -> str:
    """Return what runs of a code cell: all of it, or of a cell with a hidden call the part that is seen."""
    graded = read_grade_cell(cell)
    program = graded.visible if graded else str(cell.source)
    return program if program.strip() else ""


def _role(cell: NotebookNode) -> str:
    """Return what a cell is to the course, as a text: its name, its flags and its points."""
    told = cell.metadata.get("nbgrader")
    if not told:
        return NO_ROLE
    flags = {name: bool(told.get(name)) for name in FLAGS}
    points = told.get(POINTS)
    worth = float(points) if isinstance(points, int | float) else 0.0
    return json.dumps({**flags, POINTS: worth, "name": str(told.get("grade_id", ""))}, sort_keys=True)


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the folders and ordinary files below a folder, by their path in it."""
    for at, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if is_read(Path(at, name), folder)]
        for name in (*folders, *(name for name in files if is_read(Path(at, name), folder))):
            path = Path(at, name)
            yield path.relative_to(folder).as_posix(), path
