"""`course` with a pause in it: it stops at the n-th call of a function of the product, and says so in a file.

    python -m benchmarks.faults.paused POINT NUMBER FOLDER -- grade hw

The product has no switch for this: its functions are wrapped before it starts, and workers inherit that.
FOLDER/.reached then holds the number of the process that stopped; it goes on when FOLDER/go exists.
"""

import importlib
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

REACHED, GO = ".reached", "go"
BEFORE, AFTER, WITHIN, RUNNING = "before", "after", "within", "running on"
LONGEST = 300.0  # seconds that anybody stands still
STATEMENTS = 12  # of one page, so that kills come after each of them


@dataclass(frozen=True)
class Point:
    """A place in the product where a run can stop."""

    phase: str
    module: str
    name: str
    when: str
    once: bool = True  # it is passed about once for each student


INTAKE, RUN, JUDGE = "intake", "running", "judging"
TRANSACTION, BETWEEN, LEDGER = "transaction", "between file and row", "between row and ledger"
PHASES = (INTAKE, RUN, JUDGE, TRANSACTION, BETWEEN, LEDGER)
POINTS = {
    "keep": Point(INTAKE, "nbverdict.intake.versions", "copy_files", AFTER),
    "sort_out": Point(INTAKE, "nbverdict.course.grade_submission", "sort_out", BEFORE),
    "take_in": Point(INTAKE, "nbverdict.course.grade_submission", "take_in", AFTER),
    "run_cells": Point(RUN, "nbverdict.execution.runner", "Runner._run_cells", BEFORE),
    "run_cell": Point(RUN, "nbverdict.execution.runner", "Runner._run_cell", AFTER),
    "collect": Point(RUN, "nbverdict.execution.runner", "Runner._collect", AFTER),
    "keep_run": Point(RUN, "nbverdict.evidence.store", "_write", AFTER),
    "verdict": Point(JUDGE, "nbverdict.execution.preprocessors", "ExecuteAndJudge._verdicts", BEFORE),
    "judge": Point(JUDGE, "nbverdict.judging.worker", "JudgeClient.judge", BEFORE, once=False),
    "judged": Point(JUDGE, "nbverdict.judging.worker", "JudgeClient.judge", AFTER, once=False),
    "merge": Point(TRANSACTION, "nbverdict.gradebook.rows", "_merge", WITHIN),
    "commit": Point(TRANSACTION, "nbverdict.gradebook.rows", "_merge", RUNNING),
    "placed": Point(BETWEEN, "nbverdict.course.writer", "put_in_place", AFTER),
    "one_placed": Point(BETWEEN, "nbverdict.gradebook.placing", "_replace", AFTER),
    "note": Point(LEDGER, "nbverdict.course.writer", "Writer._note", BEFORE),
    "enter": Point(LEDGER, "nbverdict.course.ledger", "Ledger.enter", BEFORE),
}


class Gate:
    """Where the n-th call stops, of all processes together."""

    def __init__(self, number: int, folder: Path) -> None:
        """Make it before workers are forked."""
        self.number, self.folder = number, folder
        # opened here: a confined process may open nothing in this folder
        self.reached = os.open(folder / REACHED, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.set_inheritable(self.reached, True)
        self.passed: Any = multiprocessing.get_context("fork").Value("i", 0)

    def is_mine(self) -> bool:
        """Count one call; say whether it is the one to stop."""
        with self.passed.get_lock():
            self.passed.value += 1
            return bool(self.passed.value == self.number)

    def announce(self) -> None:
        """Say that it was reached, and by whom."""
        os.write(self.reached, str(os.getpid()).encode())

    def stop(self) -> None:
        """Announce, and stand still until told to go on."""
        self.announce()
        until = time.monotonic() + LONGEST
        while not (self.folder / GO).exists() and time.monotonic() < until:
            time.sleep(0.01)


class Watched:
    """A connection that stops after one of its statements."""

    def __init__(self, connection: Any, gate: Gate, after: int) -> None:
        self.own, self.gate, self.left = connection, gate, after

    def __getattr__(self, name: str) -> Any:
        return getattr(self.own, name)

    def execute(self, *arguments: Any) -> Any:
        """Execute a statement."""
        result = self.own.execute(*arguments)
        self.left -= 1
        if self.left == 0:
            self.gate.stop()
        return result


def find(module: str, name: str) -> tuple[Any, str, Callable[..., Any]]:
    """Return what holds a function, under which name, and the function."""
    *outer, last = name.split(".")
    holder = importlib.import_module(module)
    for one in outer:
        holder = getattr(holder, one)
    return holder, last, getattr(holder, last)


def wrap(point: Point, gate: Gate) -> None:
    """Put the pause around the function of a point."""
    holder, name, function = find(point.module, point.name)

    @wraps(function)
    def stopping(*arguments: Any, **options: Any) -> Any:
        mine = gate.is_mine()
        if mine and point.when == BEFORE:
            gate.stop()
        result = function(*arguments, **options)
        if mine and point.when == AFTER:
            gate.stop()
        return result

    @wraps(function)
    def in_a_transaction(connection: Any, *pages: Any) -> Any:
        if "/.scratch/" in str(connection.engine.url):  # a worker's own
            return function(connection, *pages)
        mine = gate.is_mine()
        if not mine or point.when == RUNNING:
            result = function(connection, *pages)
            if mine:
                gate.announce()  # and the commit goes on
            return result
        watched = Watched(connection, gate, 1 + gate.number * 5 % STATEMENTS)
        function(watched, *pages)
        if watched.left > 0:  # it had fewer statements
            gate.stop()
        return None

    setattr(holder, name, in_a_transaction if point.when in {WITHIN, RUNNING} else stopping)


def main(arguments: list[str]) -> None:
    """Run `course` with the pause."""
    from nbverdict.cli import main as course

    (point, number, folder), rest = arguments[:3], arguments[4:]
    wrap(POINTS[point], Gate(int(number), Path(folder)))
    sys.argv[:] = ["course", *rest]
    course()


if __name__ == "__main__":
    main(sys.argv[1:])
