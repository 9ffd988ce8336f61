"""Where faults other than a kill of everything happen: a course, and what is asked after each of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.launch import Pause, Run, launch
from benchmarks.faults.processes import wait_until_gone
from benchmarks.faults.series import Series
from benchmarks.faults.templates import CHANGED, Template

TRACEBACK = "Traceback (most recent call last)"


@dataclass(frozen=True)
class Scene:
    """Courses to start from, a folder to work in, and whether there is little time."""

    templates: Mapping[str, Template]
    folder: Path
    short: bool = False

    def series(self, name: str, variant: str = CHANGED) -> Series:
        """Return a course of its own."""
        return Series(self.templates[variant], self.folder / name, 0)


def stopped(series: Series, point: str, call: int = 2) -> tuple[Run, int]:
    """Return a run that stands still at a point, and the process that does.

    Raises:
        RuntimeError: it ended before.
    """
    run = launch(series.course, pause=Pause(point, call))
    process = run.reached()
    if process is None:
        raise RuntimeError(f"a run ended before its call {call} of {point}:\n{run.said()}")
    return run, process


def ended(run: Run, *, code: int) -> Iterator[str]:
    """Wait for the end of a run; say what of it is not as it should be."""
    found = run.wait()
    yield from wait_until_gone()
    if found != code:
        yield f"it ended with {found} instead of {code}: {_last(run)}"
    if TRACEBACK in run.said():
        yield f"it showed a traceback: {_last(run)}"


def looked(series: Series, *, withdrawn: bool = False) -> Iterator[str]:
    """Say what is wrong after a fault."""
    for problem in series.look(withdrawn=withdrawn):
        yield f"{problem.kind}: {problem.what}"


def completed(series: Series) -> Iterator[str]:
    """Complete the class, and say what differs from a class without faults."""
    row = series.end()
    if row.code:
        yield f"the next run ended with {row.code}: {row.said[-200:]}"
    yield from (f"in the end {problem.kind}: {problem.what}" for problem in row.problems)
    yield from (f"in the end there was {stray}" for stray in row.strays)


def _last(run: Run) -> str:
    return " ".join(run.said().split())[-300:]
