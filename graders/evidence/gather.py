"""Asks a student's process for its answers, one case at a time, and decodes what comes back."""

import builtins
import json
from collections.abc import Callable, Sequence

from graders.evidence.answers import Answers
from graders.evidence.cases import Case
from graders.evidence.load import Call, Outcome, Reply, Undecodable, decode

Ask = Callable[[bytes, bytes], tuple[bytes, bytes]]


class NoAnswer(Exception):  # noqa: N818 - what a process did not do, not our error
    """The process gave no answer: it was late, ended, or sent what exceeds the caps."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome


def gather(cases: Sequence[Case], ask: Ask, *, sources: Sequence[str]) -> list[Answers]:
    """Return the answers to all cases of one challenge.

    `ask` sends one frame and returns the reply, or raises `NoAnswer`. After a case that came late, or a
    process that ended, the others of this challenge are not tried. `sources` are the cells of the
    submission: a line that is not one of theirs is never repeated to the student.
    """
    answers: list[Answers] = []
    given_up: Outcome | None = None
    for case in cases:
        calls = (Call(outcome=given_up),) if given_up else _calls(case, ask, sources)
        if calls[0].outcome in (Outcome.LATE, Outcome.ENDED):
            given_up = calls[0].outcome
        answers.append(Answers(case, calls))
    return answers


def _calls(case: Case, ask: Ask, sources: Sequence[str]) -> tuple[Call, ...]:
    try:
        reply = decode(*ask(json.dumps(case.packed()).encode(), case.weights))
    except NoAnswer as silence:
        return (Call(outcome=silence.outcome),)
    except Undecodable as error:
        return (Call(outcome=Outcome.UNDECODABLE, detail=str(error)[:300]),)
    if reply.case != case.name or len(reply.calls) not in (1, case.calls):
        return (Call(outcome=Outcome.UNDECODABLE, detail="a reply to another case"),)
    return tuple(_told(call, sources) for call in _complete(reply, case))


def _complete(reply: Reply, case: Case) -> tuple[Call, ...]:
    """Return as many calls as were asked for; one that stands for all is repeated."""
    return reply.calls if len(reply.calls) == case.calls else reply.calls * case.calls


def _told(call: Call, sources: Sequence[str]) -> Call:
    """Keep of an exception only what a student may be told: a known name, and a line of his own."""
    lines = {line.strip() for source in sources for line in source.splitlines()}
    known = isinstance(getattr(builtins, call.exception, None), type) or any(
        call.exception in s for s in sources
    )
    return call.model_copy(
        update={
            "exception": call.exception if known and call.exception.isidentifier() else "an error",
            "line": call.line if call.line.strip() in lines else "",
            "type": call.type if call.type.isidentifier() and len(call.type) < 30 else "an object",
        }
    )
