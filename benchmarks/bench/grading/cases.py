"""The hidden cases of a submission, drawn as grading draws them."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from benchmarks.bench.grading.classes import SOURCE
from nbverdict.evidence.cases import Case, draw
from nbverdict.judging.discovery import cases_of, load_challenge, version_of
from nbverdict.notebook.inputs import Inputs
from tools.demo import EXAMPLES

SECRET = EXAMPLES / "course_secret"


def draw_cases(notebook: NotebookNode) -> Mapping[str, Sequence[Case]]:
    """Return the cases of each task of a notebook, shown and hidden."""
    secret, submission = SECRET.read_bytes().strip(), hash_of(notebook)
    return {task: _draw(task, secret, submission) for task in tasks_of(notebook)}


def _draw(task: str, secret: bytes, submission: str) -> list[Case]:
    module = load_challenge(task)
    rng = draw(secret, challenge=task, version=version_of(module), submission=submission)
    return cases_of(module, rng)


def hash_of(notebook: NotebookNode) -> str:
    """Return the hash of a submission: its code cells, and the files that the course puts beside them."""
    return replace(_course_files(), programs=Inputs.of(notebook, Path("/nowhere")).programs).digest


@functools.cache
def _course_files() -> Inputs:
    everything = Inputs.of(new_notebook(), SOURCE)
    return replace(
        everything,
        folders=tuple(name for name in everything.folders if not _is_left_out(name)),
        files=tuple(file for file in everything.files if not _is_left_out(file[0])),
    )


def _is_left_out(name: str) -> bool:
    return any(part in name for part in ("__pycache__", ".ipynb_"))


def tasks_of(notebook: NotebookNode) -> list[str]:
    """Return the tasks that a notebook's grade cells grade, in their order."""
    return [task_of(cell) for cell in notebook.cells if is_grade_cell(cell)]


def is_grade_cell(cell: NotebookNode) -> bool:
    """Say whether a cell is graded by a machine."""
    told = cell.metadata.get("nbgrader", {})
    return bool(cell.cell_type == "code" and told.get("grade") and not told.get("solution"))


def task_of(cell: NotebookNode) -> str:
    """Return the task that a grade cell grades."""
    grade_id: str = cell.metadata["nbgrader"]["grade_id"]
    return grade_id.removeprefix("grade_")
