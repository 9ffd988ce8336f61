"""Writes the jobs of the floor, and measures them in a process of their own."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from nbformat import NotebookNode

from benchmarks.bench.grading.cases import draw_cases, is_grade_cell
from benchmarks.bench.grading.classes import SOURCE, SchoolClass
from benchmarks.bench.grading.floor import BESIDE, FRAMES, JOB, Job
from benchmarks.bench.grading.processes import RunFailed, bench_environment
from benchmarks.bench.grading.rows import FloorRow
from graders.models.cache import PROJECT
from nbverdict.notebook.submission import split_hidden


def write_jobs(folder: Path, school: SchoolClass) -> None:
    """Write one job for each notebook of a class."""
    shutil.rmtree(folder, ignore_errors=True)
    for student, name, notebook in school.submissions:
        write_job(folder / f"{student}-{name}", student, name, notebook, whole=len(school.notebooks) > 1)


def write_job(folder: Path, student: str, name: str, notebook: NotebookNode, *, whole: bool) -> None:
    """Write the cells of a notebook, what lies beside it, and the frames that ask for its hidden calls."""
    cases = [case for found in draw_cases(notebook).values() for case in found]
    shutil.copytree(SOURCE, folder / BESIDE, ignore=shutil.ignore_patterns("*.ipynb", "__pycache__"))
    (folder / FRAMES).mkdir()
    for number, case in enumerate(cases):
        (folder / FRAMES / f"{number}.json").write_text(json.dumps(case.packed()), "utf-8")
        if case.weights:
            (folder / FRAMES / f"{number}.safetensors").write_bytes(case.weights)
    job = Job(student, name, whole, visible_sources(notebook), len(cases))
    (folder / JOB).write_text(json.dumps(asdict(job)), "utf-8")


def visible_sources(notebook: NotebookNode) -> list[str]:
    """Return what is run of each code cell: all of it, but of grade cells what students see."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [split_hidden(cell.source)[0] if is_grade_cell(cell) else cell.source for cell in cells]


def measure_floor(folder: Path) -> Iterator[FloorRow]:
    """Yield a row for each job of a folder.

    Raises:
        RunFailed: a job did not run to its end.
    """
    command = [sys.executable, "-m", "benchmarks.bench.grading.floor", str(folder)]
    with subprocess.Popen(
        command, cwd=PROJECT, env=bench_environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout or ():
            told = json.loads(line)
            if told.pop("status"):
                raise RunFailed(f"the floor of {told['student']} did not run to its end")
            yield FloorRow(**told)
    if process.returncode:
        raise RunFailed("the floor could not be measured")
