"""Verdicts: what each check found, and what that is worth; `table` puts their states into words."""

from dataclasses import dataclass, replace
from enum import StrEnum

from pydantic import ConfigDict

from nbverdict.compare.difference import Places
from nbverdict.sandbox.ends import Cause

CLOSED = ConfigDict(extra="forbid")  # reading back refuses fields that we did not write


class CheckStatus(StrEnum):
    """A check's outcome. `UNREAD` and `BROKEN` are our fault: they give nothing and take nothing."""

    PASSED = "passed"
    FOLLOWED = "followed"  # wrong only because of a mistake that is charged elsewhere: it gets its points
    GIVEN = "given"  # the course gave its points to everybody
    WRONG = "wrong"
    LATE = "late"  # no answer in time
    ENDED = "ended"  # the process ended before it answered
    UNREAD_AGAIN = "unread again"  # as in an earlier attempt: it no longer waits for a person
    SPENT = "spent"  # as `FOLLOWED`, but beyond the points that may follow from a mistake
    GATED = "gated"  # passed, but counts only with the gate
    SKIPPED = "skipped"  # a check that it requires did not pass
    DROPPED = "dropped"  # the course dropped it for everybody
    UNREAD = "unread"
    BROKEN = "broken"

    @property
    def ours(self) -> bool:
        """Whether a person must look because we could not judge."""
        return self in (CheckStatus.UNREAD, CheckStatus.BROKEN)

    @property
    def stands(self) -> bool:
        """Whether it gets its points."""
        return self in (CheckStatus.PASSED, CheckStatus.FOLLOWED, CheckStatus.GIVEN)

    @property
    def fails(self) -> bool:
        """Whether it lost points because of the answer, or because there is none."""
        return self in FAILS


FAILS = (
    CheckStatus.WRONG,
    CheckStatus.LATE,
    CheckStatus.ENDED,
    CheckStatus.UNREAD_AGAIN,
    CheckStatus.SPENT,
    CheckStatus.GATED,
)


class Seen(StrEnum):
    """What a check found on the example that the student sees, if it fails."""

    WRONG = "wrong"
    RIGHT = "right"
    NOTHING = "nothing"  # it could not be judged there


@dataclass(frozen=True)
class Finding:
    """One check on one case."""

    check: str
    case: str
    hidden: bool
    status: CheckStatus
    sentence: str = ""  # what the student reads; never the values of a hidden case
    staff: tuple[str, ...] = ()
    mistake: str = ""  # if the check itself names it
    places: tuple[Places, ...] = ()  # where the answer is wrong, of the shown example only
    times: float = 0.0  # how many tolerances its farthest number is off; 0 if that says nothing
    cause: Cause = Cause.UNKNOWN  # why the process ended


@dataclass(frozen=True)
class CheckVerdict:
    """One check over all cases of a submission."""

    __pydantic_config__ = CLOSED

    name: str
    line: str
    worth: float
    earned: float
    status: CheckStatus
    sentence: str = ""  # the check's own message, or the course's reason; the status says which
    staff: tuple[str, ...] = ()
    places: tuple[Places, ...] = ()
    times: float = 0.0  # the largest of its findings
    behind: str = ""  # the check that took its points or blocked it
    asks: str = ""  # the line of that check
    seen: Seen = Seen.WRONG  # on the example, if it fails
    cause: Cause = Cause.UNKNOWN  # why the process ended, if it did

    def read_no_more(self) -> "CheckVerdict":
        """Return the check as wrong if the answer could not be read."""
        if self.status is not CheckStatus.UNREAD:
            return self
        return replace(self, status=CheckStatus.UNREAD_AGAIN)

    @property
    def withheld(self) -> float:
        """Return the points that wait for a person."""
        return self.worth if self.status.ours else 0.0


@dataclass(frozen=True)
class Diagnosis:
    """A known mistake that explains failed checks."""

    __pydantic_config__ = CLOSED

    mistake: str
    way: str  # how it was made, if there are several ways; for staff
    idea: str  # what the student reads; empty if the check's own message says it
    checks: tuple[str, ...]  # those that it costs, or, if it explains only a part, those that it explains
    whole: bool  # whether it explains, alone or with the others, all failed checks


@dataclass(frozen=True)
class Verdict:
    """The verdict on one challenge of a submission."""

    __pydantic_config__ = CLOSED

    challenge: str
    checks: tuple[CheckVerdict, ...]
    diagnoses: tuple[Diagnosis, ...] = ()  # the one that explains most first
    followed: float = 0.0  # points that it has only because a mistake is charged once

    @property
    def worth(self) -> float:
        """Return the maximum points of the challenge."""
        return sum(check.worth for check in self.checks)

    @property
    def earned(self) -> float:
        """Return the points of the checks that passed and count."""
        return sum(check.earned for check in self.checks)

    @property
    def statuses(self) -> frozenset[CheckStatus]:
        """Return the statuses of its checks."""
        return frozenset(check.status for check in self.checks)

    def read_no_more(self) -> "Verdict":
        """Return the verdict if an answer was unreadable in an earlier attempt too: it does not wait again.

        The student's process says whether an answer could be read, so a student could choose to wait forever.
        """
        return replace(self, checks=tuple(check.read_no_more() for check in self.checks))

    @property
    def pending(self) -> str:
        """Return why a person must look, or nothing."""
        waiting = [check for check in self.checks if check.status.ours]
        return "; ".join(f"{check.name} is {check.status}" for check in waiting)

    @property
    def fault(self) -> str:
        """Return where a check of ours raised, and what, as staff read it; nothing if none did."""
        broken = [check for check in self.checks if check.status is CheckStatus.BROKEN and check.staff]
        return broken[0].staff[0] if broken else ""

    @property
    def first_reason(self) -> str:
        """Return the first sentence about a check that did not pass, or nothing."""
        return next(
            (check.sentence for check in self.checks if check.sentence and not check.status.stands), ""
        )
