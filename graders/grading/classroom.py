"""A class: which submissions to grade, one after the other, and what came of each."""

import hashlib
import json
import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning

from graders.errors import OperatorError, StaffError
from graders.grading.assess import Assessor
from graders.grading.results import Result, read_results
from graders.grading.settings import Course, read_config

LEDGER = "graded.json"


@dataclass(frozen=True)
class Graded:
    """What came of one submission: its results, or the error that stopped this machine."""

    student: str
    results: tuple[Result, ...]
    error: str = ""
    skipped: bool = False  # nothing had changed since it was graded


class Classroom:
    """One course on this machine, through nbgrader's own API."""

    def __init__(self, root: Path) -> None:
        """Open a course.

        Raises:
            OperatorError: its secret is missing or another one, or its device is not there.
        """
        warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's own, on every new submission
        # nbgrader calls `alembic` by name: its own environment comes first, activated or not
        os.environ["PATH"] = os.pathsep.join(
            (str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))
        )
        self.root = root
        config = read_config(root)
        config.CourseDirectory.root = str(root)
        self.coursedir = CourseDirectory(config=config)
        self.api = NbGraderAPI(self.coursedir, config=config)
        self.store = root / Course(config=config).evidence_directory
        Assessor.of(Course(config=config), root)

    def students(self, assignment: str, wanted: str | None = None) -> list[str]:
        """Return who handed in this assignment.

        Raises:
            StaffError: nobody did, or the one who was asked for did not.
        """
        folder = Path(self.coursedir.format_path(self.coursedir.submitted_directory, "*", assignment))
        found = sorted(
            path.parent.name for path in folder.parent.parent.glob(f"*/{assignment}") if path.is_dir()
        )
        chosen = [student for student in found if wanted in (None, student)]
        if not chosen:
            who = f"{wanted} has not handed in" if wanted else "nobody has handed in"
            raise StaffError(f"{who} `{assignment}`", hint=f"submissions lie in {folder}")
        return chosen

    def ensure_released(self, assignment: str) -> None:
        """Generate the assignment where the gradebook does not know it yet, as in a fresh clone."""
        with self._gradebook() as book:
            try:
                book.find_assignment(assignment)
            except MissingEntry:
                self.generate(assignment)

    def generate(self, assignment: str) -> None:
        """Generate the release.

        Raises:
            StaffError: nbgrader refused, with its own last line.
        """
        outcome = self.api.generate_assignment(assignment)
        if not outcome["success"]:
            raise StaffError(
                f"`{assignment}` cannot be generated: {_last_line(outcome)}",
                hint=f"is there a folder source/{assignment}?",
            )

    def grade(self, assignment: str, students: list[str], *, force: bool) -> Iterator[Graded]:
        """Grade submissions one after the other; those that did not change are skipped unless forced."""
        for student in students:
            digest = self._digest(assignment, student)
            if not force and self._ledger().get(assignment, {}).get(student) == digest:
                yield Graded(student, tuple(self._results(assignment, student)), skipped=True)
            else:
                yield self._grade_one(assignment, student, digest)

    def feedback(self, assignment: str, student: str) -> Path:
        """Write a student's feedback pages and return their folder.

        Raises:
            OperatorError: nbgrader could not.
        """
        outcome = self.api.generate_feedback(assignment, student, force=True)
        if not outcome["success"]:
            raise OperatorError(f"no feedback for {student}: {_last_line(outcome)}")
        return Path(self.coursedir.format_path(self.coursedir.feedback_directory, student, assignment))

    def _grade_one(self, assignment: str, student: str, digest: str) -> Graded:
        outcome = self.api.autograde(assignment, student, force=True, create=True)
        if not outcome["success"]:
            self._withdraw(assignment, student)
            return Graded(student, (), error=_last_line(outcome))
        ledger = self._ledger()
        ledger.setdefault(assignment, {})[student] = digest
        (self.store / LEDGER).write_text(json.dumps(ledger, indent=1), "utf-8")
        return Graded(student, tuple(self._results(assignment, student)))

    def _withdraw(self, assignment: str, student: str) -> None:
        """Leave no older score standing where a submission could not be graded now."""
        with self._gradebook() as book:
            try:
                grades = [g for n in book.find_submission(assignment, student).notebooks for g in n.grades]
            except MissingEntry:
                return
            for grade in grades:
                grade.auto_score, grade.needs_manual_grade = 0, True
            book.db.commit()

    def _results(self, assignment: str, student: str) -> list[Result]:
        folder = self.coursedir.format_path(self.coursedir.autograded_directory, student, assignment)
        return read_results(Path(folder), student)

    def _digest(self, assignment: str, student: str) -> str:
        """Return what identifies a submitted folder as it lies there."""
        folder = Path(self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment))
        digest = hashlib.sha256()
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
            digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
        return digest.hexdigest()

    def _ledger(self) -> dict[str, dict[str, str]]:
        path = self.store / LEDGER
        return json.loads(path.read_text("utf-8")) if path.is_file() else {}

    def _gradebook(self) -> Any:
        return Gradebook(self.coursedir.db_url, self.coursedir.course_id)


def _last_line(outcome: dict[str, Any]) -> str:
    text = outcome.get("error") or outcome.get("log") or "no reason given"
    return str(text).strip().splitlines()[-1]
