"""The second blind set: answers of people who saw only the release, graded as a class."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from graders.models.cache import PROJECT
from nbverdict.config.borrowed import borrow_course
from nbverdict.course.grade_class import Classroom
from nbverdict.errors import StaffError
from nbverdict.notebook.results import CellResult
from tools.demo import ASSIGNMENT
from tools.graders.percent import hand_in

SET = PROJECT / "tests" / "blind" / "second"
Right = Mapping[tuple[str, str], tuple[str, ...]]  # by student and challenge, the names that would be right


@dataclass(frozen=True)
class Answer:
    """What one student answered to one challenge, and what came of it."""

    student: str
    challenge: str
    earned: float
    worth: float
    named: tuple[str, ...]
    mistaken: bool
    right_names: tuple[str, ...]


def grade_blind(scratch: Path, console: Console) -> list[Answer]:
    """Grade the set in a scratch course.

    Raises:
        StaffError: a submission does not fit the release, or could not be graded.
    """
    borrow_course(PROJECT, ASSIGNMENT, scratch)
    room = Classroom(scratch)
    room.generate(ASSIGNMENT)
    people = (*SET.glob("honest/*"), *SET.glob("wrong/*"))
    hand_in(people, scratch / "release" / ASSIGNMENT, scratch / "submitted")
    students = room.students(ASSIGNMENT)
    results: list[CellResult] = []
    with Progress(console=console) as progress:
        bar = progress.add_task("grading the blind set", total=len(students))
        for graded in room.grade(ASSIGNMENT, students, workers=None):
            if graded.error:
                raise StaffError(f"{graded.student} could not be graded: {graded.error}")
            results.extend(one for one in graded.results if one.automatic)
            progress.advance(bar)
    right = read_right_names()
    return [_answer(one, right) for one in results]


def read_right_names() -> Right:
    """Return for each mistake that was made the names that would be right."""
    names: dict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    with (SET / "mistakes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names[row["student"], row["task"]] += tuple(row["names"].split())
    return names


def _answer(one: CellResult, right: Right) -> Answer:
    key = (one.student, one.challenge)
    return Answer(*key, one.earned, one.worth, one.mistakes, key in right, right.get(key, ()))
