"""Runs a notebook of source/ in this process, and keeps what its cells show."""

import ast
import io
from contextlib import redirect_stdout
from dataclasses import dataclass, field
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


def read_lesson() -> nbformat.NotebookNode:
    """Return the lesson as it lies in source/."""
    return nbformat.read(FOLDER / "lesson.ipynb", as_version=4)


def run_lesson(display: Any) -> Shown:
    """Run the visible part of every code cell; `display(show)` puts `show` in place of IPython's display."""
    shown, names = Shown(), dict[str, Any]()
    for cell in read_lesson().cells:
        if cell.cell_type == "code":
            display(lambda figure, at=cell.id: shown.figures.update({at: figure}))
            with redirect_stdout(io.StringIO()) as out:
                shown.values[cell.id] = _run(split_hidden(cell.source)[0], cell.id, names)
            shown.printed[cell.id] = out.getvalue()
    return shown


def _run(source: str, name: str, names: dict[str, Any]) -> Any:
    """Execute a cell and return the value of its last line, as a notebook shows it."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), name, "exec"), names)
    return eval(compile(ast.Expression(last.value), name, "eval"), names) if last else None  # type: ignore[attr-defined]  # noqa: S307
