"""Errors, named by who can repair them.

* CourseError
  x StaffError     staff: a notebook, a check or the configuration is wrong
  x OperatorError  operator: the machine lacks something, or could not run the command
  x StoppedError   operator: somebody stopped the command before it was done

A student's mistake is never an error here: it is a verdict.
"""


class CourseError(Exception):
    """One clear sentence, and a hint that says what to do next."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class StaffError(CourseError):
    """A notebook, a check or the configuration is wrong."""

    exit_code = 2


class OperatorError(CourseError):
    """The machine lacks something, or could not run the command."""

    exit_code = 3


class StoppedError(CourseError):
    """Somebody stopped the command before it was done; nothing is lost."""

    exit_code = 130
