"""The only writer: persists each result in the course's files, gradebook and ledger.

Files come first, then the page of the gradebook in one transaction, then the ledger. A submission is graded
again until the ledger has an entry for it, so a run may be interrupted anywhere.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from nbverdict.course.assignment import AssignmentFingerprint
from nbverdict.course.ledger import Ledger, LedgerEntry, contents_of
from nbverdict.course.scheduler import TaskOutcome
from nbverdict.course.task import Done, Graded, Task
from nbverdict.gradebook.manual_scores import withdraw
from nbverdict.gradebook.placing import folder_of, put_in_place
from nbverdict.gradebook.rows import Book, PageMovedError
from nbverdict.intake.files import listed
from nbverdict.intake.versions import Versions
from nbverdict.text.quoted import in_our_words

NO_NAME = "no safe file name was free, so it is not beside the graded notebooks"
MOVED = 3  # attempts to write a page that people are changing


class Writer:
    """Persists the results of one class."""

    def __init__(
        self,
        coursedir: CourseDirectory,
        store: Path,
        asked: AssignmentFingerprint,
        *,
        again: Callable[[Task], Done],
    ) -> None:
        """Write in this course; `again` regrades a submission whose page people changed meanwhile."""
        self.coursedir, self.store, self.asked, self.again = coursedir, store, asked, again
        self.ledger = Ledger(store)

    def written(self, outcome: TaskOutcome[Task, Done]) -> Graded:
        """Persist a result; a failure here never stops the class."""
        if outcome.result is None:
            return self._failed(outcome.task, outcome.error or RuntimeError("no result"))
        try:
            return self._write(outcome.task, outcome.result)
        except Exception as error:  # noqa: BLE001 - one submission never stops the class
            return self._failed(outcome.task, error)

    def _failed(self, task: Task, error: BaseException) -> Graded:
        """Return why a submission could not be graded; older scores of another version are withdrawn."""
        student = task.student
        last = self.ledger.last(self.asked.assignment, student)
        with suppress(Exception):  # the same error may stop this too
            self.ledger.drop(self.asked.assignment, student)
            if last is None or last.state != task.state:  # else what these files earned stands
                with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
                    withdraw(book, self.asked.assignment, student)
        return Graded(student, (), error=in_our_words(error, *self._folders(student)))

    def _folders(self, student: str) -> Iterator[Path]:
        """Yield the course's folders that receive files of a student."""
        yield from (Path(self.coursedir.root), self.store)
        for step in (self.coursedir.autograded_directory, self.coursedir.feedback_directory):
            yield Path(self.coursedir.format_path(step, student, self.asked.assignment))

    def _write(self, task: Task, done: Done) -> Graded:
        self._announce(task.student, done)  # from now on the earlier grading does not hold
        ran, book = done.graded.ran, Book(self.coursedir.db_url, self.asked.assignment)
        try:
            for _ in range(MOVED):
                done = self._placed(task.student, done)
                with suppress(PageMovedError):
                    book.put(task.student, task.page, done.page)
                    self._note(task.student, done)
                    return replace(done.graded, ran=ran)
                task = replace(task, page=book.page(task.student), fresh=False)
                done = self.again(task)
                self._announce(task.student, done)
        finally:
            book.close()
        raise PageMovedError(task.student)

    def _placed(self, student: str, done: Done) -> Done:
        """Publish the new folders; files that cannot be published are noted."""
        left_out = put_in_place(done.folder, self.coursedir, self.asked.assignment, student)
        note = (f"left out {listed(left_out)}: {NO_NAME}",) if left_out else ()
        return replace(done, graded=replace(done.graded, notes=(*done.graded.notes, *note)))

    def _announce(self, student: str, done: Done) -> None:
        """Record the notebooks before placing them: an interrupted run must not ask for review again."""
        made = folder_of(self.coursedir, done.folder, "autograded", self.asked.assignment, student)
        self.ledger.drop(self.asked.assignment, student, coming=contents_of(made), answers=done.answers)

    def _note(self, student: str, done: Done) -> None:
        """Note the result of a version and, unless the page is missing, that it need not be graded again."""
        asked, graded = self.asked, done.graded
        versions = Versions(self.store, asked.assignment, student)
        if done.given_back:
            versions.forget(done.version, done.given_back)
        if graded.stopped or any(one.machine for one in graded.results):
            return
        versions.note(done.version, graded.results, graded.notes)
        step = self.coursedir.autograded_directory
        autograded = self.coursedir.format_path(step, student, asked.assignment)
        entry = LedgerEntry(
            state=done.state,
            asked=asked.asks,
            judged=asked.judged,
            around=asked.around,
            results=graded.results,
            notes=graded.notes,
            answers=done.answers,
            graded=contents_of(Path(autograded)),
            seconds=graded.seconds,
            holds=not graded.error,
        )
        self.ledger.enter(asked.assignment, student, entry)
