"""Where a run of the grader puts what nobody is to keep; the next run removes what was cut off."""

import errno
import hashlib
import shutil
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

FOLDER = ".scratch"
BOOKS = "books"  # in it, for gradebooks of one page: nbgrader commits twenty times a notebook
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
TIMES, WAIT_S = 20, 0.1  # that a folder is tried to be removed
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
    """A folder on the disk of what is moved out of it; one grader at a time has it."""

    def __init__(self, store: Path) -> None:
        """Name it, and the folder in memory that goes with it."""
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
        except OSError:  # there is no such place, or somebody else has it
            (self.folder / BOOKS).mkdir()
        return self.folder

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # the next run says so; what ended this one is not to be hidden by it
            self._remove()

    def _remove(self) -> None:
        for folder in (self.folder, self.memory):
            with suppress(FileNotFoundError):
                _remove(folder, ignore_errors=folder == self.memory)


def _remove(folder: Path, *, ignore_errors: bool) -> None:
    """Remove a folder, also if a process that is ending still puts something there."""
    for _ in range(TIMES):
        try:
            return shutil.rmtree(folder, ignore_errors=ignore_errors)
        except OSError as error:
            if error.errno != errno.ENOTEMPTY:
                raise
            time.sleep(WAIT_S)
    return shutil.rmtree(folder, ignore_errors=ignore_errors)
