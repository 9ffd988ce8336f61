"""Grades one submission with nbgrader itself, in a scratch course with a scratch gradebook.

A worker never opens the course's gradebook. It gets the student's page as plain rows, and returns the changed
rows, with the files that nbgrader made, to the one process that writes.
"""

import gc
import shlex
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log, temp_attrs
from traitlets.utils.importstring import import_item

from nbverdict.config.settings import Course, read_config
from nbverdict.course.cause import cause_of
from nbverdict.course.confinement import Confined, Place, readable_of
from nbverdict.course.task import Done, Graded, Task
from nbverdict.execution.one_student import AutogradeOne, GenerateFeedbackOne
from nbverdict.gradebook.answers import answer_digests
from nbverdict.gradebook.dialect import DRIVER
from nbverdict.gradebook.manual_scores import seen_answers, settle, withdraw
from nbverdict.gradebook.rows import Book, Page, Rows, add_page, scratch_book, tests_of
from nbverdict.intake.elsewhere import Elsewhere
from nbverdict.intake.files import Examined, examine, refusals
from nbverdict.intake.match import ReleasedNotebook
from nbverdict.intake.missing import Missing
from nbverdict.intake.moved import Moved
from nbverdict.intake.notebooks import HandIn, sort_out, take_in
from nbverdict.intake.quarantine import Quarantine
from nbverdict.intake.reserved import Reserved
from nbverdict.intake.versions import SubmissionVersion, Versions
from nbverdict.notebook.record import Because, Ungraded
from nbverdict.notebook.results import CellResult, read_notes, read_results
from nbverdict.sandbox.confined import trusted

AGAIN = "this machine failed, so the next run grades it again"
NOBODY = ".nobody"  # no folder of a submission starts with a dot
AUTOGRADED, FEEDBACK, DEFINITION = "autograded", "feedback", "definition.db"


@dataclass(frozen=True)
class Defined:
    """The part of an assignment's definition that is the same for a whole class."""

    notebooks: Sequence[str]
    names: Mapping[str, str]  # notebook and name of each graded cell, by its id
    due: bool  # whether it has a due date


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """One submission: examined, kept as a version, and its files assigned to notebooks."""

    examined: Examined
    versions: Versions
    version: SubmissionVersion
    handed_in: HandIn


class SubmissionGrader:
    """Grades submissions of one assignment in a worker."""

    def __init__(
        self, root: Path, assignment: str, scratch: Path, *, definition: Rows, unsafe: bool = False
    ) -> None:
        """Open the course; `definition` holds the gradebook's rows of the assignment."""
        self.root, self.assignment, self.scratch = root, assignment, scratch
        self.definition = definition
        if not (scratch / DEFINITION).exists():
            scratch_book(definition, scratch / DEFINITION)
        config = read_config(root)
        config.CourseDirectory.root = str(root)
        if unsafe:
            config.Sandbox.unsafe_no_sandbox = True
        self.coursedir = CourseDirectory(config=config)
        self.api = NbGraderAPI(self.coursedir, config=config)
        if isinstance(page := config.GenerateFeedback.get("exporter_class"), str):
            import_item(page)  # once here, not in each worker
        self.store = root / Course(config=config).evidence_directory
        self.released = self._path(self.coursedir.release_directory, ".")
        self.source = self._path(self.coursedir.source_directory, ".")
        self.submitted = self.coursedir.submitted_directory
        self._rehearsed = False
        self._started: list[str] = []  # the student, once per notebook that was run
        self._seconds: dict[str, float] = {}  # run time by notebook

    def grade(self, task: Task) -> Done:
        """Grade one submission, in a confined process and within its budget.

        Raises:
            OperatorError: this machine could not grade it.
        """
        self.rehearse()
        submitted = self._path(self.submitted, task.student)
        own_modules = self.root.glob("*.py")  # a course's own steps, such as late penalties
        released = (self.released, *self._elsewhere.folders)
        readable = (self.scratch / DEFINITION, *released, self.source, submitted, *own_modules)
        grading = Confined(
            store=self.store,
            assignment=self.assignment,
            task=task,
            config=self.api.config,
            readable=(*readable, *readable_of(self.store, self.assignment, task.student)),
            definition=self.definition,
            scratch=self.scratch,
            secret_file=self.root / Course(config=self.api.config).secret_file,
        )
        return grading.done(
            lambda place, tell: self._grade(task, place, tell),
            lambda place, reason, unseen: self._give_up(task, place, reason, unseen=unseen),
            lambda place, done: self._plain_page(task, place, done),
        )

    def rehearse(self) -> None:
        """Grade the release once, so that confined processes inherit the loaded modules and parsed files."""
        if self._rehearsed:
            return
        self._rehearsed = True
        with tempfile.TemporaryDirectory(dir=self.scratch) as folder, suppress(Exception), trusted():
            place = Place(folder=Path(folder), books=Path(folder, "books"))
            place.books.mkdir()
            versions = Versions(place.folder, self.assignment, NOBODY)
            examined = examine(self.released, self.released)
            version = versions.keep(examined)
            handed_in = sort_out(versions.files(version), self._releases, (), self._reserved)
            submitted = Submitted(examined=examined, versions=versions, version=version, handed_in=handed_in)
            task = Task(student=NOBODY, page=Page(), answers={}, look=True)
            with self._scratch_course(place, task):
                self._autograde(task, submitted)
                self._converted(GenerateFeedbackOne, NOBODY)
        gc.freeze()

    def _grade(self, task: Task, place: Place, tell: Callable[[Done], None]) -> Done:
        """Keep a submission as a version, before anything can go wrong, and grade it."""
        store = place.folder if task.look else self.store
        examined = self._examine(task.student)
        versions = Versions(store, self.assignment, task.student)
        Quarantine(store, self.assignment, task.student).copy(examined.folder, examined.refused)
        version = versions.keep(examined)
        handed_in = sort_out(
            versions.files(version), self._releases, examined.turned_down, self._reserved, self._elsewhere
        )
        submitted = Submitted(examined=examined, versions=versions, version=version, handed_in=handed_in)
        return self._graded(task, place, submitted, tell=tell)

    def _give_up(self, task: Task, place: Place, reason: str, *, unseen: bool) -> Done:
        """Grade blank notebooks instead of a submission that could not be read within its budget.

        A submission that ends every process that reads it is not read (`unseen`), nor kept as a version.
        """
        folder = self._path(self.submitted, task.student)
        examined = Examined(folder, (), ()) if unseen else self._examine(task.student)
        versions = Versions(place.folder if task.look else self.store, self.assignment, task.student)
        done = self._graded(task, place, self._blank(examined, versions, reason))
        return replace(done, state=task.state) if unseen else done

    def _blank(self, examined: Examined, versions: Versions, reason: str) -> Submitted:
        """Return a submission without notebooks, marked for a person."""
        missing = {name: Missing(reason, pending=True) for name in self._defined.notebooks}
        return Submitted(
            examined=examined,
            versions=versions,
            version=versions.keep(examined),
            handed_in=HandIn({}, missing, ()),
        )

    def _graded(
        self, task: Task, place: Place, submitted: Submitted, *, tell: Callable[[Done], None] = lambda _: None
    ) -> Done:
        """Let nbgrader grade a submission and make its pages, in the scratch course."""
        examined = submitted.examined
        with self._scratch_course(place, task):
            before = (*submitted.handed_in.notes, *refusals(examined.told))
            outcome = self._autograde(task, submitted)
            done = self._done(task, place.folder, submitted, outcome)
            notes = (*before, *done.graded.notes)
            done = replace(done, state=examined.state, graded=replace(done.graded, notes=notes))
            tell(done)
            return self._with_feedback(done)

    def _plain_page(self, task: Task, place: Place, done: Done) -> Done:
        """Make the pages of a graded submission without the student's cells, which could not be rendered."""
        self.api.config.PageExporter.plain = True
        with self._scratch_course(place, replace(task, page=done.page)):
            return self._with_feedback(done)

    def _autograde(self, task: Task, submitted: Submitted) -> dict[str, Any]:
        """Let nbgrader grade a copy with the expected notebook names; `submitted/` is not changed."""
        config, versions, version = self.api.config, submitted.versions, submitted.version
        handed_in = submitted.handed_in
        config.SubmissionExporter.handed_in = submitted.examined
        config.SubmissionExporter.missing = {
            name: Ungraded(reason=why.reason, pending=why.pending) for name, why in handed_in.missing.items()
        }
        config.ExecuteAndJudge.fresh, config.ExecuteAndJudge.may_run = task.fresh, not task.look
        config.ExecuteAndJudge.last = versions.checks_before(version)
        config.ExecuteAndJudge.first = dict(version.first)
        config.ExecuteAndJudge.waited = sorted(versions.waited_before(version))
        self._started = started = list[str]()
        config.ExecuteAndJudge.on_run = lambda: started.append(task.student)
        self._seconds = seconds = dict[str, float]()
        config.ExecuteAndJudge.on_took = lambda name, took: seconds.update({name: took})
        take_in(
            versions.files(version), handed_in, self._path(self.coursedir.submitted_directory, task.student)
        )
        outcome = self._converted(AutogradeOne, task.student)
        if not outcome["success"] and MemoryError.__name__ in f"{outcome.get('log')}{outcome.get('error')}":
            raise MemoryError
        return outcome

    def _converted(self, kind: type[AutogradeOne | GenerateFeedbackOne], student: str) -> dict[str, Any]:
        """Run a step of nbgrader's on one student's notebooks, as its API does."""
        with temp_attrs(self.coursedir, assignment_id=self.assignment, student_id=student):
            outcome: dict[str, Any] = capture_log(kind(coursedir=self.coursedir, parent=self.api))
        return outcome

    def _done(self, task: Task, folder: Path, submitted: Submitted, outcome: dict[str, Any]) -> Done:
        """Return the graded submission that nbgrader left in the scratch course."""
        student, versions, version = task.student, submitted.versions, submitted.version
        autograded = self._path(self.coursedir.autograded_directory, student)
        results = tuple(read_results(autograded, student)) if outcome["success"] else ()
        good = {one.notebook for one in results if not one.ungraded}
        answers = answer_digests(autograded, versions.files(version), submitted.examined.beside)
        seen = seen_answers(task.page, task.answers, self._defined.names)
        with self._book() as book:
            if not outcome["success"]:
                withdraw(book, self.assignment, student)
            given_back = settle(book, versions, version, good, seen=seen, answers=answers)
        machine = any(one.machine for one in results)
        failed = not outcome["success"] or (not results and bool(tests_of(self.definition)))
        error = cause_of(outcome, self.root) if failed else AGAIN if machine else ""
        graded = Graded(
            student,
            results,
            error=error,
            ran=bool(self._started),
            notes=self._notes(autograded, versions, version, results),
            seconds=self._seconds,
        )
        with closing(Book(self.coursedir.db_url, self.assignment)) as made:
            return Done(
                graded=graded,
                folder=folder,
                page=made.page(student),
                version=version,
                answers=answers,
                given_back=given_back,
            )

    def _with_feedback(self, done: Done) -> Done:
        """Make the feedback pages; if that fails, report it, and let the next run try again."""
        if done.graded.stopped or any(one.because is Because.NOT_KEPT for one in done.graded.results):
            return done
        outcome = self._converted(GenerateFeedbackOne, done.graded.student)
        if outcome["success"]:
            return done
        error = done.graded.error or f"no feedback page: {cause_of(outcome, self.root)}"
        return replace(done, graded=replace(done.graded, error=error))

    @contextmanager
    def _scratch_course(self, place: Place, task: Task) -> Iterator[None]:
        """Point nbgrader to scratch folders, and to a scratch gradebook with this student's page alone."""
        usual, folder, book = self.coursedir.db_url, place.folder, place.books / "gradebook.db"
        shutil.copyfile(self.scratch / DEFINITION, book)
        self.coursedir.db_url = f"{DRIVER}:///{book}"
        add_page(self.coursedir.db_url, task.page)
        self.coursedir.submitted_directory = str(folder / "submitted")
        self.coursedir.autograded_directory = str(folder / AUTOGRADED)
        self.coursedir.feedback_directory = str(folder / FEEDBACK)
        try:
            yield
        finally:
            self.coursedir.db_url, self.coursedir.submitted_directory = usual, self.submitted

    def _examine(self, student: str) -> Examined:
        examined = examine(self._path(self.submitted, student), self.released)
        return Moved(self.store, self.assignment, student).beside(examined)

    @cached_property
    def _releases(self) -> dict[str, ReleasedNotebook]:
        """The released cells of each notebook of the assignment."""
        files = {name: self.released / f"{name}.ipynb" for name in self._defined.notebooks}
        return {
            name: ReleasedNotebook(nbformat.read(path, as_version=4).cells if path.is_file() else [])
            for name, path in files.items()
        }

    @cached_property
    def _elsewhere(self) -> Elsewhere:
        """The released notebooks of the course's other assignments."""
        return Elsewhere.of(self.coursedir, self.root, self.assignment)

    @cached_property
    def _reserved(self) -> Reserved:
        """The paths to which grading writes files."""
        return Reserved.of(self.released)

    def _notes(
        self,
        autograded: Path,
        versions: Versions,
        version: SubmissionVersion,
        results: Collection[CellResult],
    ) -> tuple[str, ...]:
        """Return the notes on repaired cells, and the way back if nothing could be graded."""
        back = _way_back(versions, version) if any(one.ungraded for one in results) else ()
        return (*read_notes(autograded, due=self._defined.due), *back)

    @cached_property
    def _defined(self) -> Defined:
        with Gradebook(f"sqlite:///{self.scratch / DEFINITION}", self.coursedir.course_id) as book:
            assignment = book.find_assignment(self.assignment)
            graded = (
                (one, cell) for one in assignment.notebooks for cell in (*one.grade_cells, *one.task_cells)
            )
            return Defined(
                tuple(one.name for one in assignment.notebooks),
                {cell.id: f"{one.name}/{cell.name}" for one, cell in graded},
                due=assignment.duedate is not None,
            )

    def _book(self) -> Any:
        return Gradebook(self.coursedir.db_url, self.coursedir.course_id)

    def _path(self, step: str, student: str) -> Path:
        return Path(self.coursedir.format_path(step, student, self.assignment))


def _way_back(versions: Versions, version: SubmissionVersion) -> tuple[str, ...]:
    """Return the command that restores the last gradable version, if this one is not gradable."""
    last = versions.last_graded(but=version.number)
    if last is None:
        return ()
    command = f"nbverdict restore {versions.assignment} {shlex.quote(versions.student)}"
    return (f"`{command}` brings version {last.number} back",)
