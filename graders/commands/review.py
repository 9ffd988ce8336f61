"""`course review`."""

import getpass
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from graders.errors import StaffError
from graders.grading.lock import CourseLock
from graders.grading.settings import find_course
from graders.report.gathered import gather_class
from graders.report.queue import Group, groups_of
from graders.report.reviews import Reviews, changes, choose_group
from graders.report.staffroom import Staffroom

RENEW = "`nbgrader generate_feedback {}` renews the pages"


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
    """Show what a group of answers, or some students of it, would be given, and give it if that is wanted.

    Raises:
        StaffError: there is no such group, or nothing is given.
    """
    if score is None and comment is None:
        raise StaffError("nothing is given", hint="name a --score, a --comment or both")
    room, console = Staffroom(find_course(course_dir.resolve())), Console()
    group = choose_group(groups_of(gather_class(room, assignment)), name).only(students)
    console.print(_preview(group, score, comment))
    if not give:
        console.print("Nothing was changed. The same command with --give gives it.")
        return
    with CourseLock(room.store):
        review = Reviews(room, assignment).give(group, score=score, comment=comment, by=getpass.getuser())
    console.print(
        f"review {review.number}: given to {len(review.given)} students; "
        f"`course review {assignment} --undo {review.number}` takes it back; {RENEW.format(assignment)}",
        soft_wrap=True,
    )


def undo_review(course_dir: Path, assignment: str, number: int) -> None:
    """Take a review back."""
    room, console = Staffroom(find_course(course_dir.resolve())), Console()
    with CourseLock(room.store):
        kept = Reviews(room, assignment).undo(number)
    console.print(f"review {number} is undone; {RENEW.format(assignment)}", soft_wrap=True)
    if kept:
        console.print(f"changed by somebody since, and left as they are: {', '.join(kept)}", soft_wrap=True)


def _preview(group: Group, score: float | None, comment: str | None) -> Table:
    title = f"{group.notebook}: {group.challenge}: {group.reason}"
    table = Table(title=title, caption=comment and f"with the comment: {comment}")
    for column in ("student", "points now", "then"):
        table.add_column(column)
    for row in changes(group, score):
        table.add_row(*row)
    return table
