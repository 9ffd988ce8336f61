"""`course grade`."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from graders.commands.models import stand_in_line
from graders.grading.classroom import Classroom, Graded
from graders.grading.results import Result
from graders.grading.settings import find_course


def grade_class(
    course_dir: Path, assignment: str, *, student: str | None, force: bool, unsafe: bool = False
) -> int:
    """Grade, write feedback, print a summary; return 1 where this machine failed, whatever students did.

    `unsafe` lets students' code run without walls where this machine has none.
    """
    room = Classroom(find_course(course_dir.resolve()), unsafe=unsafe)
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
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("grading", total=len(students))
        for one in room.grade(assignment, students, force=force):
            graded.append(room.feedback(assignment, one))
            progress.update(task, advance=1, description=f"graded {one.student}")
    return graded


def print_summary(graded: Sequence[Graded], console: Console) -> None:
    """Print a row for each student: points for each notebook, and what went wrong."""
    notebooks = list(dict.fromkeys(result.notebook for one in graded for result in one.results))
    table = Table(title="Summary", title_justify="left", show_lines=True)
    table.add_column("student", no_wrap=True)
    for notebook in notebooks:
        table.add_column(notebook, justify="right", no_wrap=True)
    table.add_column("what went wrong", ratio=1)
    for one in graded:
        points = [_points([r for r in one.results if r.notebook == notebook]) for notebook in notebooks]
        table.add_row(Text(one.student), *points, Text(_told(one)))
    console.print(table)


def _points(results: Sequence[Result]) -> str:
    """Return what is graded automatically; a question mark stands where something waits for a person."""
    if not results:
        return "-"
    earned, worth = (sum(getattr(r, name) for r in results if r.automatic) for name in ("earned", "worth"))
    return f"{earned:g}/{worth:g}" + (" ?" if any(r.pending for r in results) else "")


def _told(one: Graded) -> str:
    """Return what went wrong first in each challenge, what waits for a person, and what was done."""
    error = [one.error if one.results else f"not graded: {one.error}"] if one.error else []
    return "\n".join(_printable(line) for line in (*error, *_wrong(one.results), *one.notes))


def _wrong(results: Sequence[Result]) -> list[str]:
    said: dict[str, list[str]] = {}
    for result in results:
        if result.wrong or result.pending:
            sentence = result.wrong[0] if result.wrong else f"waits for a person: {result.pending}"
            where = result.notebook if result.ungraded else result.challenge
            said.setdefault(sentence.removeprefix(f"`{result.challenge}` "), []).append(where)
    return [f"{', '.join(dict.fromkeys(where))}: {sentence}" for sentence, where in said.items()]


def _printable(text: str) -> str:
    """Return text in which nothing moves a terminal's cursor or starts a line of its own."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
