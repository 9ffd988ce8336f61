"""`python -m tools.second`: the class of the second course, graded in a scratch copy of it."""

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from graders.models.cache import PROJECT
from nbverdict.boundary import errors_told
from nbverdict.commands.grade import grade_class
from nbverdict.config.settings import read_config
from nbverdict.course.grade_class import Classroom
from nbverdict.notebook.results import read_results
from tools.graders.percent import hand_in

ASSIGNMENT = "week1"
COURSE = PROJECT / "examples" / "statistics"
SCRATCH = PROJECT / "build" / "second"
COPIED = ("graders", "source", "nbgrader_config.py")
Scores = Mapping[tuple[str, str], tuple[float, str]]  # by student and cell: points, and mistakes by name


def run_second(scratch: Path = SCRATCH) -> int:
    """Release, grade and compare; return 1 if a score is not as expected."""
    console = Console()
    root = build_course(scratch)
    console.print("Generating the release ...")
    Classroom(root).generate(ASSIGNMENT)
    people = sorted(path for path in (COURSE / "class").iterdir() if path.is_dir())
    hand_in(people, root / "release" / ASSIGNMENT, root / "submitted")
    failed = grade_class(root, ASSIGNMENT, student=None, force=True)
    got, expected = scores(root, [one.name for one in people]), read_expected()
    wrong = [key for key in sorted({*got, *expected}) if got.get(key) != expected.get(key)]
    for key in wrong:
        told = f"not as expected: {', '.join(key)}: expected {expected.get(key)}, got {got.get(key)}"
        console.print(told, style="red", soft_wrap=True)
    console.print(f"{len(expected) - len(wrong)} of {len(expected)} rows of expected.csv hold")
    console.print(
        f"Open: {root.relative_to(PROJECT)}/feedback/ben/{ASSIGNMENT}/{ASSIGNMENT}.html", soft_wrap=True
    )
    return 1 if wrong else failed


def build_course(scratch: Path) -> Path:
    """Return a copy of the second course, without its class."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    for name in COPIED:
        copy = shutil.copytree if (COURSE / name).is_dir() else shutil.copy
        copy(COURSE / name, scratch / name)
    read_config(scratch)
    return scratch


def scores(root: Path, students: list[str]) -> Scores:
    """Return what each student got for each cell, and the known mistakes that explain it."""
    return {
        (student, result.cell): (result.earned, " ".join(result.mistakes))
        for student in students
        for result in read_results(root / "autograded" / student / ASSIGNMENT, student)
    }


def read_expected() -> Scores:
    """Return what the class must get."""
    with (COURSE / "expected.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["student"], row["cell"]): (float(row["points"]), row["mistakes"])
            for row in csv.DictReader(file)
        }


if __name__ == "__main__":
    with errors_told():
        raise SystemExit(run_second())
