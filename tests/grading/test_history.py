"""A graded notebook knows what the attempt before it earned, and what it earned when first graded."""

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from graders.grading.history import first_verdict, last_attempt, note_history, read_history


def graded(key: str, points: float) -> Any:
    """Return an autograded notebook of one check."""
    record = {"challenge": "mask", "checks": [{"name": "shape", "earned": points}]}
    return new_notebook(cells=[new_code_cell("", metadata={"course": record})], metadata={"run": key})


def follow(folder: Path, key: str, points: float) -> Any:
    """Grade a notebook after what lies in a folder, and put it there."""
    notebook = graded(key, points)
    note_history(notebook, read_history(folder).get("p", ()))
    nbformat.write(notebook, folder / "p.ipynb")
    return notebook


def test_the_first_attempt_has_none_before_it(tmp_path: Path) -> None:
    """And its own points."""
    notebook = follow(tmp_path, "one", 1)

    assert last_attempt(notebook) is None
    assert first_verdict(notebook) == {"mask": {"shape": 1.0}}


def test_the_next_one_knows_the_last(tmp_path: Path) -> None:
    """With the points that it had in the end."""
    follow(tmp_path, "one", 1)
    follow(tmp_path, "one", 0)
    notebook = follow(tmp_path, "two", 2)

    assert last_attempt(notebook) == {"mask": {"shape": 0.0}}
    assert first_verdict(notebook) == {"mask": {"shape": 2.0}}


def test_the_same_attempt_graded_again_keeps_its_first_points(tmp_path: Path) -> None:
    """However often, so that a page can say what was corrected."""
    follow(tmp_path, "one", 1)
    follow(tmp_path, "two", 0)
    follow(tmp_path, "two", 2)
    notebook = follow(tmp_path, "two", 2)

    assert last_attempt(notebook) == {"mask": {"shape": 1.0}}
    assert first_verdict(notebook) == {"mask": {"shape": 0.0}}


def test_the_same_run_leaves_the_same_notebook(tmp_path: Path) -> None:
    """A run that was cut off and goes on changes nothing."""
    first = follow(tmp_path, "one", 1)

    assert follow(tmp_path, "one", 1).metadata == first.metadata
