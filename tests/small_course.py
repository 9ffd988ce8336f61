"""A small course: one challenge, one plain test and one question, whose notebooks run in a moment."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from graders.models.cache import PROJECT
from nbverdict.course.grade_class import Classroom
from tools.scratch import write_settings

TOLD = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
KERNEL = {"name": "python3", "display_name": "Python 3"}
RIGHT = "import numpy as np\ndef causal_mask(n):\n    return np.tril(np.ones((n, n)))"
STRICT = "import numpy as np\ndef causal_mask(n):\n    return np.tril(np.ones((n, n)), -1)"  # not at itself
TWOS = "import numpy as np\ndef causal_mask(n):\n    return 2 * np.tril(np.ones((n, n)))"
CALL = '### BEGIN HIDDEN TESTS\nfrom nbverdict import grade\ngrade("causal_mask")\n### END HIDDEN TESTS'


def notebook(mask: str = RIGHT, why: str = "Why?", *, points: float = 2) -> Any:
    """Return a notebook with this mask and this answer."""
    cells = [
        new_code_cell(f"### BEGIN SOLUTION\n{mask}\n### END SOLUTION", id="mask"),
        new_code_cell(f"assert callable(causal_mask)\n{CALL}", id="test"),
        new_markdown_cell(why, id="why"),
    ]
    locked = {"grade": True, "locked": True, "points": points, "grade_id": "grade_causal_mask"}
    cells[0].metadata.nbgrader = {**TOLD, "solution": True, "grade_id": "causal_mask"}
    cells[1].metadata.nbgrader = {**TOLD, **locked}
    cells[2].metadata.nbgrader = {**TOLD, "grade": True, "solution": True, "points": 2, "grade_id": "why"}
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def manual(source: str) -> Any:
    """Return a cell of code that a person judges, as its author or a student fills it."""
    told = {**TOLD, "grade": True, "solution": True, "points": 5, "grade_id": "manual"}
    text = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    return new_code_cell(text, id="manual", metadata={"nbgrader": told})


def task() -> Any:
    """Return a task, which students answer in cells of their own."""
    told = {**TOLD, "task": True, "locked": True, "points": 5, "grade_id": "task"}
    text = "Draw a mask.\n### BEGIN MARK SCHEME\nGood with axes.\n### END MARK SCHEME"
    return new_markdown_cell(text, id="task", metadata={"nbgrader": told})


def plain(test: str) -> Any:
    """Return a plain test, which runs in the student's own process."""
    told = {**TOLD, "grade": True, "locked": True, "points": 2, "grade_id": "plain"}
    return new_code_cell(test, id="plain", metadata={"nbgrader": told})


def build(root: Path, more: Sequence[Any] = ()) -> Path:
    """Make the course in a folder, with its assignment `hw` released; it may ask for more."""
    write_settings(root, 'c.Sandbox.imports = ["numpy"]\n')
    shutil.copy(PROJECT / "examples/course_secret", root / "course_secret")
    (root / "source/hw").mkdir(parents=True)
    _write(root / "source/hw/p.ipynb", notebook(), more)
    Classroom(root).generate("hw")
    return root


def hand_in(root: Path, student: str, mask: str = RIGHT, why: str = "Why?", more: Sequence[Any] = ()) -> Path:
    """Put a student's notebook where submissions lie."""
    path = root / "submitted" / student / "hw/p.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, notebook(mask, why), more)
    return path


def _write(path: Path, made: Any, more: Sequence[Any]) -> None:
    made.cells += more
    nbformat.write(made, path)
