"""The stock side: plain nbgrader, hidden tests in plain code, cases as files beside a notebook."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbformat import NotebookNode

from benchmarks.bench.grading.cases import draw_cases, is_grade_cell, task_of
from benchmarks.bench.grading.classes import SchoolClass, write_source
from benchmarks.bench.grading.derive import PACKAGE, write_plain_checks
from nbverdict.config.course_code import MARKS
from nbverdict.evidence.cases import Case
from nbverdict.notebook.submission import split_hidden
from tools.demo import ASSIGNMENT

COURSE_ID = "transformers"
HELPERS = "helpers"  # on the path of its kernels, so that Python compiles the checks once and not for each
CONFIG = f"""
c = get_config()
c.CourseDirectory.course_id = {COURSE_ID!r}
c.GenerateAssignment.force = True
c.ClearSolutions.code_stub = {{"python": "# YOUR CODE HERE\\nreturn None"}}
c.Execute.timeout = 600
"""
HIDDEN = f"""
### {MARKS[0]}
import contextlib, io, warnings
with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from {PACKAGE}.score import score
    points = score("{{task}}", globals())
float(points)
### {MARKS[1]}
"""


def build_stock(root: Path, school: SchoolClass) -> None:
    """Write a course of plain nbgrader with the same assignment and the same class."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG, "utf-8")
    write_plain_checks(root / HELPERS)
    for path in write_source(school, root / "source"):
        notebook = nbformat.read(path, as_version=4)
        nbformat.write(with_plain_tests(notebook), path)
    for student, name, notebook in school.submissions:
        folder = root / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(with_plain_tests(notebook), folder / f"{name}.ipynb")
        for task, cases in draw_cases(notebook).items():
            write_cases(folder, task, cases)


def with_plain_tests(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook in which each grade cell is two: what students see, and the checks as plain code.

    What students see decides no points with us, so it must not here: an error in a test cell takes them all.
    """
    cells: list[NotebookNode] = []
    for cell in notebook.cells:
        if is_grade_cell(cell):
            told, task = cell.metadata["nbgrader"], task_of(cell)
            seen = nbformat.v4.new_code_cell(split_hidden(cell.source)[0])
            seen.metadata["nbgrader"] = {**told, "grade": False, "grade_id": f"seen_{task}"}
            for name in ("points", "checksum"):
                seen.metadata["nbgrader"].pop(name, None)
            test = nbformat.v4.new_code_cell(HIDDEN.format(task=task).strip(), metadata=cell.metadata)
            cells += [seen, test]
        else:
            cells.append(cell)
    return nbformat.from_dict({**notebook, "cells": cells, "nbformat_minor": 5})


def write_cases(folder: Path, task: str, cases: Sequence[Case]) -> None:
    """Write a submission's cases as an instructor's script would: JSON, and weights as safetensors."""
    told = [{"name": case.name, "known": _as_json(case.known), **_arguments(case.packed())} for case in cases]
    (folder / f"cases.{task}.json").write_text(json.dumps(told), "utf-8")
    for number, case in enumerate(cases):
        if case.weights:
            (folder / f"cases.{task}.{number}.safetensors").write_bytes(case.weights)


def _arguments(packed: dict[str, Any]) -> dict[str, Any]:
    return {name: packed[name] for name in ("function", "arguments", "again", "then")}


def _as_json(known: Any) -> Any:
    """Return what the reference needs to know: plain values, or named arrays."""
    if is_dataclass(known) and not isinstance(known, type):
        return {"arrays": {name: np.asarray(array).tolist() for name, array in asdict(known).items()}}
    return known
