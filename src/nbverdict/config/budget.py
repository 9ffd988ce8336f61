"""The limits of what the trusted side spends on one submission, from a course's configuration."""

from traitlets import Integer
from traitlets.config import LoggingConfigurable

from nbverdict.sandbox.confined import Budget, StopCause


class Confinement(LoggingConfigurable):
    """The limits of what the trusted side spends on one submission, from its first byte to its page.

    They do not cover the student's own process, which `c.Sandbox` limits.
    """

    cpu_seconds = Integer(120, help="CPU time of reading, converting and rendering a submission.").tag(
        config=True
    )
    wall_seconds = Integer(3600, help="Wall time of all work on a submission.").tag(config=True)
    memory_mb = Integer(2048, help="Memory for reading, converting and rendering it.").tag(config=True)
    disk_mb = Integer(1000, help="Size of the files that are made from it.").tag(config=True)

    def budget(self) -> Budget:
        """Return the budget of one submission."""
        return Budget(
            cpu_seconds=self.cpu_seconds,
            wall_seconds=self.wall_seconds,
            memory_mb=self.memory_mb,
            disk_mb=self.disk_mb,
        )


def why_stopped(sentence: str) -> str:
    """Return why the grading of a submission stopped, for its student and for staff."""
    return f"grading it stopped ({sentence}): a person will look at it"


def why_given_up(cause: StopCause) -> str:
    """Return why a submission exceeded its budget, for its student and for staff."""
    if cause in (StopCause.DIED, StopCause.REPLY):
        return "the notebook could not be read: opening it stops the program that reads it"
    return (
        f"the notebook takes more {cause.value} to read and show than any notebook needs: "
        "clear its outputs, and hand it in without what is not yours"
    )
