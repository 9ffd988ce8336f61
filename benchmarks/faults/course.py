"""The course that faults happen to: two small notebooks, and a class without two like submissions."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from graders.models.cache import PROJECT
from tools.scratch import write_settings

ASSIGNMENT = "hw"
COURSE_ID = f"faults-{os.getpid()}"  # of this process and its forks alone, for what lies in shared places
TASKS, MORE = "tasks", "more"
NOTEBOOKS = (TASKS, MORE)
QUESTION, TEST = "why", "test_half"
STUDENTS = 20
SETTINGS = f"""
c.CourseDirectory.course_id = "{COURSE_ID}"
c.Course.device = "cpu"
c.Sandbox.imports = ["numpy"]
c.Sandbox.memory_mb = 512
"""
HALVES = ("return x / 2", "return x / 3", "raise ValueError(x)", "return x * 0.5")
MASKS = (
    "return np.tril(np.ones((n, n)))",
    "return np.ones((n, n))",
    "return np.triu(np.ones((n, n)))",
    "return np.tri(n)",
)
GRADED = """\
mask = causal_mask(2)
assert mask is not None, "causal_mask returns nothing yet"
### BEGIN HIDDEN TESTS
from nbverdict import grade
grade("causal_mask")
### END HIDDEN TESTS"""
TOLD = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
KERNEL = {"name": "python3", "display_name": "Python 3"}


@dataclass(frozen=True)
class Submission:
    """What one student hands in, in one version."""

    student: str
    half: str
    mask: str
    answer: str
    more: str | None  # the text of the second notebook's cell; None where it is not handed in
    torn: bool = False  # the second notebook is no notebook at all


def the_class(size: int, version: int) -> list[Submission]:
    """Return the class; in version 2 three of four students have handed in something else."""
    return [_submission(number, version if number % 4 else 1) for number in range(size)]


def _submission(number: int, version: int) -> Submission:
    kind = number + version - 1
    answer = f"Because of number {number}." + (" And again." if version > 1 and number % 2 else "")
    return Submission(
        f"s{number:03d}",
        f"{HALVES[kind % len(HALVES)]}  # {number}",
        f"{MASKS[kind // 2 % len(MASKS)]}  # {number}, {version}",
        answer,
        None if kind % 7 == 6 else f"third = {number} / 3  # {version}",
        torn=kind % 11 == 10,
    )


def make_course(folder: Path) -> Path:
    """Write a course without submissions: our configuration and settings that make it quick."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "source" / ASSIGNMENT).mkdir(parents=True)
    shutil.copy(PROJECT / "examples" / "course_secret", folder)
    write_settings(folder, SETTINGS)
    for name, notebook in ((TASKS, _tasks()), (MORE, _more())):
        nbformat.write(notebook, folder / "source" / ASSIGNMENT / f"{name}.ipynb")
    return folder


def hand_in(course: Path, submission: Submission) -> None:
    """Put a submission in the place of what its student handed in before."""
    folder = course / "submitted" / submission.student / ASSIGNMENT
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tasks = _released(course, TASKS)
    _cell(tasks, "half").source = f"def half(x):\n    {submission.half}"
    _cell(tasks, "mask").source = f"def causal_mask(n):\n    {submission.mask}"
    _cell(tasks, QUESTION).source = submission.answer
    nbformat.write(tasks, folder / f"{TASKS}.ipynb")
    if submission.torn:
        (folder / f"{MORE}.ipynb").write_text("{", "utf-8")
    elif submission.more is not None:
        more = _released(course, MORE)
        _cell(more, "third").source = submission.more
        nbformat.write(more, folder / f"{MORE}.ipynb")


def _released(course: Path, name: str) -> NotebookNode:
    return nbformat.read(course / "release" / ASSIGNMENT / f"{name}.ipynb", as_version=4)


def _cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def _tasks() -> NotebookNode:
    """Return a notebook with a plain test, a challenge and a question that a person judges."""
    solution = "{}\n    ### BEGIN SOLUTION\n    {}\n    ### END SOLUTION"
    return _notebook(
        new_code_cell("import numpy as np", id="imports"),
        _told("half", new_code_cell(solution.format("def half(x):", HALVES[0])), solution=True),
        _told(TEST, new_code_cell("assert half(3) == 1.5"), points=4),
        _told("mask", new_code_cell(solution.format("def causal_mask(n):", MASKS[0])), solution=True),
        _told("grade_mask", new_code_cell(GRADED), points=2),
        _told(QUESTION, new_markdown_cell("Why?"), points=3, solution=True),
    )


def _more() -> NotebookNode:
    text = "### BEGIN SOLUTION\nthird = 1 / 3\n### END SOLUTION"
    return _notebook(
        _told("third", new_code_cell(text), solution=True),
        _told("test_third", new_code_cell("assert third <= 4"), points=1),
        _told("test_size", new_code_cell("assert third >= 1"), points=1),
    )


def _told(grade_id: str, cell: NotebookNode, *, points: int = 0, solution: bool = False) -> NotebookNode:
    cell["id"] = grade_id
    told: dict[str, Any] = {**TOLD, "grade_id": grade_id, "solution": solution, "locked": not solution}
    cell.metadata["nbgrader"] = told | ({"grade": True, "points": points} if points else {})
    return cell


def _notebook(*cells: NotebookNode) -> NotebookNode:
    return new_notebook(cells=list(cells), metadata={"kernelspec": KERNEL})
