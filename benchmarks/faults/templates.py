"""Courses to start from, and what comes of them without faults."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from benchmarks.faults.course import (
    ASSIGNMENT,
    COURSE_ID,
    QUESTION,
    TASKS,
    TEST,
    hand_in,
    make_course,
    the_class,
)
from benchmarks.faults.launch import fork, launch
from benchmarks.faults.processes import wait_until_gone
from benchmarks.faults.state import State, read_state

FRESH, CHANGED, REVIEWED = "fresh", "changed", "reviewed"


@dataclass(frozen=True)
class Template:
    """A course that is to be graded, what it holds now, and what it holds when it is graded."""

    name: str
    course: Path
    old: State
    new: State

    def copied(self, to: Path) -> Path:
        """Return a course to spoil."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.course, to / "course", symlinks=True)
        (to / "tmp").mkdir()
        return to / "course"


def make_templates(folder: Path, size: int, tell: Callable[[str], None]) -> dict[str, Template]:
    """Grade the class twice without faults: as it was handed in, and after people gave points and it changed.

    Raises:
        RuntimeError: a run without faults failed.
    """
    tell("reference: generating")
    course = make_course(folder / FRESH / "course")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    generate = ["nbgrader", "generate_assignment", ASSIGNMENT]
    subprocess.run(generate, cwd=course, env=environment, capture_output=True, check=True)
    _hand_in(course, size, 1)
    tell("reference: grading what was handed in first")
    graded = _graded(course, folder / "graded")
    first = Template(FRESH, course, read_state(course), read_state(graded))
    os.waitpid(fork(lambda: give_points(graded, size)), 0)
    reviewed = _copied(graded, folder / REVIEWED)
    second = Template(REVIEWED, reviewed, read_state(reviewed), read_state(reviewed))
    changed = _copied(reviewed, folder / CHANGED)
    _hand_in(changed, size, 2)
    tell("reference: grading what was handed in then")
    third = Template(CHANGED, changed, second.new, read_state(_graded(changed, folder / "graded again")))
    return {one.name: one for one in (first, second, third)}


def give_points(course: Path, size: int) -> None:
    """Give what people give: points for answers, for a test, extra ones, and comments."""
    with Gradebook(f"sqlite:///{course}/gradebook.db", COURSE_ID) as book:
        for number, submission in enumerate(the_class(size, 1)):
            where = (TASKS, ASSIGNMENT, submission.student)
            if number % 2 == 0:
                grade = book.find_grade(QUESTION, *where)
                grade.manual_score, grade.needs_manual_grade = 1.5 + number % 3 / 2, False
                grade.extra_credit = 0.5 if number % 4 == 0 else None
                book.find_comment(QUESTION, *where).manual_comment = f"Well said, {submission.student}"
            if number % 5 == 1:
                grade = book.find_grade(TEST, *where)
                grade.manual_score, grade.needs_manual_grade = 3.0, False
        book.db.commit()


def _hand_in(course: Path, size: int, version: int) -> None:
    for submission in the_class(size, version):
        hand_in(course, submission)


def _graded(course: Path, to: Path) -> Path:
    """Return a copy that is graded."""
    copy = _copied(course, to)
    run = launch(copy)
    if run.wait() or (left := wait_until_gone()):
        raise RuntimeError(
            f"a run without faults ended with {run.code}, {left if not run.code else ''}\n{run.said()}"
        )
    return copy


def _copied(course: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(course, to / "course", symlinks=True)
    return to / "course"
