"""A person gives points through nbgrader while the class is graded: what they saved stands."""

import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import Gradebook

from benchmarks.faults.course import ASSIGNMENT, COURSE_ID, QUESTION, TASKS
from benchmarks.faults.launch import Run, fork, launch
from benchmarks.faults.processes import wait_until_gone
from benchmarks.faults.scene import Scene
from benchmarks.faults.series import Series
from benchmarks.faults.state import read_book
from benchmarks.faults.templates import REVIEWED

ROUNDS, BETWEEN = 5, 0.25  # runs; seconds between two saves
ABOUT = f"grade {TASKS}/{QUESTION}"


def formgrader(scene: Scene) -> Iterator[str]:
    """Save points for one student after the other while all are graded again."""
    series = scene.series("formgrader", REVIEWED)
    expected = {student: dict(page) for student, page in series.template.new.book.rows.items()}
    for number in range(1 if scene.short else ROUNDS):
        run = launch(series.course, "--force")
        saved = _saved(series, run, number)
        yield from wait_until_gone()
        for student, points in saved.items():
            _, _, extra, _ = expected[student][ABOUT]
            expected[student][ABOUT] = (None, points, extra, 0)
        if len(saved) < len(expected) // 4:
            yield f"round {number}: only {len(saved)} were saved"
        if run.code not in {0, 1}:
            yield f"round {number}: it ended with {run.code}: {run.said()[-200:]}"
        if run.code:  # somebody was always faster
            launch(series.course).wait()
        yield from (f"round {number}: {one}" for one in _differs(series, expected))


def _saved(series: Series, run: Run, number: int) -> dict[str, float]:
    """Save until a run has ended; return what was saved last for each student."""
    told, students = series.course.parent / f"saved-{number}", sorted(series.template.new.book.rows)
    process = fork(lambda: _save(series.course, told, students, number))
    run.wait()
    told.with_suffix(".stop").touch()
    os.waitpid(process, 0)
    lines = told.read_text("utf-8").splitlines()
    return dict(json.loads(line) for line in lines)


def _save(course: Path, told: Path, students: list[str], number: int) -> None:
    """Save points as formgrader does, each in a session of its own, and note what was saved."""
    chance, points = random.Random(number), 0.0  # noqa: S311 - so that a round can be repeated
    with told.open("w", encoding="utf-8") as file:
        while not told.with_suffix(".stop").exists():
            student, points = chance.choice(students), points + 0.01
            with Gradebook(f"sqlite:///{course}/gradebook.db", COURSE_ID) as book:
                grade = book.find_grade(QUESTION, TASKS, ASSIGNMENT, student)
                grade.manual_score, grade.needs_manual_grade = points, False
                book.db.commit()
            file.write(json.dumps([student, points]) + "\n")
            file.flush()
            time.sleep(BETWEEN)


def _differs(series: Series, expected: dict[str, dict[str, tuple[object, ...]]]) -> Iterator[str]:
    book = read_book(series.course / "gradebook.db")
    for student, page in expected.items():
        for about, row in page.items():
            if (found := book.rows[student].get(about)) != row:
                yield f"{student}: {about} is {found} instead of {row}"
