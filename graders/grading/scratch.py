"""Where a run of the grader puts what nobody is to keep; the next run removes what was cut off."""

import shutil
from pathlib import Path
from types import TracebackType

from graders.evidence.store import forget_halves

FOLDER = ".scratch"


class Scratch:
    """A folder on the disk of what is moved out of it; one grader at a time has it."""

    def __init__(self, store: Path) -> None:
        """Name it."""
        self.store, self.folder = store, store / FOLDER

    def __enter__(self) -> Path:
        shutil.rmtree(self.folder, ignore_errors=True)
        forget_halves(self.store)
        self.folder.mkdir(parents=True, mode=0o700)
        return self.folder

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
