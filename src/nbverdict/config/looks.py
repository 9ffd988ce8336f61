"""What a look at this machine found, for `doctor`: the engine's own looks and those of a course."""

from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """What a look came to: its sign, and the sign's colour."""

    FINE = ("✓", "green")
    WARNING = ("!", "yellow")  # grading works, and a person should know
    MISSING = ("✗", "red")


@dataclass(frozen=True)
class LookResult:
    """What one look found, and what to do where something is missing."""

    mark: Mark
    what: str
    remedy: str = ""


def found(what: str, remedy: str = "", *, fine: bool) -> LookResult:
    """Return that something is there, or what to do because it is missing."""
    return LookResult(Mark.FINE if fine else Mark.MISSING, what, remedy)
