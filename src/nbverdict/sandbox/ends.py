"""Why a student's process ended, as seen from outside: what it says of itself is never trusted."""

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """What ended a process."""

    UNKNOWN = ""
    MEMORY = "memory"
    CPU = "cpu"
    FILES = "files"
    PROCESSES = "processes"
    WATCHES = "watches"  # or descriptors in flight, which the system counts for each user
    OUTPUT = "output"
    SIGNAL = "signal"  # that it caused itself: a fault in a library, or `abort`
    ITSELF = "itself"  # it exited
    SILENT = "silent"  # it ran on without an answer, and we killed it
    TALK = "talk"  # what it sent does not follow the protocol
    OUTSIDE = "outside"  # killed neither from inside nor by us: the machine's fault


WHY = {
    Cause.MEMORY: "it used more memory than a notebook may",
    Cause.CPU: "it used more CPU time than a notebook may",
    Cause.FILES: "it wrote more files than a notebook may",
    Cause.PROCESSES: "it exited after it asked for more processes than a notebook may have",
    Cause.WATCHES: "it watched more files, or sent more of them, than a notebook may",
    Cause.OUTPUT: "it produced more output than a notebook may",
    Cause.SIGNAL: "a signal ended it, as a fault in a library does",
    Cause.ITSELF: "its own code ended it",
    Cause.SILENT: "it did not answer, and did not stop when it was interrupted",
    Cause.TALK: "what it sent could not be read",
    Cause.OUTSIDE: "it was killed from outside",
}
COARSE = (Cause.MEMORY, Cause.CPU, Cause.FILES)  # what a student may read about a hidden call


@dataclass(frozen=True)
class End:
    """The end of one process: its cause, and a detail for people."""

    cause: Cause
    detail: str = ""  # a limit, or the name of a signal

    def __str__(self) -> str:
        """Return the reason and its detail as a clause."""
        return f"{WHY[self.cause]} ({self.detail})" if self.detail else WHY[self.cause]


def told_to_staff(cause: Cause) -> str:
    """Return the reason for an end in a call if only staff may read it."""
    return f": {WHY[cause]}" if cause in WHY and cause not in COARSE else ""


def told_of_a_call(cause: Cause) -> str:
    """Return the reason for an end in a call if its student may read it: hidden inputs must not show."""
    return f": {WHY[cause]}" if cause in COARSE else ""
