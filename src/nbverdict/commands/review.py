"""`nbverdict review`: gives a score or a comment to a group of answers."""

import getpass
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nbverdict.config.settings import find_course
from nbverdict.errors import StaffError
from nbverdict.report.class_results import gather_class
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.queue import AnswerGroup
from nbverdict.report.readings import Readings
from nbverdict.report.reviews import Reviews, changes, ensure_fits
from nbverdict.store.lock import CourseLock
from nbverdict.text.printable import counted, printable
from nbverdict.text.times import read_stamp

NARROW, DAY = 76, len("2026-11-30")  # columns of a preview, and of a day in the list of reviews
WHEN = "when (UTC)"
CHANGED = "handed in or graded again since the report, and left as they are: {}"
RENEW = "`nbverdict grade {}` renews the pages"


def review_group(  # noqa: PLR0913 - the options of its command
    course_dir: Path,
    assignment: str,
    name: str,
    *,
    students: Sequence[str] = (),
    score: float | None,
    comment: str | None,
    give: bool,
) -> None:
    """Preview a score or a comment for a group of answers, or some students in it, and apply it with `give`.

    Raises:
        StaffError: no report shows such a group, none of its answers waits unchanged, or nothing is given.
    """
    if score is None and comment is None:
        raise StaffError("nothing is given", hint="name a --score, a --comment or both")
    room, console = CourseFiles(find_course(course_dir.resolve())), Console()
    with CourseLock(room.store) if give else nullcontext():  # no grading between preview and review
        group, changed = Readings(room, assignment).find(name, gather_class(room, assignment), students)
        ensure_fits(group, score)
        console.print(_preview(group, score, comment))
        if changed:
            console.print(CHANGED.format(_plain(", ".join(changed))), soft_wrap=True)
        if not give:
            console.print("Nothing was changed. The same command with --give gives it.")
            return
        review = Reviews(room, assignment).give(group, score=score, comment=comment, by=getpass.getuser())
    if score is None:
        console.print("Without --score they stay in the queue.")
    console.print(
        f"review {review.number} is given to {counted(len(review.given), 'answer')}; "
        f"`nbverdict review {assignment} --undo {review.number}` takes it back; {RENEW.format(assignment)}",
        soft_wrap=True,
    )


def undo_review(course_dir: Path, assignment: str, number: int) -> None:
    """Undo a review."""
    room, console = CourseFiles(find_course(course_dir.resolve())), Console()
    with CourseLock(room.store):
        kept = Reviews(room, assignment).undo(number)
    console.print(f"review {number} is undone; {RENEW.format(assignment)}", soft_wrap=True)
    if kept:
        names = _plain(", ".join(kept))
        console.print(f"changed by somebody since, and left as they are: {names}", soft_wrap=True)


def list_reviews(course_dir: Path, assignment: str) -> None:
    """Print all reviews, with their authors and times."""
    found = Reviews(CourseFiles(find_course(course_dir.resolve())), assignment).all()
    if not found:
        Console().print(f"no review of `{assignment}` was given", soft_wrap=True, markup=False)
        return
    table = Table()
    for column in ("review", WHEN, "by", "question", "students", "points", "comment", "state"):
        table.add_column(column, overflow="fold", min_width=DAY if column == WHEN else None)
    for one in found:
        first = one.given[0]
        table.add_row(
            str(one.number),
            f"{read_stamp(one.at):%Y-%m-%d %H:%M}",
            one.by,
            f"{one.notebook}: {one.cell}",
            _plain(", ".join(given.student for given in one.given)),
            "" if first.score is None else f"{first.score:g}",
            _plain(first.comment or ""),
            "undone" if one.undone else "given",
        )
    Console().print(table)


def _preview(group: AnswerGroup, score: float | None, comment: str | None) -> Table:
    title = f"{group.notebook}: {group.challenge}: {group.reason}"
    table = Table(title=title, caption=comment and f"with the comment: {_plain(comment)}", min_width=NARROW)
    for column in ("student", "points now", "then"):
        table.add_column(column)
    for row in changes(group, score):
        table.add_row(*map(_plain, row))
    return table


def _plain(text: str) -> str:
    """Return text for the terminal verbatim: without markup and control characters."""
    return escape(printable(text))
