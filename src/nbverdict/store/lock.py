"""Locks a course, so that no two graders write the same files and rows."""

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
_held: dict[Path, int] = {}  # how often this process, and so each worker forked from it, holds a lock


class CourseLock:
    """The lock of one course: reentrant, and released when the process that holds it ends."""

    def __init__(self, store: Path, *, wait: bool = False) -> None:
        """Take the folder of the lock's file; `wait` for another grader instead of raising."""
        self.path, self.wait = store.resolve() / FILE, wait
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Acquire it; a confined process does not, as it grades for one that may hold it.

        Raises:
            OperatorError: another grader holds it, and `wait` is false.
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
            holder = file.read().strip() or "another process (holder unknown)"
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
