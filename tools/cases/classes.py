"""Cases that share a class: each is one student's submission, and the class is graded once."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from nbformat import NotebookNode

from tools.cases.case import CASES, Case
from tools.cases.course import Course, says

Build = Callable[[NotebookNode], Any]  # from the release: a notebook, a text or bytes


@dataclass(frozen=True)
class HandedIn:
    """One student's submission, their points of each cell, and what their page must say."""

    name: str
    build: Build
    points: Mapping[str, float]
    page: Sequence[str] = ()
    waits: bool = False
    file: str = "p.ipynb"


@dataclass
class Class:
    """A course whose students are cases; it is graded when the first of them is looked at."""

    name: str
    notebooks: Callable[[], Mapping[str, NotebookNode]]
    settings: str = ""
    students: dict[str, HandedIn] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    graded: dict[Path, Course] = field(default_factory=dict)

    def course(self, scratch: Path) -> Course:
        """Return the graded course."""
        with self.lock:
            if scratch not in self.graded:
                self.graded[scratch] = self._grade(scratch / self.name)
        return self.graded[scratch]

    def _grade(self, root: Path) -> Course:
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        course = Course(root)
        course.make(self.notebooks(), settings=self.settings)
        for student in self.students.values():
            course.hand_in(student.name, student.build(course.release()), student.file)
        course.grade("--go-on", ok=False)
        return course


def handed_in(
    group: Class,
    kind: str,
    source: str,
    *,
    page: Sequence[str] = (),
    waits: bool = False,
    file: str = "p.ipynb",
    **points: float,
) -> Callable[[Build], Build]:
    """Register what one student hands in; its docstring is what must come of it."""

    def registered(build: Build) -> Build:
        name = build.__name__.removeprefix("_")
        group.students[name] = HandedIn(name, build, points, page, waits, file)
        right = " ".join((build.__doc__ or "").split())
        CASES[name] = Case(name, kind, source, right, lambda own: _look(own, group.students[name], group))
        return build

    return registered


def _look(own: Course, student: HandedIn, group: Class) -> None:
    course = group.course(own.root.parent)
    assert course.rc == 0, f"grade ended with {course.rc}: {course.said[-1][-1200:]}"
    for cell, points in student.points.items():
        found = course.score(student.name, cell)
        assert found, f"{cell} has no score"
        assert (found[0], found[1]) == (points, student.waits), (
            f"{cell}: {found}; page: {_reason(course, student.name)}"
        )
    says(course.page(student.name), *student.page)


def _reason(course: Course, name: str) -> str:
    return course.page(name)[:500]
