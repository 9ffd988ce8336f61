"""The queue: why an answer waits, what is looked at together, and what comes first."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from nbverdict.notebook.results import Result
from nbverdict.report.gathered import Answer
from nbverdict.report.queue import Reason, Share, groups_of, parted

FAILED = (("values", 0.0), ("form", 1.0))


def answer(
    student: str, cell: str = "grade_c", *, waits: bool = False, text: str = "", **told: Any
) -> Answer:
    """Return an answer to a question that is worth 3 points."""
    result = Result(student=student, notebook="p", challenge="c", cell=cell, worth=3, **{"earned": 1, **told})
    return Answer(result=result, score=1, waits=waits, by_hand=False, page="x", answer=text)


def reasons(*answers: Answer) -> Iterator[tuple[Reason, list[str]]]:
    """Yield each group's reason and students."""
    return ((group.reason, [one.student for one in group.answers]) for group in groups_of(answers))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"automatic": False, "waits": True}, Reason.WRITTEN),
        ({"pending": "values is broken", "waits": True}, Reason.BROKEN),
        ({"pending": "values is unread", "waits": True}, Reason.UNREAD),
        ({"checks": FAILED, "wrong": ("no",)}, Reason.UNEXPLAINED),
        ({"checks": FAILED, "wrong": ("no",), "late": True}, Reason.LATE),
        ({"checks": FAILED, "wrong": ("no",), "ended": True}, Reason.ENDED),
        ({"checks": FAILED, "wrong": ("no",), "near": 1.5}, Reason.NEAR),
        ({"ungraded": "no such file", "waits": True}, Reason.UNGRADED),
        ({"unprotected": True}, Reason.UNPROTECTED),
        ({"waits": True}, Reason.WAITS),
    ],
)
def test_an_answer_waits_for_one_reason(told: dict[str, Any], reason: Reason) -> None:
    """What a person can decide at once comes first, what is nearly right after what is not."""
    assert list(reasons(answer("ada", **told))) == [(reason, ["ada"])]


@pytest.mark.parametrize(
    "told",
    [
        {"checks": FAILED, "mistakes": ("transposed",)},
        {"checks": (("values", 3.0),), "earned": 3},
        {"unprotected": True, "earned": 0},
    ],
)
def test_what_is_explained_or_right_waits_for_nobody(told: dict[str, Any]) -> None:
    """Nor does a test in the student's own process that gave nothing."""
    assert list(reasons(answer("ada", **told))) == []


def test_equal_written_answers_are_one_group() -> None:
    """By their words, whatever else was handed in; every other one stays with the rest of its question."""
    written = {"cell": "why", "automatic": False, "waits": True}
    texts = (("ada", "1.x"), ("ben", "2.y"), ("cal", "3.x"))
    groups = groups_of([answer(name, text=text, **written) for name, text in texts])

    assert {tuple(a.student for a in one.answers): one.same for one in groups} == {
        ("ada", "cal"): True,
        ("ben",): False,
    }


def test_equal_words_that_look_different_are_no_group() -> None:
    """Their code put out something else, say; who looks like nobody else is with the rest of the question."""
    written = {"cell": "why", "automatic": False, "waits": True}
    answers = [answer(name, text="1.x", **written) for name in ("ada", "ben", "cal")]
    answers.append(answer("dov", text="2.y", **written))
    looks = dict(zip(answers, ("one", "one", "another", "another"), strict=True))
    groups = parted(groups_of(answers), looks)

    assert {tuple(a.student for a in one.answers): one.together for one in groups} == {
        ("ada", "ben"): True,
        ("cal", "dov"): False,
    }


def test_what_was_not_shown_is_not_decided_together() -> None:
    """But one answer alone is always somebody's to decide."""
    told = {"checks": FAILED, "wrong": ("no",)}
    [group] = groups_of([answer("ada", **told), answer("ben", **told)])

    assert group.together
    assert not replace(group, shown=False).together
    assert replace(group, shown=False, answers=group.answers[:1]).together


def test_what_has_other_points_is_another_group() -> None:
    """One score for all of them would take points from some, and give them to others."""
    told = {"wrong": ("right on the example alone",)}
    some = answer("ada", checks=(("values", 1.0), ("form", 1.0)), **told)
    none = answer("ben", checks=(("values", 0.0), ("form", 1.0)), **told)

    assert [students for _, students in reasons(some, none, replace(some, score=2))] == [
        ["ada"],
        ["ben"],
        ["ada"],
    ]


def test_a_share_with_one_of_two_equal_answers_shows_it() -> None:
    """The other is somebody else's to look at."""
    written = {"cell": "why", "automatic": False, "waits": True, "text": "1.x"}
    [group] = groups_of([answer("ada", **written), answer("ben", **written)], Share(1, 2))

    assert ([one.student for one in group.answers], group.same) == (["ada"], False)


@pytest.mark.parametrize(
    "told",
    [
        {"ungraded": "the notebook file is damaged", "waits": True},
        {"pending": "values is unread", "waits": True},
        {"checks": FAILED, "wrong": ("no",), "late": True},
        {"checks": FAILED, "wrong": ("no",), "ended": True},
    ],
    ids=["ungraded", "unread", "late", "ended"],
)
def test_what_was_not_judged_is_like_nobody_elses(told: dict[str, Any]) -> None:
    """One command would pay for what nobody looked at."""
    assert [students for _, students in reasons(answer("ada", **told), answer("ben", **told))] == [
        ["ada"],
        ["ben"],
    ]
