"""Turns the findings of checks, and what explains them, into points."""

import inspect
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from nbverdict.compare.difference import farthest
from nbverdict.errors import StaffError
from nbverdict.judging.diagnosis import UNEXPLAINED, Explanation
from nbverdict.judging.discovery import challenge_of
from nbverdict.judging.verdict import CheckStatus, CheckVerdict, Diagnosis, Finding, Seen, Verdict

MOST_FOLLOWING = 1.0  # points of a challenge in which no check passed


def score(module: ModuleType, findings: Sequence[Finding], why: Explanation = UNEXPLAINED) -> Verdict:
    """Return the verdict on these findings, with points."""
    gate = CheckStatus.PASSED if why.opens else _gate(module, findings)
    asked = next(inspect.getdoc(check) or "" for check in checks_of(module) if is_marked(check, "gate"))
    found = tuple(_verdict(module, check, findings, gate, asked) for check in scored_checks(module))
    diagnoses = (*why.diagnoses, *_told(findings, why))
    most = math.inf if _anything_right(module, findings) else MOST_FOLLOWING
    verdict = Verdict(challenge_of(module), tuple(_followed(found, why, most)), diagnoses)
    if why == UNEXPLAINED:
        return verdict
    return replace(verdict, followed=verdict.earned - score(module, findings).earned)


def _told(findings: Sequence[Finding], why: Explanation) -> Iterator[Diagnosis]:
    """Yield the mistakes that checks name themselves, unless something else explains these checks."""
    explained = why.follows.union(*(diagnosis.checks for diagnosis in why.diagnoses))
    wrong = [one for one in findings if one.status.fails and one.check not in explained]
    known: dict[str, list[str]] = {}
    for check in dict.fromkeys(one.check for one in wrong):
        named = {one.mistake for one in wrong if one.check == check}
        if len(named) == 1 and "" not in named:
            known.setdefault(named.pop(), []).append(check)
    for mistake, checks in known.items():
        yield Diagnosis(mistake, "", "", tuple(checks), whole=False)


def _followed(found: Sequence[CheckVerdict], why: Explanation, most: float) -> Iterator[CheckVerdict]:
    """Give the points of checks that fail only because of a mistake that is charged elsewhere.

    At most `most` points, in the order of the checks.
    """
    for one in found:
        if one.name not in why.follows:
            yield one
        elif one.worth > most:
            yield replace(one, earned=most, status=CheckStatus.SPENT)
            most = 0.0
        else:
            yield replace(one, earned=one.worth, status=CheckStatus.FOLLOWED)
            most -= one.worth


def _anything_right(module: ModuleType, findings: Sequence[Finding]) -> bool:
    """Say whether a check that is worth points passed on all its cases, whatever the gate says."""
    worth = [name_of(check) for check in checks_of(module) if worth_of(check)]
    return any(
        _status([finding for finding in findings if finding.check == name]) is CheckStatus.PASSED
        for name in worth
    )


def checks_of(module: ModuleType) -> list[Any]:
    """Return the checks of a challenge module in the order of its lines."""
    functions = [f for name, f in vars(module).items() if name.startswith("test_") and inspect.isfunction(f)]
    return sorted(functions, key=lambda function: function.__code__.co_firstlineno)


def scored_checks(module: ModuleType) -> list[Any]:
    """Return the checks that a verdict lists: all except a gate without points."""
    return [check for check in checks_of(module) if not is_marked(check, "gate") or worth_of(check)]


def points_of(module: ModuleType) -> float:
    """Return the sum of the points of a challenge's checks."""
    return sum(worth_of(check) for check in checks_of(module))


def _gate(module: ModuleType, findings: Sequence[Finding]) -> CheckStatus:
    """Return the gate's status: passed if it passed on half of the hidden cases, else wrong or not judged.

    One case of three may be so easy that a constant is right.
    """
    gate = _gate_of(module)
    found = [finding.status for finding in findings if finding.check == gate and finding.hidden]
    if 2 * found.count(CheckStatus.PASSED) >= len(found) > 0:
        return CheckStatus.PASSED
    return next((status for status in found if status.ours), CheckStatus.WRONG)


def _gate_of(module: ModuleType) -> str:
    gates = [name_of(check) for check in checks_of(module) if is_marked(check, "gate")]
    if len(gates) != 1:
        raise StaffError(f"{module.__name__} has {len(gates)} checks marked `gate`", hint="mark exactly one")
    return gates[0]


def _verdict(
    module: ModuleType, check: Any, findings: Sequence[Finding], gate: CheckStatus, asked: str
) -> CheckVerdict:
    own = [finding for finding in findings if finding.check == name_of(check)]
    status = _status(own)
    verdict = CheckVerdict(
        name_of(check),
        inspect.getdoc(check) or "",
        worth_of(check),
        0.0,
        status,
        staff=tuple(f"{finding.case}: {text}" for finding in own for text in finding.staff),
    )
    if status is CheckStatus.PASSED and is_marked(check, "form") and gate is not CheckStatus.PASSED:
        closed = CheckStatus.GATED if gate is CheckStatus.WRONG else gate
        return replace(verdict, status=closed, behind=_gate_of(module), asks=asked)
    if status is CheckStatus.SKIPPED:
        needed = _needed(module, check, findings)
        behind = (name_of(needed), inspect.getdoc(needed) or "") if needed else ("", "")
        return replace(verdict, behind=behind[0], asks=behind[1])
    if status is CheckStatus.PASSED:
        return replace(verdict, earned=verdict.worth)
    return _failed(verdict, own, findings) if status.fails else verdict


def _failed(verdict: CheckVerdict, own: Sequence[Finding], findings: Sequence[Finding]) -> CheckVerdict:
    """Return a failed check with its message: of the shown example if it failed there, else of no case.

    Of a check that does not judge the example, the others say whether the example is right.
    """
    judging = [one for one in own if not one.hidden] or [one for one in findings if not one.hidden]
    reported, shown = _told_of(own), {one.status for one in judging}
    unseen = Seen.RIGHT if shown <= {CheckStatus.PASSED} else Seen.NOTHING
    return replace(
        verdict,
        sentence=reported.sentence,
        cause=reported.cause,
        seen=unseen if reported.hidden else Seen.WRONG,
        places=next((finding.places for finding in own if finding.places), ()),
        times=farthest([finding.times for finding in own if finding.status.fails]),
    )


def _needed(module: ModuleType, check: Any, findings: Sequence[Finding]) -> Any:
    """Return the first required check that did not pass, if there is one."""
    required = {name for mark in marks_of(check) if mark.name == "requires" for name in mark.args}
    failed = {finding.check for finding in findings if finding.status is not CheckStatus.PASSED}
    return next((one for one in checks_of(module) if name_of(one) in required & failed), None)


def _status(own: Sequence[Finding]) -> CheckStatus:
    """Return the status over all cases: a mistake first, then our failure; a check never run is broken."""
    found = [finding.status for finding in own]
    if any(status.fails for status in found):
        return _told_of(own).status
    for status in (CheckStatus.BROKEN, CheckStatus.UNREAD, CheckStatus.SKIPPED):
        if status in found:
            return status
    return CheckStatus.PASSED if found else CheckStatus.BROKEN


def _told_of(own: Sequence[Finding]) -> Finding:
    """Return the finding whose message the student reads: the first that has one, or else the first."""
    wrong = [finding for finding in own if finding.status.fails]
    return next((one for one in wrong if one.sentence or not wrong[0].hidden), wrong[0])


def name_of(check: Any) -> str:
    """Return the name of a check, without pytest's prefix."""
    return str(check.__name__).removeprefix("test_")


def worth_of(check: Any) -> float:
    """Return the points of a check."""
    return float(next((mark.args[0] for mark in marks_of(check) if mark.name == "points"), 0.0))


def is_marked(check: Any, name: str) -> bool:
    """Say whether a check carries a mark."""
    return any(mark.name == name for mark in marks_of(check))


def marks_of(check: Any) -> list[pytest.Mark]:
    """Return the marks of a check."""
    return list(getattr(check, "pytestmark", []))
