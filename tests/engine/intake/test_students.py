"""One rule for names of students: what is no name is told and stops nobody, what is one works everywhere."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from nbverdict.course.grade_class import Classroom
from nbverdict.errors import StaffError
from nbverdict.intake.students import MOST, unfit
from tests.engine.course.test_goes_on import grade, hand_in, room
from tests.engine.intake.test_exchange import collect, collecting, inbound, submit, submitted
from tools.demo import ASSIGNMENT

__all__ = ["collecting", "hand_in", "inbound", "room"]  # fixtures

TOOLS = (
    "=1+1",
    "-rf",
    "@here",
    "x\\..\\y?",
    "a#b",
    "%61da",
    "eve*",
    "$(ls)",
    "a`b",
    "a│b",
)  # read them as theirs
NONE = (TOOLS[0], os.fsdecode(b"ev\xff"), "e\x1b[2Kx", "e\u034f", "e\u202ev", "e ", "a\nb", "é" * MOST)


@pytest.mark.parametrize("name", [*NONE, *TOOLS, "", ".", "..", ".eve", "a/b"])
def test_what_nobody_can_be_called(name: str) -> None:
    """What cannot be written, seen or kept in files of ours, or leads a tool that reads it elsewhere."""
    assert unfit(name)


@pytest.mark.parametrize(
    "name", ["eve", "Doe, Jane [ext]", "O'Neil", "Zoë", "世界", "マリア・ロペス", "a+b@c.org"]
)
def test_what_somebody_can_be_called(name: str) -> None:
    """An LMS shows names with brackets, commas and blanks."""
    assert not unfit(name)


def test_an_exchange_hands_over_nobody_who_is_none(collecting: Classroom, inbound: Path) -> None:
    """Each is told in a line; who has brackets in the name is collected."""
    for name in (*NONE[:-1], "Doe, Jane [ext]"):
        submit(inbound, name)
    said = collect(collecting)

    assert [path.parent.name for path in collecting.root.glob("submitted/*/hw")] == ["Doe, Jane [ext]"]
    assert submitted(collecting, "Doe, Jane [ext]") == ["p.ipynb", "submission_secret.txt", "timestamp.txt"]
    assert said.count("is not collected: its name is not a valid student name") == len(NONE) - 1
    assert "\x1b" not in said


def test_who_is_none_is_passed_over_and_all_others_are_graded(
    room: Classroom, hand_in: Callable[..., Path]
) -> None:
    """Names that nbgrader would read as patterns are names; they get their points and their pages."""
    for name in (*NONE[:-1], "Doe, Jane [ext]", "(ada)", "[eve]"):
        hand_in(name)
    students = room.students("hw")
    graded = grade(room, *students)

    assert students == ["(ada)", "Doe, Jane [ext]", "[eve]"]
    assert [(one.student, one.error, sum(r.earned for r in one.results)) for one in graded] == [
        (name, "", 4) for name in students
    ]
    for name in students:
        assert sorted(path.name for path in (room.root / "feedback" / name / "hw").iterdir()) == ["p.html"]
    told = room.passed_over("hw")
    assert len(told) == len(NONE) - 1
    assert all(sentence.isprintable() for sentence in told)


def test_nobody_who_is_none_is_looked_for(room: Classroom) -> None:
    """A sentence says why, also where an older version is wanted."""
    for name in NONE:
        with pytest.raises(StaffError, match="is not a valid student name"):
            room.students(ASSIGNMENT, name)
        with pytest.raises(StaffError, match="is not a valid student name"):
            room.restore(ASSIGNMENT, name, 1)
