"""The boundary of a command: what can go wrong becomes one sentence, a hint and an exit code."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from nbverdict.errors import CourseError
from nbverdict.text.printable import printable

NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def errors_told() -> Iterator[None]:
    """Run a command meanwhile.

    Raises:
        SystemExit: something went wrong that is known, and was told on stderr.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in NO_SPACE:
            raise
        _tell(
            f"no space is left on this disk ({error.filename or 'a gradebook'})",
            "make space, and give the same command again: nothing is lost",
        )
        raise SystemExit(3) from None
    except CourseError as error:
        _tell(str(error), error.hint)
        raise SystemExit(error.exit_code) from None


def _tell(sentence: str, hint: str | None) -> None:
    """Print what is wrong and what to do, which may name students, as a terminal may show it."""
    said = [f"error: {sentence}", *([f"\nhint: {hint}"] if hint else [])]
    lines = (printable(line) for one in said for line in one.split("\n"))
    print("\n".join(lines), file=sys.stderr)  # noqa: T201 - a command's stderr
