"""A dry run: what a grading would change, computed before anything is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nbverdict.course.assignment import AssignmentFingerprint
from nbverdict.course.grade_class import Classroom
from nbverdict.course.ledger import LedgerEntry
from nbverdict.course.planning import GradingPlan
from nbverdict.course.task import Done, Task
from nbverdict.gradebook.rows import Row
from nbverdict.notebook.record import Because
from nbverdict.notebook.results import CellResult
from nbverdict.store.scratch import Scratch


@dataclass(frozen=True, kw_only=True)
class Move:
    """One grade cell whose points would change, and the checks that change them."""

    student: str
    challenge: str
    before: float
    after: float
    checks: tuple[str, ...]  # each with its change of points
    by_hand: float | None = None  # the manual score, which stays


@dataclass(frozen=True)
class Foreseen:
    """The result of a dry run for a class."""

    moves: tuple[Move, ...]
    must_run: tuple[str, ...]  # students without evidence for what is asked now
    failed: tuple[str, ...]  # students whom this machine could not judge


def foresee(
    room: Classroom, asked: AssignmentFingerprint, plan: GradingPlan, *, workers: int | None = None
) -> Foreseen:
    """Judge the cached evidence and compare the scores; no notebook is run, and nothing is written."""
    look = replace(plan, tasks=tuple(replace(task, look=True) for task in plan.tasks), judge=len(plan.tasks))
    moves: list[Move] = []
    must_run: list[str] = []
    failed: list[str] = []
    if look.tasks:
        with Scratch(room.store) as scratch:
            for outcome in room.outcomes(asked, look, scratch, workers=workers):
                student, done = outcome.task.student, outcome.result
                if done is None:
                    failed.append(student)
                elif any(one.because is Because.NOT_KEPT for one in done.graded.results):
                    must_run.append(student)
                else:
                    last = room.ledger.last(asked.assignment, student)
                    moves += _moves(outcome.task, done, last, asked)
    return Foreseen(tuple(moves), tuple(must_run), tuple(failed))


def _moves(task: Task, done: Done, last: LedgerEntry | None, asked: AssignmentFingerprint) -> Iterator[Move]:
    """Yield the grade cells of a submission whose score would change."""
    old = {(one.notebook, one.challenge): one for one in last.results} if last else {}
    given = _given(task.page.grades, asked)
    for one in done.graded.results:
        before = old.get((one.notebook, one.challenge))
        if not one.automatic or (before and before.earned == one.earned):
            continue
        yield Move(
            student=task.student,
            challenge=one.challenge,
            before=before.earned if before else 0.0,
            after=one.earned,
            checks=tuple(_changes(before, one)),
            by_hand=given.get(one.challenge),
        )


def _changes(before: CellResult | None, after: CellResult) -> Iterator[str]:
    """Yield each check whose points would change, and by how much."""
    was = dict(before.checks) if before else {}
    for name, earned in after.checks:
        if was.get(name, 0.0) != earned:
            yield f"{name} {earned - was.get(name, 0.0):+g}"


def _given(grades: Sequence[Row], asked: AssignmentFingerprint) -> dict[str, float]:
    """Return the manual scores that override automatic ones, by challenge or test."""
    names = {row["id"]: str(row["name"]) for row in asked.definition["base_cell"]}
    return {
        names.get(row["cell_id"], "").removeprefix("grade_"): float(row["manual_score"])
        for row in grades
        if row["manual_score"] is not None
    }
