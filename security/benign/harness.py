"""Runs each ordinary notebook in a plain kernel and in the one that grades, and says where they differ."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from traitlets.config import Config

from graders.models.cache import PROJECT
from nbverdict.config.settings import read_config
from nbverdict.evidence.channel import Channel
from nbverdict.execution.preprocessors import ExecuteAndJudge
from nbverdict.sandbox.ends import Cause
from nbverdict.sandbox.environment import student_environment
from nbverdict.sandbox.inside.plan import NOTHING
from nbverdict.sandbox.settings import Sandbox
from security.benign.corpus import Benign
from tools.scratch import this_course

PLACES = ("HOME", "TMPDIR", "JUPYTER_PATH", "MPLCONFIGDIR")  # which a plain kernel shares with its user
PLAIN = Config({"PlainKernel": {"kernel_name": "python3"}})
LIMITS = ("memory_mb", "mapped_mb", "scratch_mb", "processes", "notebook_cpu_seconds")
SCRATCH = PROJECT / "build" / "benign"


class Unwatched:
    """A process that nobody limits and nobody blames."""

    def bring(self, message: bytes) -> bytes:
        """Let it write the model folders itself."""
        return message

    def take_away(self) -> None:
        """Leave them."""

    def begin_step(self, seconds: float) -> None:
        """Let it use what it wants."""

    def ended(self, *, seconds: float = 0) -> None:
        """Say nothing of its end."""

    def end_for(self, cause: Cause) -> None:
        """Let it go on."""

    def interrupt(self) -> None:
        """Let it go on."""

    def clear(self) -> None:
        """Leave it to Jupyter."""


class PlainKernel(ExecuteAndJudge):
    """The same grading, on a kernel as every Jupyter starts it, with a student's environment."""

    process = Unwatched()

    def tier(self) -> str:
        """Return that it has no walls: that is what it is for."""
        return NOTHING

    def _start_options(self, channel: Channel, folder: str) -> dict[str, Any]:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        places = {name: os.environ[name] for name in PLACES if name in os.environ}
        environment = student_environment(this_course().Sandbox.environment) | places
        return {**super()._start_options(channel, folder), **quiet, "env": environment}


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


def compare(benign: Benign, *, walled: Config) -> Row:
    """Run a notebook in both kernels; `walled` is laid over the course's own configuration."""
    sides = run(benign, PlainKernel, PLAIN), run(benign, ExecuteAndJudge, walled)
    return Row(benign.name, benign.what, benign.refused, *sides, tuple(differences(*sides)))


def run(benign: Benign, kind: type[ExecuteAndJudge], over: Config) -> Side:
    """Run, collect and judge one notebook as grading does, in a scratch course with the sample's secret."""
    config, notebook = read_config(PROJECT), benign.build()
    config.merge(over)
    if benign.half:
        config.merge(halved(config))
    runner = kind(config=config, root=str(_course()))
    with tempfile.TemporaryDirectory() as folder:
        if benign.beside:
            shutil.copytree(benign.beside, folder, dirs_exist_ok=True)
        started = time.monotonic()
        evidence = runner.run(notebook, {"metadata": {"path": folder}}, [benign.challenge])
        seconds = round(time.monotonic() - started, 2)
    verdict = runner.assessor.judge(benign.challenge, evidence[benign.challenge])
    shown = tuple(tuple(kinds(cell)) for cell in notebook.cells if cell.cell_type == "code")
    return Side(verdict.earned, verdict.pending, runner.ended, shown, seconds)


def halved(config: Config) -> Config:
    """Return half of each limit on what a notebook uses."""
    sandbox, runner = Sandbox(config=config), ExecuteAndJudge(config=config)
    seconds = {name: getattr(runner, name) / 2 for name in ("step_cpu_seconds", "call_seconds")}
    return Config(
        {"Sandbox": {name: getattr(sandbox, name) // 2 for name in LIMITS}, "ExecuteAndJudge": seconds}
    )


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
    if not (course / "course_secret").exists():  # another runner may read it at this moment
        half = course / f"course_secret.{os.getpid()}"
        shutil.copy(PROJECT / "examples" / "course_secret", half)
        half.replace(course / "course_secret")
    return course
