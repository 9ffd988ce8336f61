"""A course as those see it who look at what was graded: its gradebook and its files, and no sandbox."""

from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from nbverdict.config.settings import Course, read_config
from nbverdict.course.ledger import Ledger


class CourseFiles:
    """Where staff read what grading left."""

    def __init__(self, root: Path) -> None:
        """Open a course."""
        config = read_config(root)
        config.CourseDirectory.root = str(root)
        course = Course(config=config)
        self.root, self.coursedir, self.config = root, CourseDirectory(config=config), config
        self.store = root / course.evidence_directory
        self.ledger = Ledger(self.store)
        self.formgrader = course.formgrader_url.rstrip("/")

    def autograded(self, assignment: str, student: str) -> Path:
        """Return the folder of a student's autograded notebooks."""
        step = self.coursedir.autograded_directory
        return Path(self.coursedir.format_path(step, student, assignment))

    def submitted(self, assignment: str, student: str) -> Path:
        """Return the folder of what a student handed in."""
        step = self.coursedir.submitted_directory
        return Path(self.coursedir.format_path(step, student, assignment))

    def source(self, assignment: str, notebook: str) -> Path:
        """Return a notebook of the course as its authors wrote it, with solutions."""
        step = self.coursedir.source_directory
        return Path(self.coursedir.format_path(step, ".", assignment)) / f"{notebook}.ipynb"

    def released(self, assignment: str, notebook: str) -> Path:
        """Return a notebook of the course as its students were given it."""
        step = self.coursedir.release_directory
        return Path(self.coursedir.format_path(step, ".", assignment)) / f"{notebook}.ipynb"

    def page_link(self, page: str) -> str:
        """Return the address of formgrader's page for a student's notebook."""
        return f"{self.formgrader}/formgrader/submissions/{page}/"
