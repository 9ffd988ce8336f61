"""Runs each ordinary notebook in a plain kernel and in the one that grades, and says where they differ."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from nbformat import NotebookNode
from traitlets.config import Config

from graders.grading.execute import ExecuteAndJudge
from graders.grading.settings import read_config
from graders.models.cache import PROJECT
from tests.benign.corpus import CHALLENGE, Benign

PLAIN = Config({"ExecuteAndJudge": {"kernel_name": "python3"}})  # a kernel as every Jupyter starts it
SCRATCH = PROJECT / "build" / "benign"


@dataclass(frozen=True)
class Side:
    """What came of a notebook in one kernel."""

    score: float
    pending: str  # why a person must look, or nothing
    ended: bool  # whether the process did
    kinds: tuple[tuple[str, ...], ...]  # of each code cell's outputs, in order
    seconds: float


@dataclass(frozen=True)
class Row:
    """One notebook on both sides, and a line for each thing in which they differ."""

    name: str
    what: str
    refused: str
    plain: Side
    walled: Side
    differences: tuple[str, ...]


def compare(benign: Benign, *, plain: Config = PLAIN, walled: Config) -> Row:
    """Run a notebook with each of two configurations, which are laid over the course's own."""
    sides = [run(benign, over) for over in (plain, walled)]
    return Row(benign.name, benign.what, benign.refused, *sides, tuple(differences(*sides)))


def run(benign: Benign, over: Config) -> Side:
    """Run, collect and judge one notebook as grading does, in a scratch course with the sample's secret."""
    config, notebook = read_config(PROJECT), benign.build()
    config.merge(over)
    runner = ExecuteAndJudge(config=config, root=str(_course()))
    with tempfile.TemporaryDirectory() as folder:
        if benign.beside:
            shutil.copytree(benign.beside, folder, dirs_exist_ok=True)
        started = time.monotonic()
        evidence = runner.run(notebook, {"metadata": {"path": folder}}, [CHALLENGE])
        seconds = round(time.monotonic() - started, 2)
    verdict = runner.assessor.judge(CHALLENGE, evidence[CHALLENGE])
    shown = tuple(tuple(kinds(cell)) for cell in notebook.cells if cell.cell_type == "code")
    return Side(verdict.earned, verdict.pending, runner.ended, shown, seconds)


def kinds(cell: NotebookNode) -> Iterator[str]:
    """Name the kind of each output of a cell: never its text, how often it came, or how long it took.

    Neighbouring streams are one output: which of two came first is chance.
    """
    for streams, outputs in groupby(cell.outputs, key=lambda output: output.output_type == "stream"):
        if streams:
            yield "stream " + " ".join(sorted({output.name for output in outputs}))
        else:
            yield from map(_kind, outputs)


def _kind(output: NotebookNode) -> str:
    told = [output.ename] if output.output_type == "error" else list(output.data)
    return " ".join([output.output_type, *told])


def differences(plain: Side, walled: Side) -> Iterator[str]:
    """Name each difference in a line; how long something took is none."""
    for name in ("score", "pending", "ended"):
        if getattr(plain, name) != getattr(walled, name):
            yield f"{name}: {getattr(plain, name)!r}, walled {getattr(walled, name)!r}"
    for number, (one, other) in enumerate(zip(plain.kinds, walled.kinds, strict=True), start=1):
        if one != other:
            yield f"code cell {number}: {_listed(one)}; walled {_listed(other)}"


def _listed(shown: tuple[str, ...]) -> str:
    return ", ".join(shown) or "nothing"


def _course() -> Path:
    """Return a scratch course: all that a runner needs of one is a secret, and room for evidence."""
    course = SCRATCH / "course"
    course.mkdir(parents=True, exist_ok=True)
    shutil.copy(PROJECT / "examples" / "course_secret", course / "course_secret")
    return course
