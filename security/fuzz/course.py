"""A course whose assignment has ten small notebooks, and the honest students of its class."""

import json
import os
import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from graders.models.cache import PROJECT
from nbverdict.course.grade_class import Classroom
from nbverdict.sandbox.confined import Budget
from security.fuzz.grammar import Beside, Submission
from tests.small_course import CALL, KERNEL, RIGHT, TOLD
from tools.scratch import write_settings

ASSIGNMENT = "hw"
NOTEBOOKS = tuple(f"part{number}" for number in range(10))
HONEST = ("honest-ada", "honest-bob")
FULL = 3.0  # points that a right notebook has without a person
BUDGET = Budget(cpu_seconds=30, wall_seconds=900, memory_mb=1024, disk_mb=200)
CONFIG = f"""
c.Sandbox.imports = ["numpy"]
c.Confinement.cpu_seconds = {BUDGET.cpu_seconds}
c.Confinement.wall_seconds = {BUDGET.wall_seconds}
c.Confinement.memory_mb = {BUDGET.memory_mb}
c.Confinement.disk_mb = {BUDGET.disk_mb}
"""


def build(root: Path) -> Path:
    """Make the course in a folder, with its assignment released."""
    write_settings(root, CONFIG)
    shutil.copy(PROJECT / "examples/course_secret", root / "course_secret")
    source = root / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    for name in NOTEBOOKS:
        nbformat.write(_source(name), source / f"{name}.ipynb")
    Classroom(root).generate(ASSIGNMENT)
    return root


def right(root: Path) -> dict[str, dict[str, Any]]:
    """Return each notebook as an honest student hands it in."""
    found = {}
    for name in NOTEBOOKS:
        told = json.loads((root / "release" / ASSIGNMENT / f"{name}.ipynb").read_text("utf-8"))
        for cell in told["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == f"mask-{name}":
                cell["source"] = RIGHT
        found[name] = told
    return found


def hand_in(root: Path, student: str, submission: Submission) -> None:
    """Put what a student hands in where submissions lie."""
    folder = os.fsencode(root / "submitted" / student / ASSIGNMENT)
    os.makedirs(folder)  # noqa: PTH103 - names are bytes here
    for beside in submission.files:
        _place(folder, beside)


def hand_in_right(root: Path, student: str) -> None:
    """Hand in an honest student's notebooks."""
    folder = root / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    for name, notebook in right(root).items():
        told = deepcopy(notebook)
        (folder / f"{name}.ipynb").write_text(json.dumps(told), "utf-8")


def _source(name: str) -> Any:
    cells = [
        new_markdown_cell(f"# {name}\nWrite `causal_mask`.", id="title"),
        new_code_cell(f"# {name}\n### BEGIN SOLUTION\n{RIGHT}\n### END SOLUTION", id="mask"),
        new_code_cell(f"assert callable(causal_mask), {name!r}\n{CALL}", id="test"),
        new_code_cell(f"assert causal_mask(1).shape == (1, 1), {name!r}", id="plain"),
        new_markdown_cell(f"Why {name}?", id="why"),
    ]
    kinds: list[dict[str, Any]] = [
        {"locked": True, "grade_id": f"title-{name}"},
        {"solution": True, "grade_id": f"mask-{name}"},
        {"grade": True, "locked": True, "points": 2, "grade_id": f"test-{name}"},
        {"grade": True, "locked": True, "points": 1, "grade_id": f"plain-{name}"},
        {"grade": True, "solution": True, "points": 2, "grade_id": f"why-{name}"},
    ]
    for cell, kind in zip(cells, kinds, strict=True):
        cell.metadata.nbgrader = {**TOLD, **kind}
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def _place(folder: bytes, beside: Beside) -> None:
    """Put one entry below a folder; what this machine's files cannot be called is left out."""
    path = os.path.join(folder, beside.name)  # noqa: PTH118 - names are bytes here
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        if beside.link is not None:
            os.symlink(beside.link, path)  # noqa: PTH211
        else:
            with open(path, "wb") as file:  # noqa: PTH123
                file.write(beside.content)
    except (OSError, ValueError):
        return
