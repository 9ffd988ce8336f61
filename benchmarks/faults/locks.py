"""Somebody else has the gradebook, or the course; and signals that ask the grader to end."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.faults.course import ASSIGNMENT
from benchmarks.faults.launch import Run, fork, launch
from benchmarks.faults.processes import wait_until_gone
from benchmarks.faults.scene import TRACEBACK, Scene, completed, ended, looked, stopped
from benchmarks.faults.series import Series

LOCKED, LOCKED_SHORT = 60.0, 8.0  # seconds; nbgrader alone waits for 5
INTERRUPTED = 130
AT_ONCE = 20.0  # seconds in which an interrupted run ends
REFUSES = 30.0  # seconds in which a second grader says that it is one


def locked_gradebook(scene: Scene) -> Iterator[str]:
    """Somebody writes in the gradebook for a minute when the grader starts."""
    yield from _locked(scene, "IMMEDIATE")


def closed_gradebook(scene: Scene) -> Iterator[str]:
    """Somebody has the gradebook alone for a minute when the grader starts: it cannot even be read."""
    yield from _locked(scene, "EXCLUSIVE")


def gradebook_closed_meanwhile(scene: Scene) -> Iterator[str]:
    """Somebody has the gradebook for themselves for a minute when the grader is about to write."""
    series = scene.series("closed-meanwhile")
    run, _ = stopped(series, "placed", 2)
    holder = _hold(scene, series, "EXCLUSIVE")
    run.go_on()
    yield from _waited(run, holder)
    yield from completed(series)


def two_graders(scene: Scene) -> Iterator[str]:
    """The second says who is at work, and changes nothing."""
    series = scene.series("two-graders")
    run, process = stopped(series, "run_cells")
    known = {run.process, process}
    second = launch(series.course, name="second")
    code, said = second.wait(), second.said()
    if not code or f"process {run.process}" not in said or TRACEBACK in said:
        yield f"the second ended with {code}, and said: {said[-300:]}"
    yield from _plain_nbgrader(series, known)
    run.go_on()
    yield from ended(run, code=0)
    yield from completed(series)


def interrupt(scene: Scene) -> Iterator[str]:
    """An interrupt, to the main process alone."""
    yield from _signalled(scene, signal.SIGINT)


def terminate(scene: Scene) -> Iterator[str]:
    """A request to end, to the main process alone."""
    yield from _signalled(scene, signal.SIGTERM)


def interrupt_at_the_terminal(scene: Scene) -> Iterator[str]:
    """An interrupt, to all processes of the group."""
    yield from _signalled(scene, signal.SIGINT, everybody=True)


def _locked(scene: Scene, how: str) -> Iterator[str]:
    series = scene.series(f"locked-{how}")
    holder = _hold(scene, series, how)
    run = launch(series.course)
    yield from _waited(run, holder)
    yield from completed(series)


def _hold(scene: Scene, series: Series, how: str) -> int:
    """Take the gradebook's lock in another process; return when it is taken."""
    held, seconds = series.course.parent / "held", LOCKED_SHORT if scene.short else LOCKED

    def hold() -> None:
        with closing(sqlite3.connect(series.course / "gradebook.db", isolation_level=None)) as book:
            book.execute(f"BEGIN {how}")
            held.touch()
            time.sleep(seconds)
            book.execute("ROLLBACK")

    process = fork(hold)
    while not held.exists():
        time.sleep(0.01)
    return process


def _waited(run: Run, holder: int) -> Iterator[str]:
    """Say whether a run failed, or did not wait for who holds the gradebook."""
    code, still = run.wait(), os.waitpid(holder, os.WNOHANG) == (0, 0)
    if code:
        yield f"it ended with {code}: {' '.join(run.said().split())[-300:]}"
    if still:
        yield "it ended before the gradebook was free"
        os.kill(holder, signal.SIGKILL)
    yield from wait_until_gone()


def _plain_nbgrader(series: Series, known: set[int]) -> Iterator[str]:
    """Say whether `nbgrader autograde` grades beside us."""
    student = min(series.template.new.book.rows)
    command = [str(Path(sys.executable).with_name("nbgrader")), "autograde", ASSIGNMENT, "--force"]
    done = subprocess.run(
        [*command, f"--student={student}"],
        cwd=series.course,
        capture_output=True,
        text=True,
        timeout=REFUSES,
        check=False,
    )
    said = done.stdout + done.stderr
    if not done.returncode or "being graded by" not in said:
        yield f"nbgrader autograde ended with {done.returncode} beside {known}: {said[-300:]}"


def _signalled(scene: Scene, number: signal.Signals, *, everybody: bool = False) -> Iterator[str]:
    for point in ("run_cells", "judge", "merge", "placed")[:: 3 if scene.short else 1]:
        series = scene.series(f"{number.name}-{everybody}-{point}")
        run, _ = stopped(series, point, 1)
        (os.killpg if everybody else os.kill)(run.process, number)
        began = time.monotonic()
        for one in (*ended(run, code=INTERRUPTED), *looked(series), *completed(series)):
            yield f"{point}: {one}"
        if time.monotonic() - began > AT_ONCE * 3:
            yield f"{point}: it took {time.monotonic() - began:.0f} s"
