"""Diagnosis: finds the known mistake that explains a wrong answer.

A mistake explains a check if the check passes on every case once the mistake's value is the expected one. If
two mistakes would do, none is named: an accusation that may be wrong helps nobody.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from nbverdict.authoring.mistake import Mistake
from nbverdict.evidence.answers import Answers
from nbverdict.evidence.decode import CallOutcome
from nbverdict.judging.verdict import Diagnosis

Check = Callable[..., None]
Expected = Mapping[str, Any]  # the expected value of each case, by the case's name


@dataclass(frozen=True)
class Judged:
    """A check, and the evidence of the cases that it judges."""

    check: Check
    name: str
    worth: float
    evidence: tuple[Answers, ...]

    @property
    def answered(self) -> tuple[Answers, ...]:
        """Return the evidence in which every call gave an answer."""
        return tuple(one for one in self.evidence if _answered(one))

    def passes(self, expected: Expected, *, on: Sequence[Answers] | None = None) -> bool:
        """Say whether the check passes on all these cases with these expected values."""
        return all(self._passes(one, expected[one.case.name]) for one in on or self.evidence)

    def _passes(self, evidence: Answers, reference: Any) -> bool:
        given = {"evidence": evidence, "reference": reference}
        try:
            self.check(**{name: given[name] for name in _asked_of(self.check)})
        except Exception:  # noqa: BLE001 - any exception: the check does not pass with this expected value
            return False
        return True


def _answered(evidence: Answers) -> bool:
    """Say whether every call gave an answer; a question to the returned object may rightly raise."""
    return all(call.outcome is CallOutcome.ANSWER for call in evidence.calls[: evidence.case.calls])


@cache
def _asked_of(check: Check) -> tuple[str, ...]:
    """Return the names of a check's parameters."""
    return tuple(inspect.signature(check).parameters)


@dataclass(frozen=True)
class Suspect:
    """A hypothesis: one or two known mistakes, and the values that they imply for each case."""

    mistakes: tuple[Mistake, ...]
    way: str
    expected: Expected

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of its mistakes."""
        return tuple(mistake.name for mistake in self.mistakes)


@dataclass(frozen=True)
class Explanation:
    """The mistakes that explain a wrong answer, and how they change its points."""

    diagnoses: tuple[Diagnosis, ...] = ()
    follows: frozenset[str] = frozenset()  # checks that fail only because of these mistakes: no charge
    opens: bool = False  # whether the gate passes on half of the hidden cases with their values


UNEXPLAINED = Explanation()


def explain(
    every: Sequence[Judged],
    failed: frozenset[str],
    gate: Judged,
    known: Sequence[Mistake],
    expected: Expected,
) -> Explanation:
    """Return what explains the failed checks: one mistake, two combined, or one for each of several checks.

    With the mistake's values as the expected ones, the checks that passed must still pass.
    """
    evidence = {one.case.name: one for judged in (gate, *every) for one in judged.evidence}
    wrong = [one for one in every if one.name in failed]
    right = [one for one in every if one.name not in failed]
    singles = [suspect for mistake in known for suspect in _suspects(mistake, evidence, expected)]
    found = [(suspect, _explained(suspect, wrong, right)) for suspect in singles]
    whole = [suspect for suspect, names in found if len(names) == len(wrong)]
    whole = whole or [
        suspect for suspect in _joined(singles, known, evidence) if _explains_all(suspect, wrong, right)
    ]
    if whole and len({suspect.names for suspect in whole}) == 1:
        return _as_a_whole(whole[0], wrong, gate)
    if whole:
        return UNEXPLAINED
    return Explanation(tuple(_in_part(_answers_explained(singles, wrong, right, expected), wrong)))


def _explained(suspect: Suspect, wrong: Sequence[Judged], right: Sequence[Judged]) -> set[str]:
    """Return the failed checks that this suspect explains: none unless the checks that passed still pass."""
    names = {one.name for one in wrong if one.passes(suspect.expected)}
    return names if names and all(one.passes(suspect.expected) for one in right) else set()


def _answers_explained(
    suspects: Sequence[Suspect], wrong: Sequence[Judged], right: Sequence[Judged], expected: Expected
) -> list[tuple[Suspect, set[str]]]:
    """Return each suspect with the checks that it explains, judged only on cases whose calls all answered.

    If what answered is right, only what did not answer is wrong, and no mistake explains that.
    """
    ended = [replace(one, evidence=one.answered) for one in wrong]
    unlike = [one for one in ended if one.evidence and not one.passes(expected)]
    return [(suspect, _explained(suspect, unlike, right)) for suspect in suspects]


def _explains_all(suspect: Suspect, wrong: Sequence[Judged], right: Sequence[Judged]) -> bool:
    return all(one.passes(suspect.expected) for one in (*wrong, *right))


def _suspects(
    mistake: Mistake, evidence: Mapping[str, Answers], expected: Expected, before: Suspect | None = None
) -> Iterator[Suspect]:
    """Yield each way of making a mistake that exists on every case."""
    base = before.expected if before else expected
    try:
        with np.errstate(all="ignore"):  # a mistake may well divide by zero
            made = {name: mistake.made(one.case, base[name]) for name, one in evidence.items()}
    except Exception:  # noqa: BLE001 - on this answer's cases it cannot be made, or not on top of the other
        return
    for way in next(iter(made.values()), {}):
        if all(way in ways for ways in made.values()):
            mistakes, ways = (
                ((*before.mistakes, mistake), (before.way, way)) if before else ((mistake,), (way,))
            )
            yield Suspect(
                mistakes, ", ".join(filter(None, ways)), {name: ways[way] for name, ways in made.items()}
            )


def _joined(
    singles: Sequence[Suspect], known: Sequence[Mistake], evidence: Mapping[str, Answers]
) -> Iterator[Suspect]:
    """Yield pairs of mistakes about different things, the first made before the second."""
    for first in singles:
        later = known[known.index(first.mistakes[0]) + 1 :]
        for second in (one for one in later if one.about != first.mistakes[0].about):
            yield from _suspects(second, evidence, {}, first)


def _as_a_whole(suspect: Suspect, failed: Sequence[Judged], gate: Judged) -> Explanation:
    """Charge each mistake to one check; checks that fail only because of the mistakes follow."""
    earns = all(mistake.earns for mistake in suspect.mistakes)
    charged = {name for mistake in suspect.mistakes for name in _charged(mistake, failed)}
    diagnoses = tuple(
        Diagnosis(mistake.name, suspect.way, mistake.idea, tuple(_charged(mistake, failed)), whole=True)
        for mistake in suspect.mistakes
    )
    hidden = [one for one in gate.evidence if one.case.hidden]
    passed = [one for one in hidden if gate.passes(suspect.expected, on=[one])]
    opens = earns and 2 * len(passed) >= len(hidden) > 0
    follows = frozenset(one.name for one in failed if one.name not in charged) if earns else frozenset()
    return Explanation(diagnoses, follows, opens=opens)


def _charged(mistake: Mistake, failed: Sequence[Judged]) -> list[str]:
    """Return the one check that a mistake costs: the first failed check that it names, or else of all."""
    names = [one.name for one in failed if one.worth]
    own = [name for name in mistake.charged if name in names]
    return (own or names)[:1]


def _in_part(found: Sequence[tuple[Suspect, set[str]]], failed: Sequence[Judged]) -> list[Diagnosis]:
    """Return the mistakes that each explain some of the checks, the one that explains most first.

    A mistake is left out if a failed check that it should have cost does not fit it.
    """
    explained: dict[str, tuple[Suspect, list[str]]] = {}
    wrong = {one.name for one in failed}
    likely = [
        (suspect, names)
        for suspect, names in found
        if wrong.intersection(suspect.mistakes[0].charged) <= names
    ]
    for one in failed:
        suspects = [suspect for suspect, names in likely if one.name in names]
        if one.worth and len({suspect.names for suspect in suspects}) == 1:
            explained.setdefault(suspects[0].names[0], (suspects[0], []))[1].append(one.name)
    ordered = sorted(explained.values(), key=lambda pair: -len(pair[1]))
    return [
        Diagnosis(suspect.mistakes[0].name, suspect.way, suspect.mistakes[0].idea, tuple(names), whole=False)
        for suspect, names in ordered
    ]
