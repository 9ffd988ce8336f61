"""Where a run of the grader puts what nobody is to keep; the next run removes what was cut off."""

import hashlib
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from graders.grading.settings import CONFIG

FOLDER = ".scratch"
BOOKS = "books"  # in it, for gradebooks of one page: nbgrader commits twenty times a notebook
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
SETTINGS = ("course_config.py", "nbgrader_config.py")
OWN = """
c = get_config()
c.CourseDirectory.db_url = {book!r}
for name in ("source", "release", "submitted", "autograded", "feedback"):
    c.CourseDirectory[f"{{name}}_directory"] = name
c.Course.evidence_directory, c.Course.secret_file = "evidence", "course_secret"
"""
CUT_OFF = ("runs/*/.half-*", "versions/*/*/.half-*", "verdicts/*/.*", "graded/*/.*", "rulings/.*")


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
        self._remove()

    def _remove(self) -> None:
        for folder in (self.folder, self.memory):
            with suppress(FileNotFoundError):
                shutil.rmtree(folder, ignore_errors=folder == self.memory)


def build_scratch(root: Path, assignment: str, scratch: Path) -> None:
    """Make a course with the settings and the source of this one, and a secret and a gradebook of its own."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    for name in SETTINGS:
        if (root / name).exists():
            shutil.copy(root / name, scratch / name)
    with (scratch / CONFIG).open("a", encoding="utf-8") as config:
        config.write(OWN.format(book=f"sqlite:///{scratch.resolve()}/gradebook.db"))
    ignored = shutil.ignore_patterns(".ipynb_checkpoints")
    shutil.copytree(root / "source" / assignment, scratch / "source" / assignment, ignore=ignored)
