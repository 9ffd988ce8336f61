"""Gathering: what a process does not say, and what of its words a student may read."""

import json
from dataclasses import replace
from typing import Any

import pytest

from nbverdict.evidence.cases import Case
from nbverdict.evidence.decode import CallOutcome
from nbverdict.evidence.gather import NoAnswer, gather, gather_all

CASES = [Case("shown", "f", ()), Case("hidden 1", "f", (1,), again=(2,))]


def replying(**call: Any) -> Any:
    """Return an `ask` that gives the same call to every case."""

    def ask(message: bytes, _weights: bytes) -> tuple[bytes, bytes]:
        return json.dumps({"case": json.loads(message)["case"], "calls": [call]}).encode(), b""

    return ask


def outcomes(ask: Any) -> list[list[str]]:
    """Return the outcome of each call of each case."""
    return [[call.outcome.value for call in one.calls] for one in gather(CASES, ask, sources=[])]


@pytest.mark.parametrize("outcome", [CallOutcome.LATE, CallOutcome.ENDED])
def test_after_silence_no_other_case_is_tried(outcome: CallOutcome) -> None:
    """One call that does not return must not cost its limit again and again."""
    asked = []

    def ask(message: bytes, _weights: bytes) -> tuple[bytes, bytes]:
        asked.append(message)
        raise NoAnswer(outcome)

    assert outcomes(ask) == [[outcome.value], [outcome.value] * 2]
    assert len(asked) == 1


def test_what_cannot_be_decoded_is_no_answer() -> None:
    """Junk is a wrong answer, not a crash; the next case is still asked."""
    assert outcomes(lambda *_: (b"junk", b"")) == [["undecodable"], ["undecodable"] * 2]


def test_a_reply_to_another_case_is_no_answer() -> None:
    """Replies cannot be prepared for a case that was not asked."""
    reply = json.dumps({"case": "other", "calls": [{"outcome": "missing"}]}).encode()

    assert outcomes(lambda *_: (reply, b"")) == [["undecodable"], ["undecodable"] * 2]


def test_one_entry_may_stand_for_all_calls() -> None:
    """Where a case could not be built there is one entry."""
    assert outcomes(replying(outcome="unread")) == [["unread"], ["unread", "unread"]]


@pytest.mark.parametrize(
    ("exception", "line", "told"),
    [
        ("ValueError", "x = 1 / 0", ("ValueError", "x = 1 / 0")),
        ("Mine", "  x = 1 / 0  ", ("an error", "  x = 1 / 0  ")),
        ("the_hidden_sentence", "the hidden sentence", ("an error", "")),
        ("two words", "x = 1", ("an error", "")),
    ],
)
def test_a_student_reads_no_word_that_is_not_their_own(
    exception: str, line: str, told: tuple[str, str]
) -> None:
    """Names of exceptions and lines of code cannot carry a hidden case out."""
    sources = ["class Mine(Exception): ...\nx = 1 / 0"]
    ask = replying(outcome="raised", exception=exception, line=line)
    call = gather(CASES[:1], ask, sources=sources)[0].calls[0]

    assert (call.exception, call.line) == told


def test_every_example_is_asked_before_the_first_hidden_case() -> None:
    """Of all challenges: code could answer an example with the hidden inputs that it has seen."""
    asked: list[tuple[str, str]] = []

    def ask(message: bytes, _weights: bytes) -> tuple[bytes, bytes]:
        told = json.loads(message)
        asked.append((told["function"], told["case"]))
        return json.dumps({"case": told["case"], "calls": [{"outcome": "missing"}]}).encode(), b""

    cases = {name: [Case("shown", name, ()), Case("hidden 1", name, ())] for name in "fgh"}
    answers = gather_all(cases, ask, sources=[])

    assert asked == [(name, case) for case in ("shown", "hidden 1") for name in "fgh"]
    assert {name: [one.case for one in told] for name, told in answers.items()} == cases


def test_silence_costs_its_own_challenge() -> None:
    """What came late to one example, the others are asked all the same."""
    asked: list[str] = []

    def ask(message: bytes, _weights: bytes) -> tuple[bytes, bytes]:
        asked.append(json.loads(message)["function"])
        raise NoAnswer(CallOutcome.LATE)

    gather_all({name: [replace(case, function=name) for case in CASES] for name in "fg"}, ask, sources=[])

    assert asked == ["f", "g"]


@pytest.mark.parametrize(("kind", "told"), [("ndarray", "ndarray"), ("the_hidden_sentence", "")])
def test_a_type_is_told_only_where_everybody_knows_it(kind: str, told: str) -> None:
    """A class of the student's own could be named after a hidden case."""
    call = gather(CASES[:1], replying(outcome="answer", type=kind), sources=["the_hidden_sentence"])[0].calls[
        0
    ]

    assert call.type == told


def test_one_answer_does_not_stand_for_two_calls() -> None:
    """A second call that was never made is no answer."""
    assert outcomes(replying(outcome="answer", type="Figure"))[1] == ["undecodable", "undecodable"]
