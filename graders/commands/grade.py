"""`course grade`."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from graders.commands.models import stand_in_line
from graders.grading.classroom import Classroom, Graded
from graders.grading.results import Result
from graders.grading.settings import find_course


def grade_class(course_dir: Path, assignment: str, *, student: str | None, force: bool) -> int:
    """Grade, write feedback, print a summary; return 1 where this machine failed, whatever students did."""
    room = Classroom(find_course(course_dir.resolve()))
    students = room.students(assignment, student)
    room.ensure_released(assignment)
    console = Console()
    graded = grade_with_progress(room, assignment, students, force=force, console=console)
    print_summary(graded, console)
    console.print(stand_in_line(), style="dim")
    return 1 if any(one.error for one in graded) else 0


def grade_with_progress(
    room: Classroom, assignment: str, students: list[str], *, force: bool, console: Console
) -> list[Graded]:
    """Grade submissions behind a progress bar, and write each one's feedback."""
    graded: list[Graded] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("grading", total=len(students))
        for one in room.grade(assignment, students, force=force):
            if not one.error and not one.skipped:
                room.feedback(assignment, one.student)
            graded.append(one)
            progress.update(task, advance=1, description=f"graded {one.student}")
    return graded


def print_summary(graded: Sequence[Graded], console: Console) -> None:
    """Print a row for each student: points for each challenge, and what went wrong."""
    challenges = list(dict.fromkeys(result.challenge for one in graded for result in one.results))
    table = Table(title="Summary", title_justify="left", show_lines=True)
    table.add_column("student", no_wrap=True)
    for challenge in challenges:
        table.add_column(challenge.replace("_", "\n"), justify="right", no_wrap=True)
    table.add_column("what went wrong", ratio=1)
    for one in graded:
        by_challenge = {result.challenge: result for result in one.results}
        points = [_points(by_challenge.get(challenge)) for challenge in challenges]
        table.add_row(one.student, *points, _wrong(one))
    console.print(table)


def _points(result: Result | None) -> str:
    if result is None:
        return "-"
    return f"{result.earned:g}/{result.worth:g}" + (" ?" if result.pending else "")


def _wrong(one: Graded) -> str:
    """Return the first thing that went wrong in each challenge, and what waits for a person."""
    if one.error:
        return f"not graded: {one.error}"
    said: dict[str, list[str]] = {}
    for result in one.results:
        if result.wrong or result.pending:
            sentence = result.wrong[0] if result.wrong else f"waits for a person: {result.pending}"
            said.setdefault(sentence.removeprefix(f"`{result.challenge}` "), []).append(result.challenge)
    lines = (f"{', '.join(who)}: {_printable(what)}" for what, who in said.items())
    return "\n".join(lines).replace("[", "\\[")


def _printable(text: str) -> str:
    """Return text in which nothing moves a terminal's cursor or starts a line of its own."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
