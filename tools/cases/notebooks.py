"""Notebooks of small courses: a challenge, a plain test, a written answer."""

from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

KERNEL = {"name": "python3", "display_name": "Python 3"}
TOLD = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
RIGHT = "import numpy as np\ndef causal_mask(n):\n    return np.tril(np.ones((n, n)))"
WRONG = "import numpy as np\ndef causal_mask(n):\n    return np.tril(np.ones((n, n)), -1)"
CHALLENGE = (
    "assert callable(causal_mask)\n### BEGIN HIDDEN TESTS\nfrom nbverdict import grade\n"
    'grade("causal_mask")\n### END HIDDEN TESTS'
)
DOUBLE = "def double(x):\n    return 2 * x"
PLAIN = "assert double(2) == 4"


def told(kind: str, name: str, points: float | None = None) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell of a kind: solution, test, answer, manual, task or locked."""
    flags: dict[str, dict[str, bool]] = {
        "solution": {"solution": True},
        "test": {"grade": True, "locked": True},
        "answer": {"grade": True, "solution": True},
        "manual": {"grade": True, "solution": True},
        "task": {"task": True, "locked": True},
        "locked": {"locked": True},
    }
    return {**TOLD, **flags[kind], "grade_id": name} | ({} if points is None else {"points": points})


def solution(source: str, name: str = "task") -> NotebookNode:
    """Return a cell that the student writes."""
    text = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    return new_code_cell(text, id=name, metadata={"nbgrader": told("solution", name)})


def stub(source: str, name: str = "task") -> NotebookNode:
    """Return a cell of which the student writes the lines between the marks."""
    return new_code_cell(source, id=name, metadata={"nbgrader": told("solution", name)})


def test(source: str = CHALLENGE, name: str = "test", points: float = 2) -> NotebookNode:
    """Return a cell that grades."""
    return new_code_cell(source, id=name, metadata={"nbgrader": told("test", name, points)})


def answer(source: str = "Because.", name: str = "why", points: float = 2) -> NotebookNode:
    """Return a written answer."""
    return new_markdown_cell(source, id=name, metadata={"nbgrader": told("answer", name, points)})


def manual(source: str = "plot = 1", name: str = "free", points: float = 5) -> NotebookNode:
    """Return a cell of code that a person grades."""
    text = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    return new_code_cell(text, id=name, metadata={"nbgrader": told("manual", name, points)})


def task(source: str = "Do it.", name: str = "do", points: float = 2) -> NotebookNode:
    """Return a task whose answers, in cells below it, a person grades."""
    return new_markdown_cell(source, id=name, metadata={"nbgrader": told("task", name, points)})


def text(source: str) -> NotebookNode:
    """Return an ordinary text."""
    return new_markdown_cell(source)


def code(source: str) -> NotebookNode:
    """Return an ordinary cell of code."""
    return new_code_cell(source)


def notebook(*cells: NotebookNode) -> NotebookNode:
    """Return a notebook of these cells."""
    return new_notebook(cells=list(cells), metadata={"kernelspec": dict(KERNEL)})


def masks() -> NotebookNode:
    """Return the source with the challenge `causal_mask` and a written answer."""
    return notebook(text("# Masks"), solution(RIGHT), test(), answer())


def doubles() -> NotebookNode:
    """Return the source with a plain test and nothing of ours."""
    return notebook(text("# Doubles"), solution(DOUBLE), test(PLAIN), answer())


def written(released: NotebookNode, task: str = RIGHT, *, after: Sequence[NotebookNode] = ()) -> NotebookNode:
    """Return a release whose first solution a student wrote, with cells added at the end."""
    [cell, *_] = [c for c in released.cells if c.metadata.get("nbgrader", {}).get("solution")]
    cell.source = task
    released.cells += after
    return released
