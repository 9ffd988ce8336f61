"""One class: drawn, graded by the classroom itself, reported, and looked at from outside."""

import html
import json
import os
import re
import resource
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.faults.processes import (
    adopt_orphans,
    children,
    command,
    descendants,
    is_bench,
    is_fork_server,
    wait_until_gone,
)
from nbverdict.course.grade_class import Classroom
from nbverdict.course.grade_submission import SubmissionGrader
from nbverdict.course.task import Done, Graded, Task
from nbverdict.judging.table import WORDS
from nbverdict.judging.verdict import CheckStatus
from nbverdict.judging.worker import JUDGE_CLIENT
from nbverdict.notebook.results import CellResult
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.page import write_report
from security.fuzz.course import ASSIGNMENT, BUDGET, FULL, HONEST, NOTEBOOKS, hand_in, hand_in_right, right
from security.fuzz.grammar import Submission, draw_submissions
from security.fuzz.rows import Cell, Row

MEASURED = "measured"
WORKERS = 2
TAGS = re.compile(r"<[^>]*>")
SHORT = 300  # letters of a reason that are looked for


class Measured(SubmissionGrader):
    """A grader that writes down what each submission took, and whether anything went on after it."""

    def grade(self, task: Task) -> Done:
        """Grade one submission."""
        adopt_orphans()
        known, before, began = _left(), _cpu(), time.monotonic()
        try:
            return super().grade(task)
        finally:
            left = [one for one in _left() if one not in known]
            told = {"cpu": _cpu() - before, "wall": time.monotonic() - began, "left": left}
            folder = self.root / MEASURED
            folder.mkdir(exist_ok=True)
            (folder / f"{task.student}.json").write_text(json.dumps(told), "utf-8")


class Measuring(Classroom):
    """A classroom whose desks measure."""

    def _submission_grader(self, asked: Any, scratch: Path) -> SubmissionGrader:
        return Measured(self.root, asked.assignment, scratch, definition=asked.definition)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a class left: what came of each submission, the report, and what raised."""

    root: Path
    graded: Mapping[str, Graded]
    report: str
    raised: str

    def page(self, student: str, notebook: str) -> str:
        """Return the text of a page, or nothing."""
        path = self.root / "feedback" / student / ASSIGNMENT / f"{notebook}.html"
        return path.read_text("utf-8", "replace") if path.is_file() else ""


def rows_of(root: Path, *, number: int, by: int, submissions: int) -> Iterator[Row]:
    """Draw a class, grade it in a course, and yield a row for each notebook."""
    drawn = draw_submissions(right(root), submissions, by=by)
    yield from rows_of_class(root, drawn, number=number, by=by)


def rows_of_class(
    root: Path, drawn: Sequence[Submission], *, number: int = 0, by: int = 0, workers: int = WORKERS
) -> Iterator[Row]:
    """Grade a class in a course, and yield a row for each notebook."""
    class_of = {f"s{place:04}": one for place, one in enumerate(drawn)}
    for student, one in class_of.items():
        hand_in(root, student, one)
    for student in HONEST:
        hand_in_right(root, student)
    before = descendants(os.getpid())
    seen = _graded(root, workers)
    JUDGE_CLIENT.close()
    left = tuple(wait_until_gone(before))
    ended = seen.raised or _lost(seen)
    for student, one in class_of.items():
        for row in _rows(seen, student, one):
            yield replace(row, number=number, seed=by, left=(*row.left, *left), class_ended=ended)


def _graded(root: Path, workers: int) -> Seen:
    """Grade a class, and write its report."""
    graded: dict[str, Graded] = {}
    report, raised = "", ""
    try:
        room = Measuring(root)
        for one in room.grade(ASSIGNMENT, room.students(ASSIGNMENT), workers=workers):
            graded[one.student] = one
        report = write_report(CourseFiles(root), ASSIGNMENT).read_text("utf-8")
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        raised = traceback.format_exc()[-1500:]
    return Seen(root=root, graded=graded, report=_words(report), raised=raised)


def _lost(seen: Seen) -> str:
    """Return what an honest student of the class lost, or nothing."""
    for student in HONEST:
        one = seen.graded.get(student)
        for notebook in NOTEBOOKS:
            own = [r for r in one.results if r.notebook == notebook and r.automatic] if one else []
            if sum(result.earned for result in own) != FULL:
                return f"{student} lost points of {notebook}"
            if bad := _bad_page(seen.page(student, notebook)):
                return f"{student} and {notebook}: {bad}"
    return ""


def _rows(seen: Seen, student: str, submission: Submission) -> Iterator[Row]:
    """Yield a row for each notebook of a submission."""
    one, took = seen.graded.get(student), _measured(seen.root, student)
    for notebook, changes in submission.changes.items():
        page = seen.page(student, notebook)
        results = [result for result in (one.results if one else ()) if result.notebook == notebook]
        yield Row(
            number=0,
            seed=0,
            student=student,
            notebook=notebook,
            changes=changes,
            cells=tuple(_cell(result, _words(page), seen.report) for result in results),
            page=_bad_page(page),
            error=one.error if one else "it was not graded",
            cpu=round(took.get("cpu", 0.0), 2),
            wall=round(took.get("wall", 0.0), 2),
            cpu_budget=BUDGET.cpu_seconds,
            wall_budget=BUDGET.wall_seconds,
            left=tuple(took.get("left", ())),
        )


def _cell(result: CellResult, page: str, report: str) -> Cell:
    """Return what became of a grade cell, and who reads why."""
    reason = result.ungraded or result.pending or (result.wrong[0] if result.wrong else "")
    if result.unprotected and not reason:
        reason = result.record.failed  # partial credit is the test's own, and shown as its output
        if not reason:
            return Cell(name=result.cell, earned=result.earned, worth=result.worth, reason="partial credit")
    told = WORDS[CheckStatus.UNREAD] if result.unread else reason  # why it was not read is for staff
    own = _words(html.escape(told))[:SHORT]
    waits = bool(result.ungraded and result.pending)
    return Cell(
        name=result.cell,
        earned=result.earned,
        worth=result.worth,
        reason=reason,
        student_reads=own in page,
        staff_read=not waits or own in report,
    )


def _bad_page(page: str) -> str:
    """Return what is wrong with a page, or nothing."""
    if not page:
        return "there is no page"
    if not page.rstrip().endswith("</html>"):
        return "the page has no end"
    return "" if "of" in page and 'class="total"' in page else "the page says no points"


def _words(page: str) -> str:
    """Return the words of a page as one line, without marks."""
    text = html.unescape(TAGS.sub(" ", page)).replace("`", " ")
    return "".join(text.split()).casefold()


def _measured(root: Path, student: str) -> dict[str, Any]:
    path = root / MEASURED / f"{student}.json"
    told: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return told


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _left() -> list[str]:
    """Return the children of this process, which gets none by a submission."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    own = children().get(os.getpid(), [])
    return [f"{one}: {command(one)}" for one in own if not (is_bench(one) or is_fork_server(one))]
