"""Runs a notebook of source/ in this process, and keeps what its cells show."""

import ast
import io
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import nbformat

from graders.models.cache import PROJECT
from nbverdict.notebook.submission import split_hidden

FOLDER = PROJECT / "source" / "model_architecture"


@dataclass
class Shown:
    """What the cells of a notebook showed, by the cell's id."""

    values: dict[str, Any] = field(default_factory=dict)  # of a last line that is an expression
    printed: dict[str, str] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)  # what the notebook has defined at its end
    alt: dict[str, str] = field(default_factory=dict)  # what stands for a figure where it is not seen

    def keep(self, at: str, picture: Any) -> None:
        """Keep a figure that a cell shows, and the text in its place."""
        self.figures[at], self.alt[at] = picture.figure, picture.alt


def read_lesson() -> nbformat.NotebookNode:
    """Return the lesson as it lies in source/."""
    return nbformat.read(FOLDER / "lesson.ipynb", as_version=4)


def run_lesson(display: Any) -> Shown:
    """Run the visible part of every code cell; `display(show)` puts `show` in place of IPython's display."""
    shown = Shown()
    for cell in read_lesson().cells:
        if cell.cell_type == "code":
            display(partial(shown.keep, cell.id))
            with redirect_stdout(io.StringIO()) as out:
                shown.values[cell.id] = _run(split_hidden(cell.source)[0], cell.id, shown.names)
            shown.printed[cell.id] = out.getvalue()
    return shown


def run_cells(*cells: str) -> dict[str, Any]:
    """Run some cells of the lesson, by their ids, and return what they define."""
    names = dict[str, Any]()
    with redirect_stdout(io.StringIO()):
        for cell in read_lesson().cells:
            if cell.id in cells:
                _run(cell.source, cell.id, names)
    return names


def run_check(name: str, names: dict[str, Any]) -> str:
    """Run the visible part of a checkpoint's check with these names, and return what it prints."""
    check = next(
        c for c in read_lesson().cells if c.metadata.get("nbgrader", {}).get("grade_id") == f"grade_{name}"
    )
    with redirect_stdout(io.StringIO()) as out:
        _run(split_hidden(check.source)[0], check.id, names)
    return out.getvalue()


def _run(source: str, name: str, names: dict[str, Any]) -> Any:
    """Execute a cell and return the value of its last line, as a notebook shows it."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), name, "exec"), names)
    return eval(compile(ast.Expression(last.value), name, "eval"), names) if last else None  # type: ignore[attr-defined]  # noqa: S307
