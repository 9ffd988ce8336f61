"""Blind sets: answers of people who saw only the release of an assignment, graded as a class."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from graders.models.cache import PROJECT
from nbverdict.config.borrowed import borrow_course
from nbverdict.course.grade_class import Classroom
from nbverdict.errors import StaffError
from nbverdict.notebook.results import CellResult
from nbverdict.selfcheck.variants import read_sections
from tools.demo import ASSIGNMENT
from tools.graders.percent import HEADING, hand_in

BLIND = PROJECT / "tests" / "blind"
SETS = {"second": ASSIGNMENT, "third": "inside_the_layer"}  # by folder: the assignment that they answer
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
    """Grade the sets, each in a scratch course.

    Raises:
        StaffError: a submission does not fit the release, or could not be graded.
    """
    return [one for name in SETS for one in _grade_set(name, scratch / name, console)]


def _grade_set(name: str, scratch: Path, console: Console) -> list[Answer]:
    assignment, folder = SETS[name], BLIND / name
    borrow_course(PROJECT, assignment, scratch)
    room = Classroom(scratch)
    room.generate(assignment)
    people = (*folder.glob("honest/*"), *folder.glob("wrong/*"))
    hand_in(people, scratch / "release" / assignment, scratch / "submitted")
    written = {person.name: set(_written(person)) for person in people}
    students = room.students(assignment)
    results: list[CellResult] = []
    with Progress(console=console) as progress:
        bar = progress.add_task(f"grading the {name} blind set", total=len(students))
        for graded in room.grade(assignment, students, workers=None):
            if graded.error:
                raise StaffError(f"{graded.student} could not be graded: {graded.error}")
            asked = written[graded.student]
            results.extend(one for one in graded.results if one.automatic and one.challenge in asked)
            progress.advance(bar)
    right = read_right_names(name)
    return [_answer(one, right) for one in results]


def _written(person: Path) -> Iterator[str]:
    """Yield the challenges whose cells a person wrote into."""
    for file in person.glob("*.ipy"):
        for heading, _ in read_sections(file, HEADING):
            yield heading["cell"].removesuffix("-answer").replace("-", "_")


def read_right_names(name: str) -> Right:
    """Return for each mistake that was made in a set the names that would be right."""
    names: dict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    with (BLIND / name / "mistakes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names[row["student"], row["task"]] += tuple(row["names"].split())
    return names


def _answer(one: CellResult, right: Right) -> Answer:
    key = (one.student, one.challenge)
    return Answer(*key, one.earned, one.worth, one.mistakes, key in right, right.get(key, ()))
