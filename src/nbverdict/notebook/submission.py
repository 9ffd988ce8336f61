"""What counts in a submitted notebook: the student's code, and how each grade cell is graded."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from nbverdict.config.course_code import hidden_marks
from nbverdict.notebook.cells import syntax
from nbverdict.text.stamps import is_stamp


@dataclass(frozen=True)
class GradeCell:
    """A grade cell: its visible part, and the challenge of its hidden call, if it has one."""

    visible: str
    challenge: str | None


def read_grade_cell(cell: NotebookNode) -> GradeCell | None:
    """Return how a cell is graded, or None if it is not an automatically graded cell."""
    cell_meta = cell.metadata.get("nbgrader", {})
    if cell.cell_type != "code" or not cell_meta.get("grade") or cell_meta.get("solution"):
        return None
    visible, hidden = split_hidden(cell.source)
    challenge = hidden_call(hidden)
    return GradeCell(visible if challenge else cell.source, challenge)


def split_hidden(source: str) -> tuple[str, str]:
    """Return the visible and the hidden lines of a grade cell."""
    parts: dict[bool | None, list[str]] = {False: [], True: [], None: []}
    for line, hidden in _lines(source):
        parts[hidden].append(line)
    return "\n".join(parts[False]), "\n".join(parts[True])


def hidden_numbers(source: str) -> frozenset[int]:
    """Return the numbers of the lines that students do not see, from 1; the marks are among them."""
    return frozenset(number for number, (_, hidden) in enumerate(_lines(source), 1) if hidden is not False)


def _lines(source: str) -> Iterator[tuple[str, bool | None]]:
    """Yield each line, and whether it is hidden; None for the course's marks themselves."""
    begin, end = hidden_marks()
    inside = False
    for line in source.splitlines():
        if begin in line or end in line:
            inside = begin in line
            yield line, None
        else:
            yield line, inside


def hidden_call(hidden: str) -> str | None:
    """Return NAME if the hidden lines are exactly `from nbverdict import grade` and `grade("NAME")`."""
    read = syntax(hidden)
    match [s for s in (read.body if read else ()) if not isinstance(s, ast.ImportFrom)]:
        case [ast.Expr(ast.Call(ast.Name("grade"), [ast.Constant(str() as name)], []))]:
            return name
    return None


def student_sources(notebook: NotebookNode) -> list[str]:
    """Return the sources of solution cells and extra code cells, in order."""
    return [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("locked", False)
    ]


def readable_files(folder: Path) -> list[Path]:
    """Return the files of a folder that the student's process gets."""
    return [path for path in folder.iterdir() if path.is_file() and is_read(path, folder)]


def is_read(path: Path, folder: Path) -> bool:
    """Say whether a student's process gets a file: not if it is a notebook, timestamp, link or device."""
    plain = not path.is_symlink() and (path.is_dir() or path.is_file())
    return plain and not path.name.endswith(".ipynb") and not is_stamp(path.relative_to(folder))
