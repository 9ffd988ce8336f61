"""What counts in a submitted notebook: the student's code, and how each grade cell is graded."""

import ast
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from nbverdict.notebook.cells import syntax
from nbverdict.text.stamps import is_stamp

BEGIN, END = (
    "BEGIN HIDDEN TESTS",
    "END HIDDEN TESTS",
)  # nbgrader's own marks, with nbgrader's spelling of delimiters


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
    visible: list[str] = []
    hidden: list[str] = []
    inside = False
    for line in source.splitlines():
        if BEGIN in line or END in line:
            inside = BEGIN in line
            continue
        (hidden if inside else visible).append(line)
    return "\n".join(visible), "\n".join(hidden)


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
