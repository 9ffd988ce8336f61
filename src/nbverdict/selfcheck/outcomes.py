"""Outcomes of a mock class: each variant with its verdicts, one for each draw."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from nbverdict.judging.verdict import FAILS, CheckStatus, Verdict
from nbverdict.notebook.record import read_record
from nbverdict.selfcheck.mock_class import MockStudent
from nbverdict.selfcheck.variants import Variant

NOT_LOST = (CheckStatus.GATED, CheckStatus.SPENT)  # statuses that are not a check's own failure
FOUND_WRONG = {*FAILS, CheckStatus.FOLLOWED} - {CheckStatus.GATED}
RIGHT = (CheckStatus.PASSED, CheckStatus.GIVEN, CheckStatus.GATED)


@dataclass(frozen=True)
class VariantOutcome:
    """The part of a verdict that must be the same on every draw."""

    earned: float
    failed: frozenset[str]  # checks that did not pass, except for a closed gate or a slip above
    wrong: frozenset[str]  # those that found something wrong, even if another check was charged
    mistakes: tuple[str, ...]
    pending: str
    followed: float = 0.0  # points that it has only because a mistake is charged once
    right: bool = False  # whether a check with points passed by itself, even behind a closed gate
    why: str = field(default="", compare=False)  # where a check raised, or what its student reads first


@dataclass(frozen=True)
class ObservedVariant:
    """A variant and its outcomes."""

    variant: Variant
    seen: tuple[VariantOutcome, ...]

    @property
    def why(self) -> str:
        """Return why it lost points or waits, after a colon, or nothing."""
        reason = next((one.why for one in self.seen if one.why), "")
        return f": {reason}" if reason else ""

    @property
    def failed(self) -> frozenset[str]:
        """Return the checks that failed on every draw."""
        return frozenset.intersection(*(one.failed for one in self.seen))

    @property
    def wrong(self) -> frozenset[str]:
        """Return the checks that found something wrong on every draw."""
        return frozenset.intersection(*(one.wrong for one in self.seen))


def observe(places: Sequence[MockStudent], autograded: Path, assignment: str) -> list[ObservedVariant]:
    """Return each variant that was handed in, with its outcomes."""
    found: dict[Variant, list[VariantOutcome]] = defaultdict(list)
    for seat in places:
        for notebook, answers in seat.answers.items():
            verdicts = read_verdicts(autograded / seat.student / assignment / f"{notebook}.ipynb")
            for challenge, variant in answers.items():
                found[variant].append(_seen(verdicts.get(challenge)))
    return [ObservedVariant(variant, tuple(seen)) for variant, seen in found.items()]


def read_verdicts(path: Path) -> dict[str, Verdict]:
    """Return the verdicts of an autograded notebook by challenge; none if it could not be graded."""
    if not path.is_file():
        return {}
    records = filter(None, map(read_record, nbformat.read(path, as_version=4).cells))
    return {record.verdict.challenge: record.verdict for record in records if record.verdict}


def _seen(verdict: Verdict | None) -> VariantOutcome:
    if verdict is None:
        return VariantOutcome(0.0, frozenset(), frozenset(), (), pending="not graded")
    how = {check.name: check.status for check in verdict.checks}
    return VariantOutcome(
        earned=verdict.earned,
        failed=frozenset(name for name, status in how.items() if not (status.stands or status in NOT_LOST)),
        wrong=frozenset(name for name, status in how.items() if status in FOUND_WRONG),
        mistakes=tuple(one.mistake for one in verdict.diagnoses),
        pending=verdict.pending,
        followed=verdict.followed,
        right=any(check.worth and check.status in RIGHT for check in verdict.checks),
        why=verdict.fault or verdict.first_reason,
    )
