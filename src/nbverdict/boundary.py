"""The error boundary of a command: a known error becomes one sentence, a hint and an exit code."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from traitlets import TraitError

from nbverdict.errors import CourseError
from nbverdict.text.printable import printable

NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)
SHARE = (
    "let its owner run the command; if several people grade this course, set "
    "`c.CourseDirectory.groupshared = True`, and let the owner run `nbverdict grade` once"
)


@contextmanager
def errors_told() -> Iterator[None]:
    """Run a command, and report known errors on stderr.

    Raises:
        SystemExit: a known error was reported.
    """
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            sentence = f"no space is left on this disk ({error.filename or 'a gradebook'})"
            hint = "free some space, and run the same command again: nothing is lost"
        elif error.errno in NOT_ALLOWED and error.filename:
            sentence = f"this account may not use {error.filename}{_owner(Path(error.filename))}"
            hint = SHARE
        else:
            raise
        _tell(sentence, hint)
        raise SystemExit(3) from None
    except TraitError as error:
        _tell(
            f"the configuration cannot be used: {' '.join(str(error).split())}",
            "correct that setting in nbgrader_config.py, or in the file that it loads; nothing was changed",
        )
        raise SystemExit(2) from None
    except CourseError as error:
        _tell(str(error), error.hint)
        raise SystemExit(error.exit_code) from None


def _owner(path: Path) -> str:
    """Return whose a path is, in words; of one that is hidden, nothing."""
    with suppress(OSError, KeyError):
        return f", which belongs to {path.owner()}"
    return ""


def _tell(sentence: str, hint: str | None) -> None:
    """Print an error and its hint; both may quote students, so they are made printable."""
    parts = [f"error: {sentence}", *([f"\nhint: {hint}"] if hint else [])]
    lines = (printable(line) for part in parts for line in part.split("\n"))
    print("\n".join(lines), file=sys.stderr)  # noqa: T201 - a command's stderr
