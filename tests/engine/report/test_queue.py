"""The queue: why an answer waits, what is looked at together, and what comes first."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from nbverdict.judging.verdict import CheckStatus
from nbverdict.report.class_results import GradedAnswer
from nbverdict.report.queue import Reason, Share, groups_of, parted
from nbverdict.sandbox.ends import WHY, Cause
from tests.results import judged, result, ungraded


def answer(
    student: str, cell: str = "grade_c", *, waits: bool = False, text: str = "", **told: Any
) -> GradedAnswer:
    """Return an answer to a question that is worth 3 points."""
    found = result(cell, student=student, **{"earned": 1.0, **told})
    return GradedAnswer(result=found, score=1, waits=waits, by_hand=False, page="x", answer=text)


def reasons(*answers: GradedAnswer) -> Iterator[tuple[Reason, list[str]]]:
    """Yield each group's reason and students."""
    return ((group.reason, [one.student for one in group.answers]) for group in groups_of(answers))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"automatic": False, "waits": True}, Reason.WRITTEN),
        ({"record": judged(CheckStatus.BROKEN), "waits": True}, Reason.BROKEN),
        ({"record": judged(CheckStatus.UNREAD), "waits": True}, Reason.UNREAD),
        ({"record": judged()}, Reason.UNEXPLAINED),
        ({"record": judged(CheckStatus.LATE)}, Reason.LATE),
        ({"record": judged(CheckStatus.ENDED)}, Reason.ENDED),
        ({"record": judged(times=1.5)}, Reason.NEAR),
        ({"record": ungraded(), "waits": True}, Reason.UNGRADED),
        ({"waits": True}, Reason.WAITS),
    ],
)
def test_an_answer_waits_for_one_reason(told: dict[str, Any], reason: Reason) -> None:
    """What a person can decide at once comes first, what is nearly right after what is not."""
    assert list(reasons(answer("ada", **told))) == [(reason, ["ada"])]


def test_points_of_a_plain_test_wait_for_nobody() -> None:
    """They are what its author's test gave; `check` says what such tests let through."""
    assert list(reasons(answer("ada", unprotected=True))) == []


def test_a_check_of_any_name_is_unread() -> None:
    """What waits is known by its state, and not by a word that a name may hold."""
    found = judged(CheckStatus.UNREAD)
    assert found.verdict
    checks = tuple(replace(one, name="is_not_broken") for one in found.verdict.checks)
    record = found.model_copy(update={"verdict": replace(found.verdict, checks=checks)})

    assert list(reasons(answer("ada", record=record, waits=True))) == [(Reason.UNREAD, ["ada"])]


@pytest.mark.parametrize(
    ("cause", "why"),
    [
        (Cause.MEMORY, "no"),
        (Cause.SIGNAL, f"no: {WHY[Cause.SIGNAL]}"),
        (Cause.ITSELF, f"no: {WHY[Cause.ITSELF]}"),
        (Cause.UNKNOWN, "no"),
    ],
)
def test_staff_read_what_ended_a_process(cause: Cause, why: str) -> None:
    """Also what its student is not told; what that sentence says is not said twice."""
    [group] = groups_of([answer("ada", record=judged(CheckStatus.ENDED, cause=cause))])

    assert group.why == why


@pytest.mark.parametrize(
    "told",
    [
        {"record": judged(mistakes=("transposed",))},
        {"record": judged(CheckStatus.PASSED, earned=2.0)},
        {"unprotected": True, "earned": 0.0},
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


def test_an_address_of_an_object_keeps_no_answers_apart() -> None:
    """The last line of a cell may show it, and it differs in each run; any other number counts."""
    written = {"cell": "why", "automatic": False, "waits": True}
    answers = [answer(name, text="1.x", **written) for name in ("ada", "ben", "cal")]
    shown = ("&lt;Legend at 0x7fa01b2c3d40&gt;", "&lt;Legend at 0x7ff944e5f6a0&gt;", "&lt;Legend at 7&gt;")
    [alike, apart] = parted(groups_of(answers), dict(zip(answers, shown, strict=True)))

    assert [one.student for one in alike.answers] == ["ada", "ben"]
    assert [one.student for one in apart.answers] == ["cal"]


def test_what_was_not_shown_is_not_decided_together() -> None:
    """But one answer alone is always somebody's to decide."""
    told = {"record": judged()}
    [group] = groups_of([answer("ada", **told), answer("ben", **told)])

    assert group.together
    assert not replace(group, shown=False).together
    assert replace(group, shown=False, answers=group.answers[:1]).together


def test_what_has_other_points_is_another_group() -> None:
    """One score for all of them would take points from some, and give them to others."""
    some = answer("ada", record=judged(earned=1.0))
    none = answer("ben", record=judged())

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
        {"record": ungraded("the notebook file is damaged"), "waits": True},
        {"record": judged(CheckStatus.UNREAD), "waits": True},
        {"record": judged(CheckStatus.BROKEN), "waits": True},
        {"record": judged(CheckStatus.LATE)},
        {"record": judged(CheckStatus.ENDED)},
    ],
    ids=["ungraded", "unread", "broken", "late", "ended"],
)
def test_what_was_not_judged_is_like_nobody_elses(told: dict[str, Any]) -> None:
    """One command would pay for what nobody looked at."""
    assert [students for _, students in reasons(answer("ada", **told), answer("ben", **told))] == [
        ["ada"],
        ["ben"],
    ]
