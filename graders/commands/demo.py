"""`course demo`: the sample class, graded in a scratch course."""

import csv
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from graders.commands.grade import grade_with_progress, print_summary
from graders.commands.models import stand_in_line
from graders.grading.classroom import Classroom, Graded
from graders.models.cache import PROJECT

ASSIGNMENT = "model_architecture"
EXAMPLES = PROJECT / "examples"
SCRATCH = PROJECT / "build" / "demo"


@dataclass(frozen=True)
class Expected:
    """One row of examples/expected.csv."""

    student: str
    challenge: str
    points: float
    pending: int


def run_demo() -> int:
    """Generate, grade, write feedback, and print what came of it; return 1 where it is not as expected."""
    console = Console()
    room = Classroom(build_course(SCRATCH))
    console.print("Generating the release ...")
    room.generate(ASSIGNMENT)
    students = room.students(ASSIGNMENT)
    graded = grade_with_progress(room, ASSIGNMENT, students, force=True, console=console)
    print_summary(graded, console)
    console.print(stand_in_line(), style="dim")
    return _report(graded, console)


def build_course(root: Path) -> Path:
    """Return a scratch course with this repository's configuration and source, and the sample class."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for name in ("course_config.py", "nbgrader_config.py"):
        shutil.copy(PROJECT / name, root / name)
    shutil.copytree(PROJECT / "source", root / "source", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(EXAMPLES / "course_secret", root / "course_secret")
    shutil.copytree(EXAMPLES / "submitted", root / "submitted")
    return root


def read_expected() -> list[Expected]:
    """Return what the sample class must score."""
    with (EXAMPLES / "expected.csv").open(encoding="utf-8", newline="") as file:
        return [
            Expected(row["student"], row["challenge"], float(row["points"]), int(row["pending"]))
            for row in csv.DictReader(file)
        ]


def unexpected(graded: Sequence[Graded], expected: Sequence[Expected]) -> list[str]:
    """Return a line for each row that was not met, and for each result that no row expects."""
    got = {(r.student, r.challenge): (r.earned, int(bool(r.pending))) for one in graded for r in one.results}
    wanted = {(row.student, row.challenge): (row.points, row.pending) for row in expected}
    return [
        f"{', '.join(key)}: expected {wanted.get(key)}, got {got.get(key)}"
        for key in sorted({*got, *wanted})
        if got.get(key) != wanted.get(key)
    ]


def _report(graded: Sequence[Graded], console: Console) -> int:
    """Print whether all rows hold, and what to open."""
    expected = read_expected()
    lines = unexpected(graded, expected)
    for line in lines:
        console.print(f"not as expected: {line}", style="red", soft_wrap=True)
    console.print(f"{len(expected) - len(lines)} of {len(expected)} rows of examples/expected.csv hold")
    console.print("Open:", style="bold")
    shown = SCRATCH.relative_to(PROJECT)
    for what, path in {
        "what students get": f"{shown}/release/{ASSIGNMENT}/challenges.ipynb",
        "what comes back": f"{shown}/feedback/STUDENT/{ASSIGNMENT}/challenges.html",
        "a good page": f"{shown}/feedback/ada/{ASSIGNMENT}/challenges.html",
        "the gradebook": f"{shown}/gradebook.db",
    }.items():
        console.print(f"  {what}: {path}", soft_wrap=True)
    return 1 if lines or any(one.error for one in graded) else 0
