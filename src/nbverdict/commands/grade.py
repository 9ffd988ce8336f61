"""`nbverdict grade`: grades an assignment."""

import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Task as Bar
from rich.table import Table
from rich.text import Text

from nbverdict.config.course_code import called
from nbverdict.config.settings import Course, find_course
from nbverdict.course.assignment import AssignmentFingerprint
from nbverdict.course.grade_class import Classroom
from nbverdict.course.planning import GradingPlan
from nbverdict.course.preflight import look_ahead
from nbverdict.course.task import Graded
from nbverdict.errors import StoppedError
from nbverdict.gradebook.late import Penalty, due_told
from nbverdict.gradebook.totals import Total
from nbverdict.notebook.results import CellResult
from nbverdict.text.printable import counted, printable

MOST_SHOWN = 40  # characters of a name in the summary


def grade_class(  # noqa: PLR0913 - the options of a command
    course_dir: Path,
    assignment: str,
    *,
    student: str | None,
    force: bool = False,
    unsafe: bool = False,
    workers: int | None = None,
    go_on: bool = False,
) -> int:
    """Grade, write feedback, print a summary; return 1 if this machine failed, whatever students did.

    `unsafe` runs students' code without a sandbox if this machine has none; `go_on` grades even if the
    course's own solution fails, or most of the class fails in the same way.

    Raises:
        StaffError: one of these failures, or the author's code cannot be used; nothing was written.
    """
    root = find_course(course_dir.resolve())
    look_ahead(root, assignment, student)
    room = Classroom(root, unsafe=unsafe)
    console = Console()
    with room.lock():
        students = room.students(assignment, student)
        room.ensure_released(assignment)
        asked = room.asked(assignment)
        plan = room.plan(asked, students, force=force)
        print_plan(room, asked, plan, console)
        if plan.tasks and not go_on:
            grade_solution(room, asked, console)
        graded = grade_with_progress(room, asked, plan, workers=workers, console=console, go_on=go_on)
        penalties = room.settle_penalties(assignment)
        totals = room.totals(assignment)
        outdated = plan.unchanged or any(one.changed for one in penalties)
        stale = room.renew_pages(assignment) if outdated else ""
    print_summary(graded, console, totals)
    if penalties:
        print_penalties(penalties, console)
    console.print(took(graded, room.ended - room.began), soft_wrap=True)
    if stale:
        console.print(f"pages could not be renewed: {stale}", style="yellow", soft_wrap=True, markup=False)
    if waiting := sum(one.waiting for one in totals.values()):
        wait = "waits" if waiting == 1 else "wait"
        told = f"{counted(waiting, 'answer')} {wait} for a person: `nbverdict report {assignment}` lists them"
        console.print(told, soft_wrap=True)
    for name in Course(config=room.config).notices:
        console.print(called(name)(), style="dim")
    return 1 if any(one.error for one in graded) else 0


def grade_solution(room: Classroom, asked: AssignmentFingerprint, console: Console) -> None:
    """Grade the course's own solution first, unless it is known to have full marks with the same checks.

    Raises:
        StaffError: the solution does not have full marks; nothing was graded.
    """
    canary = room.canary(asked)
    if not canary.is_known():
        console.print("grading the course's own solution first ...")
        canary.ensure()


def print_penalties(penalties: Sequence[Penalty], console: Console) -> None:
    """Print who loses points for being late, and who did before."""
    told = printable(f"points taken off for being late: {', '.join(map(str, penalties))}")
    console.print(told, soft_wrap=True, markup=False, highlight=False)


def print_plan(room: Classroom, asked: AssignmentFingerprint, plan: GradingPlan, console: Console) -> None:
    """Print what there is to do, which folders are not submissions, and which tests are not in force."""
    doubts = (*room.passed_over(asked.assignment), *room.not_released(asked), *room.not_offered(asked))
    for sentence in (*doubts, *due_told(asked.definition)):
        console.print(sentence, style="yellow", soft_wrap=True, markup=False, highlight=False)
    console.print(planned(plan), soft_wrap=True)


def planned(plan: GradingPlan) -> str:
    """Return what there is to do, before any of it is done."""
    everybody = len(plan.unchanged) + len(plan.tasks)
    because = f" ({', '.join(plan.because)} changed)" if plan.because else ""
    return (
        f"{counted(everybody, 'submission')}: {plan.run} to run{because}, "
        f"{plan.judge} to judge from kept evidence, {len(plan.unchanged)} unchanged"
    )


def took(graded: Sequence[Graded], seconds: float) -> str:
    """Return what was done, and how long the submissions took together."""
    unchanged, ran = sum(one.skipped for one in graded), sum(one.ran for one in graded)
    failed = sum(one.stopped and not one.ran for one in graded)
    judged = len(graded) - unchanged - ran - failed
    return (
        f"{counted(len(graded), 'submission')} in {seconds:.2f} s: {ran} run, "
        f"{judged} judged from kept evidence, {unchanged} unchanged"
        + (f", {failed} not graded" if failed else "")
    )


class _Rate(ProgressColumn):
    """Submissions graded per minute."""

    def render(self, task: Bar) -> Text:
        return Text(f"{60 * task.speed:.0f} a minute" if task.speed else "")


def grade_with_progress(
    room: Classroom,
    asked: AssignmentFingerprint,
    plan: GradingPlan,
    *,
    workers: int | None = None,
    console: Console,
    go_on: bool = False,
) -> list[Graded]:
    """Grade with a progress bar: submissions done, failures, speed, and the time left.

    Raises:
        StoppedError: a signal stopped it before all were graded.
    """
    graded = list(plan.unchanged)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]} failed"),
        _Rate(),
        TimeRemainingColumn(),
    )
    # without a refresh thread, because workers are forked from this process
    with _stoppable(), Progress(*columns, console=console, auto_refresh=False) as progress:
        bar = progress.add_task(
            "grading", total=len(graded) + len(plan.tasks), completed=len(graded), failed=0
        )
        try:
            for one in room.carry_out(asked, plan, workers=workers, tick=progress.refresh, go_on=go_on):
                graded.append(one)
                failed = sum(bool(other.error) for other in graded)
                progress.update(bar, advance=1, description=printable(f"graded {one.student}"), failed=failed)
                progress.refresh()
        except KeyboardInterrupt:
            raise StoppedError(
                f"stopped: {len(graded)} of {len(plan.unchanged) + len(plan.tasks)} submissions are graded",
                hint="the same command goes on with the others",
            ) from None
    return sorted(graded, key=lambda one: one.student)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Treat SIGTERM like an interrupt at the terminal."""

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # signal handlers need the main thread: do without
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def print_summary(graded: Sequence[Graded], console: Console, totals: Mapping[str, Total]) -> None:
    """Print a row for each student: points by notebook, the total, and what went wrong."""
    notebooks = list(dict.fromkeys(result.notebook for one in graded for result in one.results))
    title = "Points of tests by notebook, and the total with what people gave and what lateness costs"
    table = Table(title=title, title_justify="left", show_lines=True)
    table.add_column("student", no_wrap=True, max_width=MOST_SHOWN)
    for notebook in notebooks:
        table.add_column(notebook, justify="right", no_wrap=True)
    table.add_column("total", justify="right", no_wrap=True)
    table.add_column("what went wrong", ratio=1)
    for one in graded:
        points = [_points([r for r in one.results if r.notebook == notebook]) for notebook in notebooks]
        total = str(totals.get(one.student, ""))
        table.add_row(Text(printable(one.student)), *points, total, Text(_told(one)))
    console.print(table)


def _points(results: Sequence[CellResult]) -> str:
    """Return the automatic points, with a question mark if something waits for a person."""
    if not results:
        return "-"
    earned, worth = (sum(getattr(r, name) for r in results if r.automatic) for name in ("earned", "worth"))
    return f"{earned:g}/{worth:g}" + (" ?" if any(r.pending for r in results) else "")


def _told(one: Graded) -> str:
    """Return what went wrong first in each challenge, what waits for a person, and notes on grading."""
    error = [one.error if one.results else f"not graded: {one.error}"] if one.error else []
    return "\n".join(printable(line) for line in (*error, *_wrong(one.results), *one.notes))


def _wrong(results: Sequence[CellResult]) -> list[str]:
    said: dict[str, list[str]] = {}
    for result in results:
        if sentence := _sentence(result):
            where = result.notebook if result.ungraded else result.challenge
            said.setdefault(sentence.removeprefix(f"`{result.challenge}` "), []).append(where)
    return [f"{', '.join(dict.fromkeys(where))}: {sentence}" for sentence, where in said.items()]


def _sentence(result: CellResult) -> str:
    """Return what went wrong first."""
    if result.wrong:
        return result.wrong[0]
    if result.pending:
        return f"waits for a person: {result.pending}"
    if result.unprotected and result.earned < result.worth:
        partial = f"its test gave {result.earned:g} of {result.worth:g}" if result.earned else ""
        return result.record.failed or partial or "its test did not pass"
    return ""
