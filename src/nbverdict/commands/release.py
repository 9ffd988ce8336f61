"""`nbverdict release`: generates what students get, also after the assignment was graded."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from rich.console import Console

from nbverdict.config.settings import find_course
from nbverdict.course.grade_class import Classroom
from nbverdict.course.preflight import look_at_source
from nbverdict.gradebook.redefine import complete, redefine

KEPT = "gradebook before release.db"  # a copy, below the evidence, if cells were removed


def release_assignment(course_dir: Path, assignment: str) -> None:
    """Generate the release of an assignment, and say what changed for those who handed it in.

    Raises:
        StaffError: its source cannot be released.
    """
    console, root = Console(), find_course(course_dir.resolve())
    notebooks = look_at_source(root, assignment)
    room = Classroom(root)
    with room.lock():
        changed = _redefined(room, assignment, notebooks)
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


def _redefined(
    room: Classroom, assignment: str, notebooks: Mapping[str, Sequence[NotebookNode]]
) -> list[str]:
    """Change the cells in the gradebook, if it knows any, after a copy of it was made."""
    file = Path(room.coursedir.db_url.removeprefix("sqlite:///"))
    if room.coursedir.db_url.startswith("sqlite") and not file.is_file():
        return []
    if file.is_file():
        room.store.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, room.store / KEPT)
    with Gradebook(room.coursedir.db_url, room.coursedir.course_id) as book:
        return redefine(book, assignment, notebooks)
