"""Scratch space of a run of the grader; the next run removes what a killed one left."""

import errno
import hashlib
import shutil
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

FOLDER = ".scratch"
BOOKS = "books"  # below it, for gradebooks of one page: nbgrader commits twenty times a notebook
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
TIMES, WAIT_S = 20, 0.1  # attempts to remove a folder
CUT_OFF = (
    *(
        "runs/*/.half-*",
        "versions/*/*/.half-*",
        "versions/*/*/*/.version.json.*",
        "quarantine/*/*/.reasons.json.*",
    ),
    *("verdicts/*/.*", "graded/*/.*", "received/*/.*", "received/*/*/.*", "rulings/.*"),
)


class Scratch:
    """A folder on the disk of the store, so that a move out of it is a rename; for one grader at a time."""

    def __init__(self, store: Path) -> None:
        """Take the store's folder, and choose a folder in memory beside the scratch folder."""
        self.store, self.folder = store, store / FOLDER
        own = hashlib.sha256(str(store.resolve()).encode()).hexdigest()[:16]
        self.memory = MEMORY / f"gradebooks-{own}"

    def __enter__(self) -> Path:
        self._remove()
        for pattern in CUT_OFF:
            for path in self.store.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.folder.mkdir(parents=True, mode=0o700)
        try:
            self.memory.mkdir(mode=0o700)
            (self.folder / BOOKS).symlink_to(self.memory)
        except OSError:  # there is no such folder, or another user has it
            (self.folder / BOOKS).mkdir()
        return self.folder

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # the next run reports it; it must not hide what ended this run
            self._remove()

    def _remove(self) -> None:
        for folder in (self.folder, self.memory):
            with suppress(FileNotFoundError):
                _remove(folder, ignore_errors=folder == self.memory)


def _remove(folder: Path, *, ignore_errors: bool) -> None:
    """Remove a folder, even if a process that is exiting still writes into it."""
    for _ in range(TIMES):
        try:
            return shutil.rmtree(folder, ignore_errors=ignore_errors)
        except OSError as error:
            if error.errno != errno.ENOTEMPTY:
                raise
            time.sleep(WAIT_S)
    return shutil.rmtree(folder, ignore_errors=ignore_errors)
