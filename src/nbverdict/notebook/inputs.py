"""The inputs of a submission's process: one value that identifies it, runs it and lays out its folder.

It contains everything that the process can read, and seeds the hidden cases: if the cases of two attempts
are the same, so is all that their processes can read.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from nbverdict.notebook.submission import is_read, read_grade_cell
from nbverdict.text.expressions import Expression

WHEN = 946_684_800  # 2000-01-01, the time of all files: real times could smuggle answers in
FILE_MODE, FOLDER_MODE = 0o644, 0o755  # of all of them, for the same reason
BACKEND = Expression(r"(?m)^([ \t]*)%matplotlib\b.*$")
NO_ROLE = ""  # of a student's own cell
LOCKED, POINTS = "locked", "points"
FLAGS = ("grade", "solution", LOCKED, "task")


@dataclass(frozen=True)
class Inputs:
    """The programs of a notebook in the order of running, and their folder.

    The course's role of a cell counts too: it decides what the process is asked, what is stored, and in which
    order.
    """

    programs: tuple[str, ...] = field(repr=False)  # one for each of `cells_of`; empty ones do not run
    roles: tuple[str, ...] = field(repr=False)  # the course's role of each of these cells
    folders: tuple[str, ...]  # paths below the notebook's folder; including empty ones
    files: tuple[tuple[str, bytes], ...] = field(repr=False)

    @classmethod
    def of(cls, notebook: NotebookNode, folder: Path) -> "Inputs":
        """Return the inputs of the process of a notebook in this folder."""
        cells = [cell for _, cell in cells_of(notebook)]
        programs, roles = tuple(map(_as_run, cells)), tuple(map(_role, cells))
        walked = sorted(_walk(folder))
        files = tuple((name, path.read_bytes()) for name, path in walked if path.is_file())
        return cls(programs, roles, tuple(name for name, path in walked if path.is_dir()), files)

    @property
    def digest(self) -> str:
        """Return the submission hash, which seeds the hidden cases.

        Cached runs use nothing else of this value, so that the same code is never asked the same case twice.
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
        """Return the student's own sources: solution cells and extra cells, in order."""
        both = zip(self.programs, self.roles, strict=True)
        return [program for program, role in both if not role or not json.loads(role)[LOCKED]]

    def lay_out(self, folder: Path) -> None:
        """Write folders and files into an empty folder; only names and contents are the student's."""
        for name in self.folders:
            (folder / name).mkdir()
        for name, content in self.files:
            (folder / name).write_bytes(content)
        _make_alike([folder / name for name, _ in self.files], FILE_MODE)
        _make_alike([*(folder / name for name in reversed(self.folders)), folder], FOLDER_MODE)


def cells_of(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    """Return the code cells that count, with their indices: those that run, and the course's.

    A blank cell of the student's own is left out: it costs no time.
    """
    code = [(index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    return [(index, cell) for index, cell in code if _as_run(cell) or _role(cell)]


def _make_alike(paths: Sequence[Path], mode: int) -> None:
    for path in paths:
        path.chmod(mode)
        os.utime(path, (WHEN, WHEN))


def _as_run(cell: NotebookNode) -> str:
    """Return the source of a code cell that runs: all of it, or the visible part if it has a hidden call."""
    graded = read_grade_cell(cell)
    program = graded.visible if graded else str(cell.source)
    if "%matplotlib" in program:  # where a figure appears on a student's machine is not where it is graded
        program = BACKEND.replaced(program, lambda found: f"{found[1]}%matplotlib inline")
    return program if program.strip() else ""


def _role(cell: NotebookNode) -> str:
    """Return the course's role of a cell as a text: its id, its flags and its points."""
    cell_meta = cell.metadata.get("nbgrader")
    if not cell_meta:
        return NO_ROLE
    flags = {name: bool(cell_meta.get(name)) for name in FLAGS}
    points = cell_meta.get(POINTS)
    worth = float(points) if isinstance(points, int | float) else 0.0
    return json.dumps({**flags, POINTS: worth, "name": str(cell_meta.get("grade_id", ""))}, sort_keys=True)


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the folders and regular files below a folder, with their relative paths."""
    for at, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if is_read(Path(at, name), folder)]
        for name in (*folders, *(name for name in files if is_read(Path(at, name), folder))):
            path = Path(at, name)
            yield path.relative_to(folder).as_posix(), path
