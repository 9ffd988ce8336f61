"""Why a student's process ended, as a value: found out from outside, and never what it says of itself."""

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """What ended a process."""

    UNKNOWN = ""
    MEMORY = "memory"
    CPU = "cpu"
    FILES = "files"
    PROCESSES = "processes"
    WATCHES = "watches"  # or descriptors on their way, which the system counts for each user
    OUTPUT = "output"
    SIGNAL = "signal"  # of its own doing: a fault in a library, or `abort`
    ITSELF = "itself"  # it left
    SILENT = "silent"  # it went on, but did not answer, and we ended it
    TALK = "talk"  # what it sent is no conversation
    OUTSIDE = "outside"  # killed by nobody inside and not by us: the machine


WHY = {
    Cause.MEMORY: "it used more memory than a notebook may",
    Cause.CPU: "it used more CPU time than a notebook may",
    Cause.FILES: "it wrote more files than a notebook may",
    Cause.PROCESSES: "it left after it was refused more processes than a notebook may have",
    Cause.WATCHES: "it had more files watched, or sent more of them, than a notebook may",
    Cause.OUTPUT: "it put out more than a notebook may",
    Cause.SIGNAL: "a signal ended it, as a fault in a library does",
    Cause.ITSELF: "its own code ended it",
    Cause.SILENT: "it no longer answered, nor stopped when it was interrupted",
    Cause.TALK: "what it sent could not be read",
    Cause.OUTSIDE: "it was killed from outside",
}
COARSE = (Cause.MEMORY, Cause.CPU, Cause.FILES)  # what of a hidden call a student is told


@dataclass(frozen=True)
class End:
    """The end of one process: what caused it, and what a person may want to know besides."""

    cause: Cause
    detail: str = ""  # numbers, or the name of a signal

    def __str__(self) -> str:
        """Return it as half a sentence, whole."""
        return f"{WHY[self.cause]} ({self.detail})" if self.detail else WHY[self.cause]


def told_to_staff(cause: Cause) -> str:
    """Return what staff are told of an end in a call besides what its student is told."""
    return f": {WHY[cause]}" if cause in WHY and cause not in COARSE else ""


def told_of_a_call(cause: Cause) -> str:
    """Return what a student is told of an end in a call, in which hidden inputs must not show."""
    return f": {WHY[cause]}" if cause in COARSE else ""
