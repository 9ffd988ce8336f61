"""A class: which submissions to grade, one after the other, and what came of each."""

import os
import sys
import tempfile
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning

from graders.errors import StaffError
from graders.grading.assess import Assessor
from graders.grading.intake.files import Examined, examine, refusals
from graders.grading.intake.handin import HandIn, sort_out, take_in
from graders.grading.intake.in_place import clear
from graders.grading.intake.match import Release
from graders.grading.intake.quarantine import Quarantine
from graders.grading.ledger import Ledger
from graders.grading.people import settle, withdraw
from graders.grading.results import Result, read_repairs, read_results, read_time_stated, read_walls
from graders.grading.settings import Course, read_config
from graders.grading.ungraded import Ungraded
from graders.grading.versions import Version, Versions
from graders.sandbox.servers import choose_tier
from graders.sandbox.settings import Sandbox

AGAIN = "this machine failed, so the next run grades it again"


@dataclass(frozen=True)
class Graded:
    """What came of one submission: its results, or the error that stopped this machine."""

    student: str
    results: tuple[Result, ...]
    error: str = ""
    skipped: bool = False  # nothing had changed since it was graded
    notes: tuple[str, ...] = ()  # what was done about the files and cells, before it was graded


class Classroom:
    """One course on this machine, through nbgrader's own API."""

    def __init__(self, root: Path, *, unsafe: bool = False) -> None:
        """Open a course; `unsafe` goes without a sandbox where this machine has none.

        Raises:
            OperatorError: its secret is missing or another one, its device is not there, or no sandbox is.
        """
        warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's own, on every new submission
        # nbgrader calls `alembic` by name: its own environment comes first, activated or not
        os.environ["PATH"] = os.pathsep.join(
            (str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))
        )
        self.root = root
        config = read_config(root)
        config.CourseDirectory.root = str(root)
        if unsafe:
            config.Sandbox.unsafe_no_sandbox = True
        self.coursedir = CourseDirectory(config=config)
        self.api = NbGraderAPI(self.coursedir, config=config)
        self.store = root / Course(config=config).evidence_directory
        self.ledger = Ledger(self.store)
        Assessor.of(Course(config=config), root)
        choose_tier(Sandbox(config=config))

    def students(self, assignment: str, wanted: str | None = None) -> list[str]:
        """Return who handed in this assignment.

        Raises:
            StaffError: nobody did, or the one who was asked for did not.
        """
        folder = self._submitted(assignment, "*")
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
            try:
                graded = self._unchanged(assignment, student) if not force else None
                yield graded or self._grade_one(assignment, student)
            except Exception as error:  # noqa: BLE001 - whatever one submission does, the class goes on
                with suppress(Exception):  # the same may stop this too
                    self.ledger.drop(assignment, student)
                    self._withdraw(assignment, student)
                yield Graded(student, (), error=f"{type(error).__name__}: {error}")

    def restore(self, assignment: str, student: str, number: int | None) -> tuple[Version, Version]:
        """Put an older version in the place of what was handed in, which is kept; return both.

        Raises:
            StaffError: there is no such version.
        """
        versions, examined = self._versions(assignment, student), self._examine(assignment, student)
        wanted = versions.choose(number, other_than=examined.digest)
        kept = versions.keep(examined)
        clear(examined, Quarantine(self.store, assignment, student))
        versions.restore(wanted, examined.folder)
        return wanted, kept

    def feedback(self, assignment: str, graded: Graded) -> Graded:
        """Write a student's feedback pages; where nbgrader cannot, say so, and let the next run try again."""
        if graded.skipped or (graded.error and not graded.results):
            return graded
        outcome = self.api.generate_feedback(assignment, graded.student, force=True)
        if outcome["success"]:
            return graded
        self.ledger.drop(assignment, graded.student)
        return replace(graded, error=f"no feedback page: {_last_line(outcome)}")

    def _unchanged(self, assignment: str, student: str) -> Graded | None:
        """Return what came of a submission that has not changed since it was graded."""
        examined = self._examine(assignment, student)
        if self.ledger.find(assignment, student) != examined.state:
            return None
        kept = self._versions(assignment, student).find(examined.digest)
        notes = kept.notes if kept else ()
        return Graded(student, self._results(assignment, student), skipped=True, notes=notes)

    def _grade_one(self, assignment: str, student: str) -> Graded:
        """Grade one submission, kept as a version before anything can go wrong."""
        self.ledger.drop(assignment, student)  # whatever happens now, an older entry does not hold
        versions = self._versions(assignment, student)
        examined = self._examine(assignment, student)
        Quarantine(self.store, assignment, student).copy(examined.folder, examined.refused)
        version = versions.keep(examined)
        handed_in = sort_out(versions.files(version), self._releases(assignment), examined.refused)
        before = (*handed_in.notes, *refusals(examined.refused))
        with self._intake(assignment, student, versions.files(version), handed_in):
            outcome = self.api.autograde(assignment, student, force=True, create=True)
        if not outcome["success"]:
            self._withdraw(assignment, student)
            self._settle(versions, version)
            notes = (*before, *_way_back(versions, version, with_score=True))
            return Graded(student, (), error=_last_line(outcome), notes=notes)
        results = self._results(assignment, student)
        autograded = self._folder(self.coursedir.autograded_directory, assignment, student)
        back = _way_back(versions, version) if any(result.ungraded for result in results) else ()
        told = (
            *read_repairs(autograded),
            *read_walls(autograded),
            *self._time_stated(assignment, autograded),
        )
        notes = (*before, *told, *back)
        self._settle(versions, version, {result.notebook for result in results if not result.ungraded})
        if any(result.machine for result in results):
            return Graded(student, results, error=AGAIN, notes=notes)
        versions.note(version, results, notes)
        self.ledger.enter(assignment, student, examined.state)
        return Graded(student, results, notes=notes)

    def _settle(self, versions: Versions, version: Version, graded: Collection[str] = ()) -> None:
        with self._gradebook() as book:
            settle(book, versions, version, graded)

    @contextmanager
    def _intake(self, assignment: str, student: str, files: Path, handed_in: HandIn) -> Iterator[None]:
        """Let nbgrader read a copy in which each notebook has its own name; `submitted/` stays as it is."""
        self.api.config.SubmissionExporter.missing = {
            name: Ungraded(why.reason, why.pending) for name, why in handed_in.missing.items()
        }
        usual = self.coursedir.submitted_directory
        with tempfile.TemporaryDirectory() as scratch:
            self.coursedir.submitted_directory = scratch
            try:
                take_in(files, handed_in, self._submitted(assignment, student))
                yield
            finally:
                self.coursedir.submitted_directory = usual

    def _examine(self, assignment: str, student: str) -> Examined:
        release = self._folder(self.coursedir.release_directory, assignment, ".")
        return examine(self._submitted(assignment, student), release)

    def _time_stated(self, assignment: str, autograded: Path) -> tuple[str, ...]:
        """Say of a submission that is due when it came, where only its student says so."""
        with self._gradebook() as book:
            due = book.find_assignment(assignment).duedate
        return read_time_stated(autograded) if due else ()

    def _releases(self, assignment: str) -> dict[str, Release]:
        """Return the released cells of each notebook of an assignment."""
        with self._gradebook() as book:
            names = [notebook.name for notebook in book.find_assignment(assignment).notebooks]
        folder = self._folder(self.coursedir.release_directory, assignment, ".")
        files = {name: folder / f"{name}.ipynb" for name in names}
        return {
            name: Release(nbformat.read(path, as_version=4).cells if path.is_file() else [])
            for name, path in files.items()
        }

    def _withdraw(self, assignment: str, student: str) -> None:
        with self._gradebook() as book:
            withdraw(book, assignment, student)

    def _results(self, assignment: str, student: str) -> tuple[Result, ...]:
        folder = self._folder(self.coursedir.autograded_directory, assignment, student)
        return tuple(read_results(folder, student))

    def _submitted(self, assignment: str, student: str) -> Path:
        return self._folder(self.coursedir.submitted_directory, assignment, student)

    def _folder(self, step: str, assignment: str, student: str) -> Path:
        return Path(self.coursedir.format_path(step, student, assignment))

    def _versions(self, assignment: str, student: str) -> Versions:
        return Versions(self.store, assignment, student)

    def _gradebook(self) -> Any:
        return Gradebook(self.coursedir.db_url, self.coursedir.course_id)


def _way_back(versions: Versions, version: Version, *, with_score: bool = False) -> tuple[str, ...]:
    """Return how to get back to the last version that could be graded, where this one could not."""
    last = versions.last_graded()
    if last is None or last.number == version.number:
        return ()
    earned, worth = (sum(points) for points in zip(*last.points.values(), strict=True))
    score = f"version {last.number} scored {earned:g} of {worth:g}; " if with_score else ""
    command = f"course restore {versions.assignment} {versions.student}"
    return (f"{score}`{command}` brings version {last.number} back",)


def _last_line(outcome: dict[str, Any]) -> str:
    text = outcome.get("error") or outcome.get("log") or "no reason given"
    return str(text).strip().splitlines()[-1]
