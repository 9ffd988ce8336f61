"""Results of looks at this machine, for `doctor`: the engine's own looks and those of a course."""

from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """The result of a look: its sign, and the sign's colour."""

    FINE = ("✓", "green")
    WARNING = ("!", "yellow")  # grading works, but a person should know
    MISSING = ("✗", "red")


@dataclass(frozen=True)
class LookResult:
    """What one look found, and what to do if something is missing."""

    mark: Mark
    what: str
    remedy: str = ""


def found(what: str, remedy: str = "", *, fine: bool) -> LookResult:
    """Return a result: it is fine, or missing, with what to do."""
    return LookResult(Mark.FINE if fine else Mark.MISSING, what, remedy)
