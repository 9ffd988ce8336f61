"""Verdicts: what each check found, and what that is worth; `table` puts their states into words."""

from dataclasses import dataclass, replace
from enum import StrEnum

from pydantic import ConfigDict

from nbverdict.compare.difference import Places
from nbverdict.sandbox.ends import Cause

CLOSED = ConfigDict(extra="forbid")  # of what is read back: no field that we did not write


class CheckStatus(StrEnum):
    """A check's outcome. `UNREAD` and `BROKEN` are our fault: they give nothing and take nothing."""

    PASSED = "passed"
    FOLLOWED = "followed"  # wrong only because of a mistake that is charged elsewhere: it has its points
    GIVEN = "given"  # the course gave its points to everybody
    WRONG = "wrong"
    LATE = "late"  # no answer in time
    ENDED = "ended"  # the process ended before it answered
    UNREAD_AGAIN = "unread again"  # as in an attempt before: it waits for nobody
    SPENT = "spent"  # as `FOLLOWED`, but no more points follow from that mistake
    GATED = "gated"  # passed, but counts only with the gate
    SKIPPED = "skipped"  # nothing to judge without a check that did not pass
    DROPPED = "dropped"  # the course lets it count for nobody
    UNREAD = "unread"
    BROKEN = "broken"

    @property
    def ours(self) -> bool:
        """Whether a person must look because we could not judge."""
        return self in (CheckStatus.UNREAD, CheckStatus.BROKEN)

    @property
    def stands(self) -> bool:
        """Whether it has its points."""
        return self in (CheckStatus.PASSED, CheckStatus.FOLLOWED, CheckStatus.GIVEN)

    @property
    def fails(self) -> bool:
        """Whether it lost points by what was answered, or was not."""
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
    sentence: str = ""  # what the student reads; on a hidden case nothing that tells its values
    staff: tuple[str, ...] = ()
    mistake: str = ""  # where the check itself knows it
    places: tuple[Places, ...] = ()  # where it is wrong, of the shown example only
    times: float = 0.0  # how many tolerances its farthest number is off; 0 where that says nothing
    cause: Cause = Cause.UNKNOWN  # of the end of the process


@dataclass(frozen=True)
class CheckVerdict:
    """One check over all cases of a submission."""

    __pydantic_config__ = CLOSED

    name: str
    line: str
    worth: float
    earned: float
    status: CheckStatus
    sentence: str = ""  # the check's own words, or the course's reason, where the status says whose
    staff: tuple[str, ...] = ()
    places: tuple[Places, ...] = ()
    times: float = 0.0  # as of a finding, the farthest of all
    behind: str = ""  # the check that took its points, or kept it from being judged
    asks: str = ""  # the line of that check
    seen: Seen = Seen.WRONG  # the example, if it fails
    cause: Cause = Cause.UNKNOWN  # of the end of the process, if that ended

    def read_no_more(self) -> "CheckVerdict":
        """Return it wrong, where the answer could not be read."""
        if self.status is not CheckStatus.UNREAD:
            return self
        return replace(self, status=CheckStatus.UNREAD_AGAIN)

    @property
    def withheld(self) -> float:
        """Return the points that wait for a person."""
        return self.worth if self.status.ours else 0.0


@dataclass(frozen=True)
class Diagnosis:
    """A known mistake that explains checks which did not pass."""

    __pydantic_config__ = CLOSED

    mistake: str
    way: str  # how it was made, where there are several ways: staff may want to know
    idea: str  # what the student reads; empty where the check's own message says it
    checks: tuple[str, ...]  # those that it costs, or where it explains only a part, those that it explains
    whole: bool  # whether it explains, alone or with the others, all that is not right


@dataclass(frozen=True)
class Verdict:
    """One challenge of a submission."""

    __pydantic_config__ = CLOSED

    challenge: str
    checks: tuple[CheckVerdict, ...]
    diagnoses: tuple[Diagnosis, ...] = ()  # the one that explains most first
    followed: float = 0.0  # points that it would not have earned, were a mistake not charged once only

    @property
    def worth(self) -> float:
        """Return the most that the challenge can give."""
        return sum(check.worth for check in self.checks)

    @property
    def earned(self) -> float:
        """Return the points of the checks that passed and count."""
        return sum(check.earned for check in self.checks)

    @property
    def statuses(self) -> frozenset[CheckStatus]:
        """Return how its checks came out."""
        return frozenset(check.status for check in self.checks)

    def read_no_more(self) -> "Verdict":
        """Return it for somebody whose answer could not be read in an attempt before: it waits no more.

        Whether an answer could be read is what the student's process says: who waits may not wait by choice.
        """
        return replace(self, checks=tuple(check.read_no_more() for check in self.checks))

    @property
    def pending(self) -> str:
        """Return why a person must look, or nothing."""
        waiting = [check for check in self.checks if check.status.ours]
        return "; ".join(f"{check.name} is {check.status}" for check in waiting)
