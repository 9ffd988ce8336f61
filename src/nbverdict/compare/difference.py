"""Differences, the results of a comparison, and their messages for staff and students."""

from collections.abc import Sequence
from dataclasses import dataclass, field

MOST_MAPS = 4  # that a page shows
NEARLY_ALL = 0.95  # of the values of a map


@dataclass(frozen=True)
class Places:
    """The places of a map where an answer differs, without the values."""

    where: str
    rows: tuple[str, ...]  # a character for each value: `x` if it differs, else `.`

    @property
    def tells(self) -> bool:
        """Whether a picture helps: not if nearly all values differ."""
        return sum(row.count("x") for row in self.rows) <= NEARLY_ALL * sum(map(len, self.rows))


@dataclass(frozen=True)
class Difference:
    """Where an answer differs, how often, and one example.

    `got` and `expected` are short texts. A student is never shown `expected`.
    """

    where: str
    what: str
    got: str = ""
    expected: str = ""
    mistake: str = ""  # if `what` names it
    rows: tuple[str, ...] = ()  # of a map: see `Places`
    times: float = 0.0  # how many tolerances the farthest value is off; 0 if that says nothing

    def for_student(self) -> str:
        """Return one sentence that reveals nothing beyond the student's own answer."""
        return f"{self.where}: {self.what}" + (f"; yours is {self.got}" if self.got else "")

    def for_staff(self) -> str:
        """Return one line with the expected value."""
        return f"{self.where}: {self.what}: expected {self.expected or '-'}, got {self.got or '-'}"


class Wrong(AssertionError):  # noqa: N818 - the name of a verdict, not of an error
    """The student's answer is wrong. Raised by checks and by readers of evidence.

    The sentence is for the student, and may contain their values on the shown example; `staff` is for staff.
    """

    def __init__(
        self,
        sentence: str,
        *,
        staff: tuple[str, ...] = (),
        anywhere: str = "",
        mistake: str = "",
        places: tuple[Places, ...] = (),
        times: float = 0.0,
    ) -> None:
        """Store the student's sentence and the lines for staff.

        `anywhere` is a sentence that a hidden case may show too, `mistake` is the mistake's name if the
        sentence explains it, `places` are for a picture of the shown example, and `times` says how many
        tolerances the farthest value is off, if only numbers are wrong.
        """
        super().__init__(sentence)
        self.staff, self.anywhere, self.mistake = staff, anywhere, mistake
        self.places, self.times = places, times


@dataclass(frozen=True)
class Differences:
    """All differences between an answer and the expected value."""

    found: tuple[Difference, ...] = field(default=())

    def raise_if_any(self, *, hint: str = "") -> None:
        """Raise `Wrong` with the first difference, if there is one."""
        if not self.found:
            return
        first, *others = self.found
        more = f" (and {len(others)} more)" if others else ""
        sentence = first.for_student() + more + (f". {hint}" if hint else "")
        named = {difference.mistake for difference in self.found}
        mistake = first.mistake if len(named) == 1 else ""
        staff = tuple(difference.for_staff() for difference in self.found[:3])
        places = tuple(Places(one.where, one.rows) for one in self.found if one.rows)
        times = farthest([difference.times for difference in self.found])
        raise Wrong(
            sentence, staff=staff, anywhere=hint, mistake=mistake, places=places[:MOST_MAPS], times=times
        )


def farthest(times: Sequence[float]) -> float:
    """Return the largest of these distances, or 0 if one of them says nothing."""
    return max(times, default=0.0) if all(times) else 0.0
