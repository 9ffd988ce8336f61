"""The judge: whose fault it is, and what that is worth."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from graders.plot_t5 import checks as plot_t5
from nbverdict.compare.data import Unread
from nbverdict.compare.difference import Wrong
from nbverdict.errors import StaffError
from nbverdict.evidence.answers import Answers
from nbverdict.evidence.decode import Call, CallOutcome
from nbverdict.judging import runner
from nbverdict.judging.discovery import challenge_names
from nbverdict.judging.runner import judge
from nbverdict.judging.scoring import score
from nbverdict.judging.table import message
from nbverdict.judging.verdict import CheckStatus, Finding
from nbverdict.sandbox.ends import WHY, Cause
from tests.conftest import statuses

CPU = "cpu"
CALLED = SimpleNamespace(params={"evidence": Answers(plot_t5.shown_cases()[0], ())})


def silent(outcome: CallOutcome, detail: str = "") -> list[Answers]:
    """Return evidence of the bar chart's cases in which no call answered."""
    cases = [replace(case, name=name) for name in ("shown", "hidden 1") for case in plot_t5.shown_cases()]
    return [Answers(case, (Call(outcome=outcome, detail=detail),)) for case in cases]


@pytest.mark.parametrize(
    ("outcome", "status", "sentence"),
    [
        (CallOutcome.MISSING, "wrong", "`plot_t5` is not defined when the notebook has run"),
        (CallOutcome.LATE, "late", "`plot_t5` did not return in time"),
        (CallOutcome.ENDED, "ended", "`plot_t5` gave no answer: your notebook's process ended"),
        (CallOutcome.UNDECODABLE, "wrong", "`plot_t5` returned something too large or too strange to read"),
    ],
)
def test_silence_scores_zero_and_is_not_pending(outcome: CallOutcome, status: str, sentence: str) -> None:
    """What a student's process did not do is wrong, in one sentence, and what depends on it is skipped."""
    verdict = judge("plot_t5", silent(outcome), CPU)

    assert (verdict.earned, verdict.pending) == (0, "")
    first, *others = verdict.checks
    assert list(statuses(verdict).values()) == [status, "skipped", "skipped"]
    assert first.sentence == sentence
    assert {message(check) for check in others} == {f"not judged: this must be right first: {first.line}"}


def test_a_call_that_was_stopped_was_late() -> None:
    """Who is interrupted when their time is used up reads that, and not the name of an exception."""
    cases = [replace(case, name=name) for name in ("shown", "hidden 1") for case in plot_t5.shown_cases()]
    stopped = Call(outcome=CallOutcome.RAISED, exception="KeyboardInterrupt", line="while True:")
    verdict = judge("plot_t5", [Answers(case, (stopped,)) for case in cases], CPU)

    assert verdict.checks[0].sentence == (
        "`plot_t5` did not return in time: it was stopped at your line `while True:`"
    )


@pytest.mark.parametrize(
    ("cause", "told"), [(Cause.MEMORY, f": {WHY[Cause.MEMORY]}"), (Cause.SIGNAL, ""), (Cause.UNKNOWN, "")]
)
def test_what_ended_a_process_in_a_hidden_call_is_a_value(cause: Cause, told: str) -> None:
    """Whatever ended it is in the verdict, for staff; its student reads the coarse ones."""
    end = Call(outcome=CallOutcome.ENDED, cause=cause, detail="numbers")
    cases = [replace(plot_t5.shown_cases()[0], name=name) for name in ("hidden 1", "hidden 2")]
    check = judge("plot_t5", [Answers(case, (end,)) for case in cases], CPU).checks[0]

    assert (check.status, check.cause) == (CheckStatus.ENDED, cause)
    assert message(check).endswith(f"gave no answer: your notebook's process ended{told}")


@pytest.mark.parametrize("status", [CheckStatus.BROKEN, CheckStatus.UNREAD, CheckStatus.WRONG])
def test_a_check_that_skips_itself_is_skipped(status: CheckStatus) -> None:
    """Only what stands before it can make it wait, and no word that its author chose."""
    item: Any = SimpleNamespace(originalname="test_it", stash=pytest.Stash(), callspec=CALLED)
    with pytest.raises(pytest.skip.Exception) as skipped:
        pytest.skip(f"{status}: nothing to see")

    assert runner._finding(item, skipped.value).status is CheckStatus.SKIPPED
    item.stash[runner.BEHIND] = status
    assert (runner._finding(item, skipped.value).status is status) == status.ours


def test_what_we_could_not_read_waits_for_a_person() -> None:
    """Unread evidence gives nothing, takes nothing, and neither does what depends on it."""
    verdict = judge("plot_t5", silent(CallOutcome.UNREAD, "KeyError: our own code"), CPU)

    assert set(statuses(verdict).values()) == {"unread"}
    assert "draws_one_bar_per_model is unread" in verdict.pending
    assert sum(check.withheld for check in verdict.checks) == verdict.worth


@pytest.mark.parametrize("outcome", [CallOutcome.UNREAD, CallOutcome.UNDECODABLE, CallOutcome.RAISED])
def test_what_a_process_said_acts_on_no_terminal(outcome: CallOutcome) -> None:
    """`pytest --submission` shows it to people as it is."""
    odd = "a\x1b[2J\n\u202e"
    answers = Answers(plot_t5.shown_cases()[0], (Call(outcome=outcome, detail=odd, exception=odd, line=odd),))
    with pytest.raises((Unread, Wrong)) as raised:
        _ = answers.figure
    told = [str(raised.value), *getattr(raised.value, "staff", ()), getattr(raised.value, "anywhere", "")]

    assert all(one.isprintable() for one in told)


def test_a_check_that_raises_is_broken_and_not_the_students(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of ours is never a wrong answer."""
    monkeypatch.setattr(plot_t5, "reference", lambda *_: {}["a`b\x1b[2J\n"])

    verdict = judge("plot_t5", silent(CallOutcome.LATE), CPU)

    assert statuses(verdict)["draws_one_bar_per_model"] == "broken"
    assert all(line.isprintable() and line.count("`") % 2 == 0 for line in verdict.checks[0].staff)


def test_form_is_withheld_where_the_hidden_cases_are_ours_to_mend() -> None:
    """Where no hidden case could be judged, the points of the form wait; they are not lost."""
    names = ("draws_one_bar_per_model", "bars_show_the_parameters", "bars_are_labelled")
    findings = [Finding(name, "shown", hidden=False, status=CheckStatus.PASSED) for name in names]
    findings += [Finding(name, "hidden 1", hidden=True, status=CheckStatus.BROKEN) for name in names]

    verdict = score(plot_t5, findings)

    assert statuses(verdict)["bars_are_labelled"] == "broken"
    assert verdict.earned == 0


def test_a_check_that_never_ran_is_broken() -> None:
    """Silence of our own is not a pass."""
    assert set(statuses(score(plot_t5, [])).values()) == {"broken"}


def test_a_hidden_case_tells_nothing_of_itself(assess: Callable[..., Any]) -> None:
    """Where only hidden cases fail, the student reads a general sentence and none of their values."""
    code = "def plot_t5(table):\n    f, a = plt.subplots()\n    a.bar(['fern', 'oak'], [21.5, 48.0])\n    a.set_ylabel('Parameters (M)')\n    return f\n"
    verdict = assess("plot_t5", code)

    assert message(verdict.checks[0]).startswith(
        "right on the example, but not on inputs that you have not seen (the example gives no points)"
    )
    assert "rows" not in message(verdict.checks[0])


def test_the_example_is_called_right_only_where_it_was() -> None:
    """Where the call of the example raised, its value was not judged, and nothing is said of it."""
    name = "bars_show_the_parameters"
    findings = [
        Finding(name, "shown", hidden=False, status=CheckStatus.SKIPPED),
        Finding(name, "hidden 1", hidden=True, status=CheckStatus.WRONG),
    ]
    told = {check.name: message(check) for check in score(plot_t5, findings).checks}

    assert told[name] == "not right on inputs that you have not seen"


def test_a_challenge_is_a_module_that_draws_cases() -> None:
    """The registry finds the course's challenges, and nothing else."""
    assert challenge_names() == [
        "attention_grid",
        "attention_weights",
        "bert_layer",
        "causal_mask",
        "compare_t5",
        "count_parameters",
        "decode",
        "estimate_memory",
        "memory_bill",
        "parameters_by_block",
        "plot_t5",
        "reach",
    ]


def test_an_unknown_challenge_is_staffs_to_mend() -> None:
    """A misspelt name in a notebook gets a sentence that says where challenges lie."""
    with pytest.raises(StaffError, match="there is no challenge `marks`"):
        judge("marks", [], CPU)
