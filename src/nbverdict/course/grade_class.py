"""Grades a class: plans which submissions to grade, runs the workers, and writes each result."""

import errno
import os
import sys
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning

from nbverdict.config.settings import Course, read_config
from nbverdict.course import pool as team
from nbverdict.course.assignment import AssignmentFingerprint, asked_of, cells_not_released
from nbverdict.course.canary import Canary, held_back, is_most_of_a_class, sampled
from nbverdict.course.cause import cause_of
from nbverdict.course.grade_submission import SubmissionGrader
from nbverdict.course.ledger import Ledger
from nbverdict.course.planning import GradingPlan, plan_of, states_of
from nbverdict.course.preflight import handed_in, names_in
from nbverdict.course.scheduler import Alone, Rules, TaskOutcome, available_mb, in_parallel, usable_workers
from nbverdict.course.task import Done, Graded, Task
from nbverdict.course.writer import Writer
from nbverdict.errors import StaffError
from nbverdict.execution.assessor import Assessor
from nbverdict.execution.in_place import clear
from nbverdict.execution.preprocessors import ExecuteAndJudge
from nbverdict.gradebook.late import Penalty, settle_penalties
from nbverdict.gradebook.rows import Book
from nbverdict.gradebook.totals import Total, totals_of
from nbverdict.intake.files import Examined, shown
from nbverdict.intake.look import look_at
from nbverdict.intake.moved import Moved
from nbverdict.intake.quarantine import Quarantine
from nbverdict.intake.students import ensure_fit, unfit
from nbverdict.intake.versions import SubmissionVersion, Versions
from nbverdict.sandbox.servers import choose_tier
from nbverdict.sandbox.settings import Sandbox
from nbverdict.store.lock import CourseLock
from nbverdict.store.scratch import Scratch
from nbverdict.store.sharing import share_with_group

MODE = "NBGRADER_EXECUTION"  # set by nbgrader while it grades or validates
ADD = "`nbgrader db student add {}` adds them"


def _unknown(student: str) -> str:
    return f"{student} is not graded: the gradebook does not know them, and `create_student` is False"


class Classroom:
    """One course on this machine, through nbgrader's own API."""

    def __init__(self, root: Path, *, unsafe: bool = False) -> None:
        """Open a course; `unsafe` allows grading without a sandbox if this machine has none.

        Raises:
            OperatorError: its secret is missing or has changed, or its device or the sandbox is missing.
        """
        for kind in (SAWarning, DuplicateCellId, MissingIDFieldWarning):  # nbgrader's, and about cells' ids
            warnings.filterwarnings("ignore", category=kind)
        # nbgrader calls `alembic` by name: its own environment comes first, activated or not
        os.environ["PATH"] = os.pathsep.join(
            (str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))
        )
        self.root, self.unsafe = root, unsafe
        self.config = read_config(root)
        self.config.CourseDirectory.root = str(root)
        if unsafe:
            self.config.Sandbox.unsafe_no_sandbox = True
        self.coursedir = CourseDirectory(config=self.config)
        if self.coursedir.groupshared:
            share_with_group(root, self._book_file)
        self.api = NbGraderAPI(self.coursedir, config=self.config)
        self.store = root / Course(config=self.config).evidence_directory
        self.ledger, self.sandbox = Ledger(self.store), Sandbox(config=self.config)
        choose_tier(self.sandbox)
        Assessor.of(Course(config=self.config), root)  # may create a secret, so it comes last
        self.began = self.ended = 0.0  # start of the first submission and end of the last, by perf_counter

    def students(self, assignment: str, wanted: str | None = None) -> list[str]:
        """Return the students who handed in this assignment, without those in `passed_over`.

        Raises:
            StaffError: nobody did, or the wanted student did not.
        """
        found = handed_in(self.coursedir, assignment, wanted)
        strangers = self._strangers(found)
        if strangers and len(strangers) == len(found):
            raise StaffError(_unknown(found[0]), hint=ADD.format(found[0]))
        return [student for student in found if student not in strangers]

    def _strangers(self, students: Sequence[str]) -> set[str]:
        """Return the students whom the gradebook does not know, unless the configuration lets them in."""
        if self.config.Autograde.get("create_student", True):
            return set()
        with self._gradebook() as book:
            return set(students) - {one.id for one in book.students}

    def passed_over(self, assignment: str) -> list[str]:
        """Return a sentence for each folder that is skipped: no valid name, or an unknown student's."""
        names = names_in(self.coursedir, assignment)
        unknown = self._strangers([name for name in names if not unfit(name)])
        return [
            *(
                f"{shown(PurePath(student, assignment))} is not graded: "
                f"it is not a valid student name: {reason}"
                for student in names
                if (reason := unfit(student))
            ),
            *(f"{_unknown(student)}: {ADD.format(student)}" for student in sorted(unknown)),
        ]

    def not_released(self, asked: AssignmentFingerprint) -> list[str]:
        """Return a sentence about cells that were changed in the source and not released since."""
        source = self._folder(self.coursedir.source_directory, asked.assignment, ".")
        named = ", ".join(cells_not_released(asked.definition, source))
        remedy = f"`nbverdict release {asked.assignment}` makes them count"
        return [f"changed in source/ and not released: {named}; {remedy}"] if named else []

    def not_offered(self, asked: AssignmentFingerprint) -> list[str]:
        """Return a sentence if tests read nbgrader's variable, which students' processes do not get."""
        read = any(MODE in (row["source"] or "") for row in asked.definition["source_cell"])
        if not read or MODE in self.sandbox.environment:
            return []
        remedy = f'`c.Sandbox.environment = {{"{MODE}": "autograde"}}` in the configuration sets it'
        return [f"cells of `{asked.assignment}` read {MODE}, which students' processes do not get: {remedy}"]

    def renew_pages(self, assignment: str) -> str:
        """Renew the pages whose points changed, or that another tool made; return why not, or nothing."""
        outcome = self.api.generate_feedback(assignment)
        return "" if outcome["success"] else cause_of(outcome, self.root)

    def totals(self, assignment: str) -> dict[str, Total]:
        """Return what each student has in the gradebook, with points that people gave and late penalties."""
        with self._gradebook() as book:
            return totals_of(book, assignment)

    def settle_penalties(self, assignment: str, *, write: bool = True) -> list[Penalty]:
        """Bring late penalties up to date, or only say what they would be; return those not 0 now or before.

        Raises:
            StaffError: the course's late plug-in cannot be used.
        """
        with self._gradebook() as book:
            return settle_penalties(book, self.config, self.root, [assignment], write=write)

    def ensure_released(self, assignment: str) -> None:
        """Generate the assignment if the gradebook does not know its notebooks yet.

        In a fresh clone it knows nothing of the assignment, or only a due date that was set first.
        """
        if self.coursedir.db_url.startswith("sqlite") and not self._book_file.exists():
            self.generate(assignment)
            return
        book = Book(self.coursedir.db_url, assignment)  # waits for a lock longer than nbgrader's does
        try:
            known = book.definition()["notebook"]
        finally:
            book.close()
        if not known:
            self.generate(assignment)

    def generate(self, assignment: str) -> None:
        """Generate the release.

        Raises:
            StaffError: nbgrader refused, with its own last line.
        """
        outcome = self.api.generate_assignment(assignment)
        if not outcome["success"]:
            raise StaffError(
                f"`{assignment}` cannot be generated: {cause_of(outcome, self.root)}",
                hint=f"repair source/{assignment}, or what is named here, and run the same command again",
            )

    def lock(self) -> CourseLock:
        """Return the lock that keeps other grading runs out of this course.

        Raises:
            PermissionError: this account may not write the gradebook.
        """
        book = self._book_file
        if book.is_file() and not os.access(book, os.W_OK):
            raise PermissionError(errno.EACCES, "not writable", str(book))
        return CourseLock(self.store)

    @property
    def _book_file(self) -> Path:
        """The gradebook's file; of a database on a server, a path that does not exist."""
        return Path(self.coursedir.db_url.removeprefix("sqlite:///"))

    def asked(self, assignment: str) -> AssignmentFingerprint:
        """Return the fingerprint of an assignment in its present state.

        Raises:
            StaffError: its points differ from those that students were promised.
        """
        book = Book(self.coursedir.db_url, assignment)
        try:
            folders = {
                name: self._folder(getattr(self.coursedir, f"{name}_directory"), assignment, ".")
                for name in ("source", "release")
            }
            runner = ExecuteAndJudge(config=self.config, root=str(self.root))
            return asked_of(assignment, book.definition(), folders["source"], folders["release"], runner)
        finally:
            book.close()

    def plan(
        self, asked: AssignmentFingerprint, students: Sequence[str], *, force: bool = False
    ) -> GradingPlan:
        """Plan the work for these students."""
        self.began = self.ended = time.perf_counter()
        folders = {student: self._submitted(asked.assignment, student) for student in students}
        release = self._folder(self.coursedir.release_directory, asked.assignment, ".")
        autograded = partial(self._folder, self.coursedir.autograded_directory, asked.assignment)
        moved = {student: Moved(self.store, asked.assignment, student) for student in students}
        states = states_of(folders, release, self.config, moved=moved)
        book = Book(self.coursedir.db_url, asked.assignment)
        try:
            return plan_of(asked, states, self.ledger, book, autograded, force=force)
        finally:
            book.close()

    def grade(
        self,
        assignment: str,
        students: Sequence[str],
        *,
        force: bool = False,
        workers: int | None = 1,
        tick: Callable[[], None] = lambda: None,
    ) -> Iterator[Graded]:
        """Grade submissions and write their pages; those that did not change are skipped unless forced.

        Raises:
            OperatorError: another grading run holds the course's lock.
        """
        with self.lock():
            self.ensure_released(assignment)
            asked = self.asked(assignment)
            plan = self.plan(asked, students, force=force)
            yield from plan.unchanged
            yield from self.carry_out(asked, plan, workers=workers, tick=tick)

    def carry_out(
        self,
        asked: AssignmentFingerprint,
        plan: GradingPlan,
        *,
        workers: int | None = None,
        tick: Callable[[], None] = lambda: None,
        go_on: bool = True,
    ) -> Iterator[Graded]:
        """Run the tasks of a plan in parallel, and write each result.

        Raises:
            StaffError: most of the first ones fail alike without a known mistake, and `go_on` is false.
        """
        if not plan.tasks:
            self.ended = time.perf_counter()
            return
        if not plan.unchanged:
            self.began = 0.0
        with Scratch(self.store) as scratch:
            submission_grader = self._submission_grader(asked, scratch)
            go_on = go_on or not is_most_of_a_class(plan)
            plan = plan if go_on else replace(plan, tasks=sampled(plan.tasks))
            writer = Writer(self.coursedir, self.store, asked, again=submission_grader.grade)
            with closing(self.outcomes(asked, plan, scratch, workers=workers, tick=tick)) as outcomes:
                for outcome in outcomes if go_on else held_back(outcomes, len(plan.tasks)):
                    graded = writer.written(outcome)
                    self.ended = time.perf_counter()
                    yield graded

    def outcomes(
        self,
        asked: AssignmentFingerprint,
        plan: GradingPlan,
        scratch: Path,
        *,
        workers: int | None = None,
        tick: Callable[[], None] = lambda: None,
    ) -> Generator[TaskOutcome[Task, Done], None, None]:
        """Grade without writing anything."""
        most = min(workers or usable_workers(self.sandbox.memory_mb), len(plan.tasks))
        submission_grader = self._submission_grader(asked, scratch)

        def hire() -> team.WorkerPool | Alone:
            if most == 1:
                return Alone()
            kernels = self.sandbox if plan.run else None
            return team.WorkerPool(submission_grader, kernels, workers=most, challenges=asked.challenges)

        yield from in_parallel(
            submission_grader.grade if most == 1 else team.grade,
            plan.tasks,
            hire=hire,
            workers=most,
            rules=Rules(
                failed=lambda done: any(one.machine for one in done.graded.results),
                room=lambda: available_mb() > self.sandbox.memory_mb,
                started=self._note_begin,
                tick=tick,
            ),
        )

    def canary(self, asked: AssignmentFingerprint) -> Canary:
        """Return the canary: the course's own solution, graded before a class."""
        source = self._folder(self.coursedir.source_directory, asked.assignment, ".")
        return Canary(self.root, self.store, asked, source, unsafe=self.unsafe)

    def _submission_grader(self, asked: AssignmentFingerprint, scratch: Path) -> SubmissionGrader:
        return SubmissionGrader(
            self.root, asked.assignment, scratch, definition=asked.definition, unsafe=self.unsafe
        )

    def _note_begin(self) -> None:
        self.began = self.began or time.perf_counter()

    def restore(
        self, assignment: str, student: str, number: int | None
    ) -> tuple[SubmissionVersion, SubmissionVersion]:
        """Replace a submission with an older version; return that version, and the one replaced.

        Raises:
            StaffError: there is no such version or student, or the submission cannot be read.
        """
        ensure_fit(student)
        versions, examined = self._versions(assignment, student), self._examine(assignment, student)
        wanted = versions.choose(number, other_than=examined.digest)
        kept = versions.keep(examined)
        clear(examined, Quarantine(self.store, assignment, student))
        versions.restore(wanted, examined.folder)
        moved = Moved(self.store, assignment, student)
        moved.forget()
        moved.note(versions.examined(wanted, examined.folder))
        return wanted, kept

    def _examine(self, assignment: str, student: str) -> Examined:
        folder = self._submitted(assignment, student)
        release = self._folder(self.coursedir.release_directory, assignment, ".")
        try:
            return Moved(self.store, assignment, student).beside(look_at(folder, release, self.config))
        except ValueError as error:
            raise StaffError(f"{folder} cannot be read: {error}", hint="move it elsewhere") from error

    def _submitted(self, assignment: str, student: str) -> Path:
        return self._folder(self.coursedir.submitted_directory, assignment, student)

    def _folder(self, step: str, assignment: str, student: str) -> Path:
        return Path(self.coursedir.format_path(step, student, assignment))

    def _versions(self, assignment: str, student: str) -> Versions:
        return Versions(self.store, assignment, student)

    def _gradebook(self) -> Any:
        return Gradebook(self.coursedir.db_url, self.coursedir.course_id)
