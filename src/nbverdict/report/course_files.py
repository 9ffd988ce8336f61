"""The gradebook and the files of a course, for commands that read results and need no sandbox."""

from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from nbverdict.config.settings import Course, read_config
from nbverdict.course.ledger import Ledger
from nbverdict.store.sharing import share_with_group


class CourseFiles:
    """Paths and stores of a graded course."""

    def __init__(self, root: Path) -> None:
        """Open a course."""
        config = read_config(root)
        config.CourseDirectory.root = str(root)
        course = Course(config=config)
        self.root, self.coursedir, self.config = root, CourseDirectory(config=config), config
        if self.coursedir.groupshared:
            share_with_group(root)
        self.store = root / course.evidence_directory
        self.ledger = Ledger(self.store)
        self.formgrader = course.formgrader_url.rstrip("/")

    def autograded(self, assignment: str, student: str) -> Path:
        """Return the folder of a student's autograded notebooks."""
        step = self.coursedir.autograded_directory
        return Path(self.coursedir.format_path(step, student, assignment))

    def submitted(self, assignment: str, student: str) -> Path:
        """Return the folder of a student's submission."""
        step = self.coursedir.submitted_directory
        return Path(self.coursedir.format_path(step, student, assignment))

    def source(self, assignment: str, notebook: str) -> Path:
        """Return the path of a notebook's source, with solutions."""
        step = self.coursedir.source_directory
        return Path(self.coursedir.format_path(step, ".", assignment)) / f"{notebook}.ipynb"

    def released(self, assignment: str, notebook: str) -> Path:
        """Return the path of a notebook's release."""
        step = self.coursedir.release_directory
        return Path(self.coursedir.format_path(step, ".", assignment)) / f"{notebook}.ipynb"

    def page_link(self, page: str) -> str:
        """Return the address of formgrader's page for a student's notebook."""
        return f"{self.formgrader}/formgrader/submissions/{page}/"
