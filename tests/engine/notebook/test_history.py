"""A graded notebook knows what the attempt before it earned, and what it earned when first graded."""

from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nbverdict.course.grade_class import Classroom
from nbverdict.intake.versions import Versions
from nbverdict.judging.table import WORDS
from nbverdict.judging.verdict import CheckStatus, CheckVerdict, Verdict
from nbverdict.notebook.record import GradeRecord
from nbverdict.notebook.results import first_verdict, last_attempt, note_history
from tests import small_course
from tests.small_course import STRICT, TWOS, hand_in


def graded(points: float) -> Any:
    """Return an autograded notebook of one check."""
    cell = new_code_cell("")
    check = CheckVerdict("shape", "It has a shape", 2.0, points, CheckStatus.WRONG)
    GradeRecord(verdict=Verdict("mask", (check,))).write(cell)
    return new_notebook(cells=[cell])


def test_the_first_verdict_of_an_attempt_is_its_own() -> None:
    """Until it is graded again."""
    notebook = graded(1)
    note_history(notebook, None, None)
    again = graded(2)
    note_history(again, {"mask": {"shape": 0.0}}, first_verdict(notebook))

    assert last_attempt(notebook) is None
    assert first_verdict(notebook) == {"mask": {"shape": 1.0}}
    assert last_attempt(again) == {"mask": {"shape": 0.0}}
    assert first_verdict(again) == {"mask": {"shape": 1.0}}


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """Three attempts of one student, the second graded twice, and a damaged one between."""
    root = small_course.build(tmp_path_factory.mktemp("history"))
    for mask in (STRICT, TWOS, None, small_course.RIGHT):
        path: Path = hand_in(root, "ada", mask or TWOS)
        if mask is None:
            path.write_text("{")
        for force in (False, True):
            assert not any(one.error for one in Classroom(root).grade("hw", ["ada"], force=force))
    return Versions(Classroom(root).store, "hw", "ada")


def test_an_attempt_knows_the_last_one_that_was_graded(versions: Versions) -> None:
    """A notebook that could not be graded is none."""
    one, two, damaged, three = versions.kept()
    earned = [sum(version.last["p"]["causal_mask"].values()) for version in (one, two, three)]

    assert earned == [1, 0, 2]
    assert damaged.last == {}
    assert versions.checks_before(three) == two.last
    assert all(version.first == version.last for version in (one, two, three))


@pytest.fixture(scope="module")
def unread(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """A course with a student whose right answers cannot be read, for they took a class out of pandas."""
    return Classroom(small_course.build(tmp_path_factory.mktemp("unread")))


def attempt(room: Classroom, comment: str) -> tuple[float, str, str]:
    """Hand in, and return the points, why they wait, and what the student reads first."""
    spoilt = f"{small_course.RIGHT}\nimport numpy\nnumpy.ascontiguousarray = None  # {comment}"
    hand_in(room.root, "ada", spoilt)
    [graded] = room.grade("hw", ["ada"], force=True)
    result = graded.results[0]
    return result.earned, result.pending, result.wrong[0] if result.wrong else ""


def test_an_answer_that_cannot_be_read_waits_once(unread: Classroom) -> None:
    """Graded again it waits as it did; in the next attempt it is wrong, and says why."""
    for _ in range(2):
        earned, pending, _told = attempt(unread, "one")
        assert (earned, pending.count("is unread")) == (0, 2)
    for comment in ("two", "one", "one", "three"):  # an older one that is handed in again is an attempt too
        assert attempt(unread, comment) == (0, "", WORDS[CheckStatus.UNREAD_AGAIN])
