"""`nbverdict grade --dry-run`: whose score would change, by how much, and because of which check."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from nbverdict.commands.grade import grade_solution, print_penalties, print_plan
from nbverdict.config.settings import find_course
from nbverdict.course.dry_run import Foreseen, Move, foresee
from nbverdict.course.grade_class import Classroom
from nbverdict.course.preflight import look_ahead
from nbverdict.text.printable import printable


def foresee_class(
    course_dir: Path,
    assignment: str,
    *,
    student: str | None = None,
    unsafe: bool = False,
    workers: int | None = None,
    go_on: bool = False,
) -> int:
    """Print what a grading would change; return 1 if this machine could not judge a submission.

    Raises:
        StaffError: the course's own solution fails, and `go_on` is not set.
    """
    root = find_course(course_dir.resolve())
    look_ahead(root, assignment, student)
    room = Classroom(root, unsafe=unsafe)
    with room.lock():
        students = room.students(assignment, student)
        room.ensure_released(assignment)
        return show_foreseen(room, assignment, students, workers=workers, go_on=go_on)


def show_foreseen(
    room: Classroom,
    assignment: str,
    students: Sequence[str],
    *,
    workers: int | None = None,
    go_on: bool = False,
) -> int:
    """Print the expected changes; the caller holds the lock of the course."""
    console = Console()
    asked = room.asked(assignment)
    plan = room.plan(asked, students)
    print_plan(room, asked, plan, console)
    if plan.tasks and not go_on:
        grade_solution(room, asked, console)
    print_foreseen(foresee(room, asked, plan, workers=workers), console)
    if changed := [one for one in room.settle_penalties(assignment, write=False) if one.changed]:
        print_penalties(changed, console)
    console.print("no score was written")
    return 0


def print_foreseen(foreseen: Foreseen, console: Console) -> None:
    """Print a row for each score that would change, and what else staff must know."""
    if foreseen.moves:
        console.print(_table(foreseen.moves))
    kept = [move for move in foreseen.moves if move.by_hand is not None]
    moving = {move.student for move in foreseen.moves}
    console.print(f"would move: {len(moving)} of the submissions whose evidence is kept")
    if kept:
        says = ", ".join(f"{move.after:g}" for move in kept)
        console.print(f"kept by hand: {len(kept)}; checks now say {says}", soft_wrap=True)
    if foreseen.must_run:
        names = printable(", ".join(foreseen.must_run))
        console.print(
            f"must run first, so what they will have is not known: {len(foreseen.must_run)} ({names})",
            soft_wrap=True,
            markup=False,
        )
    if foreseen.failed:
        names = printable(", ".join(foreseen.failed))
        console.print(f"could not be judged here: {names}", soft_wrap=True, markup=False)


def _table(moves: Sequence[Move]) -> Table:
    table = Table(title="Scores that would move", title_justify="left")
    for name in ("student", "challenge", "now", "then"):
        table.add_column(name, no_wrap=True)
    table.add_column("because of", ratio=1)
    for move in moves:
        hand = f" (kept by hand: {move.by_hand:g})" if move.by_hand is not None else ""
        then = f"{move.after:g}{hand}"
        who, before = Text(printable(move.student)), f"{move.before:g}"
        table.add_row(who, move.challenge, before, then, ", ".join(move.checks) or "its test")
    return table
