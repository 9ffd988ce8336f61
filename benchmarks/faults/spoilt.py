"""Products that are spoilt on purpose, so that it is seen that faults would be."""

import os
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.faults.problems import CHANGED as CHANGES
from benchmarks.faults.problems import HALF, Problem
from benchmarks.faults.rows import SeenRow
from benchmarks.faults.scene import Scene
from benchmarks.faults.templates import CHANGED, FRESH

STRAY = "stray"


def without_a_transaction() -> None:
    """Let every row be committed by itself."""
    from nbverdict.gradebook import rows as book

    merge = book._merge

    def each_alone(connection: Any, now: Any, after: Any) -> None:
        merge(Committing(connection), now, after)

    book._merge = each_alone


class Committing:
    """A connection that commits after each statement."""

    def __init__(self, connection: Any) -> None:
        self.own = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self.own, name)

    def execute(self, *arguments: Any) -> Any:
        """Execute a statement, for good."""
        result = self.own.execute(*arguments)
        self.own.connection.driver_connection.execute("COMMIT")
        self.own.exec_driver_sql("BEGIN IMMEDIATE")
        return result


def ledger_before_the_row() -> None:
    """Say that a submission is graded before its rows are written."""
    from nbverdict.course.writer import Writer

    write, note = Writer._write, Writer._note

    def noted_first(writer: Writer, task: Any, done: Any) -> Any:
        note(writer, task.student, done)
        writer._note = lambda *_: None  # type: ignore[method-assign]
        writer.ledger.drop = lambda *_: None  # type: ignore[method-assign]
        return write(writer, task, done)

    Writer._write = noted_first  # type: ignore[method-assign]


def people_forgotten() -> None:
    """Write what nbgrader knows, and not what people gave."""
    from nbverdict.gradebook.rows import Book

    put = Book.put

    def forgetting(book: Book, student: str, before: Any, after: Any) -> None:
        grades = [{**row, "manual_score": None} for row in after.grades]
        put(book, student, before, replace(after, grades=grades))

    Book.put = forgetting  # type: ignore[method-assign]


def a_child_that_stays() -> None:
    """Leave a process behind that nobody ends."""
    process = os.fork()
    if process == 0:
        os.setsid()
        time.sleep(30)
        os._exit(0)


@dataclass(frozen=True)
class Spoilt:
    """How a product is spoilt, where it is killed, and what must be seen of that."""

    spoil: Callable[[], None]
    variant: str
    point: str
    seen: str


SPOILT = {
    "no-transaction": Spoilt(without_a_transaction, FRESH, "merge", HALF),
    "early-ledger": Spoilt(ledger_before_the_row, CHANGED, "placed", CHANGES),
    "forgotten-people": Spoilt(people_forgotten, CHANGED, "note", CHANGES),
    "staying-child": Spoilt(a_child_that_stays, FRESH, "sort_out", STRAY),
}


def see(scene: Scene, names: Collection[str]) -> Iterator[SeenRow]:
    """Kill each spoilt product once, and complete the class with the good one."""
    for name, one in ((name, one) for name, one in SPOILT.items() if name in names):
        began = time.monotonic()
        series = scene.series(f"spoilt-{name}", one.variant)
        series.spoil = one.spoil
        row = series.kill_at(one.point, 2)
        problems = [*row.problems, *(Problem(STRAY, stray) for stray in row.strays)] if row else []
        if all(problem.kind != one.seen for problem in problems):
            problems += series.end().problems
        seen = tuple(problem for problem in problems if problem.kind == one.seen)
        yield SeenRow(spoilt=name, problems=seen, seconds=round(time.monotonic() - began, 2))
