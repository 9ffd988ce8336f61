"""`python -m tools.demo`: the sample class, graded in a scratch course."""

import csv
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from graders.models.cache import PROJECT
from nbverdict.boundary import errors_told
from nbverdict.commands.grade import grade_class
from nbverdict.course.grade_class import Classroom
from nbverdict.notebook.results import CellResult, read_results
from tools.scratch import write_settings

ASSIGNMENT = "model_architecture"  # what the sample class hands in
EXAMPLES = PROJECT / "examples"
SCRATCH = PROJECT / "build" / "demo"
OPEN = {
    "what students get": f"release/{ASSIGNMENT}/challenges.ipynb",
    "what comes back to a good student": f"feedback/ada/{ASSIGNMENT}/challenges.html",
    "what comes back after a mistake": f"feedback/ivy/{ASSIGNMENT}/challenges.html",
    "what comes back for a damaged file": f"feedback/gus/{ASSIGNMENT}/challenges.html",
    "the gradebook": "gradebook.db",
}


@dataclass(frozen=True)
class Expected:
    """One row of examples/expected.csv; `plain` is what plain nbgrader gives instead, where it does."""

    student: str
    challenge: str
    points: float
    pending: int
    plain: str
    diagnosis: str  # the known mistakes that explain what is wrong


def run_demo() -> int:
    """Generate the release, grade the class, and compare; return 1 where a score is not as expected."""
    console = Console()
    root = build_course(SCRATCH)
    console.print("Generating the release ...")
    Classroom(root).generate(ASSIGNMENT)
    failed = grade_class(root, ASSIGNMENT, student=None, force=True)
    for student in hand_in_again(root):
        console.print(f"{student} hands in again ...")
        failed |= grade_class(root, ASSIGNMENT, student=student, force=False)
    return _report(root, console) or failed


def hand_in_again(root: Path) -> list[str]:
    """Put the resubmissions of the sample class where the first submissions lay; return whose they are."""
    again = EXAMPLES / "resubmitted"
    students = sorted(folder.name for folder in again.iterdir())
    for student in students:
        shutil.rmtree(root / "submitted" / student / ASSIGNMENT)
        shutil.copytree(again / student / ASSIGNMENT, root / "submitted" / student / ASSIGNMENT)
    return students


def build_course(root: Path) -> Path:
    """Return a scratch course with this repository's configuration and source, and the sample class."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    write_settings(root)
    shutil.copytree(PROJECT / "source", root / "source", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(EXAMPLES / "course_secret", root / "course_secret")
    shutil.copytree(EXAMPLES / "submitted", root / "submitted")
    return root


def read_expected() -> list[Expected]:
    """Return what the sample class must score."""
    with (EXAMPLES / "expected.csv").open(encoding="utf-8", newline="") as file:
        return [
            Expected(
                row["student"],
                row["challenge"],
                float(row["points"]),
                int(row["pending"]),
                row["plain"],
                row["diagnosis"],
            )
            for row in csv.DictReader(file)
        ]


def unexpected(results: Sequence[CellResult], expected: Sequence[Expected]) -> list[str]:
    """Return a line for each row that was not met, and for each result that no row expects."""
    got = {
        (result.student, result.challenge): (
            result.earned,
            int(bool(result.pending)),
            " ".join(result.mistakes),
        )
        for result in results
        if result.automatic
    }
    wanted = {(row.student, row.challenge): (row.points, row.pending, row.diagnosis) for row in expected}
    return [
        f"{', '.join(key)}: expected {wanted.get(key)}, got {got.get(key)}"
        for key in sorted({*got, *wanted})
        if got.get(key) != wanted.get(key)
    ]


def _report(root: Path, console: Console) -> int:
    """Print whether all rows hold, and what to open; return 1 where one does not."""
    expected = read_expected()
    students = sorted({row.student for row in expected})
    results = [r for s in students for r in read_results(root / "autograded" / s / ASSIGNMENT, s)]
    lines = unexpected(results, expected)
    for line in lines:
        console.print(f"not as expected: {line}", style="red", soft_wrap=True)
    console.print(f"{len(expected) - len(lines)} of {len(expected)} rows of examples/expected.csv hold")
    console.print("Open:", style="bold")
    for what, path in OPEN.items():
        console.print(f"  {what}: {root.relative_to(PROJECT)}/{path}", soft_wrap=True)
    return 1 if lines else 0


if __name__ == "__main__":
    with errors_told():
        raise SystemExit(run_demo())
