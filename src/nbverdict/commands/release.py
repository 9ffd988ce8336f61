"""`nbverdict release`: generates what students get, also after the assignment was graded."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Gradebook
from rich.console import Console

from nbverdict.config.settings import find_course
from nbverdict.course.grade_class import Classroom
from nbverdict.course.preflight import look_at_source
from nbverdict.gradebook.redefine import complete, redefine

KEPT = "gradebook before release of {} at {}.db"


def release_assignment(course_dir: Path, assignment: str) -> None:
    """Generate the release of an assignment, and say what changed for those who handed it in.

    Raises:
        StaffError: its source cannot be released.
    """
    console, root = Console(), find_course(course_dir.resolve())
    notebooks = look_at_source(root, assignment)
    room = Classroom(root)
    with room.lock(), _kept_safe(room, assignment) as changed:
        with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
            changed.extend(redefine(book, assignment, notebooks))
        room.generate(assignment)
        with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
            complete(book, assignment)
            graded = len(book.assignment_submissions(assignment))
    for sentence in changed:
        console.print(sentence, soft_wrap=True, markup=False, highlight=False)
    folder = room.coursedir.format_path(room.coursedir.release_directory, ".", assignment)
    console.print(
        f"released {', '.join(notebooks)} in {Path(folder).resolve()}", soft_wrap=True, markup=False
    )
    if graded:
        console.print(
            f"{graded} submissions were graded before: `nbverdict grade {assignment}` grades them again",
            soft_wrap=True,
            markup=False,
        )


@contextmanager
def _kept_safe(room: Classroom, assignment: str) -> Iterator[list[str]]:
    """Yield a list for the sentences on what changes; a gradebook that could not be released is put back.

    If something changes, a copy of the gradebook before that stays below the evidence.
    """
    changed: list[str] = []
    file = Path(room.coursedir.db_url.removeprefix("sqlite:///"))
    if not file.is_file():  # there is none yet, or it lies on a server, which has backups of its own
        yield changed
        return
    room.store.mkdir(parents=True, exist_ok=True)
    copy = room.store / KEPT.format(assignment, datetime.now(UTC).strftime("%Y-%m-%d %H%M%S"))
    shutil.copy(file, copy)
    try:
        yield changed
    except BaseException:
        shutil.copy(copy, file)
        copy.unlink()
        raise
    if not changed:
        copy.unlink()
