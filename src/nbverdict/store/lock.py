"""Keeps a second grader out of a course: two would write the same files and rows."""

import fcntl
import getpass
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from nbverdict.errors import OperatorError
from nbverdict.sandbox.confined import is_confined

FILE = "grading.lock"
_held: dict[Path, int] = {}  # by this process, and so by the workers that are forked from it: how often


class CourseLock:
    """The lock of one course; who holds it may take it again. It ends with the process that holds it."""

    def __init__(self, store: Path, *, wait: bool = False) -> None:
        """Name the file, which is made when the lock is taken first; say whether to wait for another."""
        self.path, self.wait = store.resolve() / FILE, wait
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Take it; a confined process, which grades for one that may hold it, leaves it alone.

        Raises:
            OperatorError: another grader holds it.
        """
        if not _held.get(self.path) and not is_confined():
            self._file = self._taken()
        _held[self.path] = _held.get(self.path, 0) + 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _held[self.path] -= 1
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()

    def _taken(self) -> IO[str]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if self.wait else fcntl.LOCK_NB))
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "somebody who has not said their name"
            file.close()
            raise OperatorError(
                f"this course is being graded by {holder}",
                hint="wait until it has ended; what it grades need not be graded again",
            ) from error
        file.truncate(0)
        file.write(_who_we_are())
        file.flush()
        os.set_inheritable(file.fileno(), False)
        return file


def _who_we_are() -> str:
    user = str(os.getuid())
    with suppress(KeyError, OSError):
        user = getpass.getuser()
    since = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{user} on {socket.gethostname()} (process {os.getpid()}) since {since}"
