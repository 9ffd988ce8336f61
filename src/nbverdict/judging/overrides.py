"""Staff's decisions about faulty checks: drop the check, or give everybody its points, with a reason."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from nbverdict.judging.verdict import CheckStatus, CheckVerdict, Verdict
from nbverdict.store.typed import Codec

FOLDER = "rulings"


class OverrideKind(StrEnum):
    """The two decisions."""

    DROP = "drop"  # the check counts for nobody; the other checks of its challenge count for more
    FULL_MARKS = "full marks"  # every graded student gets its points


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """One decision about one check."""

    challenge: str  # empty for a plain test
    check: str  # or the id of a plain test's cell
    kind: OverrideKind
    reason: str


RULINGS = Codec[list[Ruling]](list[Ruling])


class Rulings:
    """The rulings about an assignment, stored below the course's evidence."""

    def __init__(self, store: Path, assignment: str) -> None:
        """Name the file; the first ruling creates it."""
        self.path = store / FOLDER / f"{assignment}.json"

    def all(self) -> list[Ruling]:
        """Return every ruling in force."""
        return RULINGS.read(self.path) or []

    def make(self, ruling: Ruling) -> None:
        """Put a ruling in force; it replaces an earlier one about the same check."""
        about = (ruling.challenge, ruling.check)
        self.put([*(one for one in self.all() if (one.challenge, one.check) != about), ruling])

    def undo(self, ruling: Ruling) -> None:
        """Put a ruling out of force."""
        self.put([one for one in self.all() if one != ruling])

    def put(self, rulings: Sequence[Ruling]) -> None:
        """Put exactly these rulings in force."""
        RULINGS.write(self.path, [*rulings], indent=1)

    def about_plain(self, cell: str) -> Ruling | None:
        """Return the ruling about a plain test, if there is one; either kind gives everybody its points."""
        return next((one for one in self.all() if not one.challenge and one.check == cell), None)

    def applied(self, verdict: Verdict) -> Verdict:
        """Return a verdict with all rulings in force."""
        own = [one for one in self.all() if one.challenge == verdict.challenge]
        ruled = {one.check for one in own}
        verdict = replace(verdict, checks=tuple(_all_freed(verdict.checks, ruled)))
        for ruling in own:
            if ruling.kind is OverrideKind.FULL_MARKS:
                verdict = replace(verdict, checks=tuple(_given(c, ruling) for c in verdict.checks))
        dropped = {one.check: one for one in own if one.kind is OverrideKind.DROP}
        return replace(verdict, checks=tuple(_without(verdict.checks, dropped))) if dropped else verdict


def _all_freed(checks: Sequence[CheckVerdict], ruled: Collection[str]) -> Iterable[CheckVerdict]:
    """Return the checks such that none is blocked by a ruled one, directly or through others."""
    found, decided = {check.name: check for check in checks}, dict.fromkeys(ruled, CheckStatus.PASSED)
    while behind := [one for one in checks if one.behind in decided and one.name not in decided]:
        for check in behind:
            found[check.name] = _freed(check, waits=decided[check.behind].ours)
            decided[check.name] = found[check.name].status
    return found.values()


def _freed(check: CheckVerdict, *, waits: bool) -> CheckVerdict:
    """Return a check that nothing blocks: passed, or waiting for a person if it was not judged.

    It waits too if the check that blocked it now `waits`.
    """
    if check.status in (CheckStatus.SKIPPED, CheckStatus.SPENT) or waits:
        return replace(check, status=CheckStatus.BROKEN, earned=0.0)
    return replace(check, status=CheckStatus.PASSED, earned=check.worth)


def _given(check: CheckVerdict, ruling: Ruling) -> CheckVerdict:
    """Return a check with full marks for everybody."""
    if check.name != ruling.check:
        return check
    return replace(check, status=CheckStatus.GIVEN, earned=check.worth, sentence=ruling.reason)


def _without(checks: Sequence[CheckVerdict], dropped: dict[str, Ruling]) -> list[CheckVerdict]:
    """Drop the overridden checks and redistribute their points proportionally."""
    whole = sum(check.worth for check in checks)
    left = sum(check.worth for check in checks if check.name not in dropped)
    share = whole / left if left else 0.0
    return [
        replace(check, worth=check.worth * share, earned=check.earned * share)
        if check.name not in dropped
        else replace(
            check, worth=0.0, earned=0.0, status=CheckStatus.DROPPED, sentence=dropped[check.name].reason
        )
        for check in checks
    ]
