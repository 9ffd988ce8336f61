"""`nbverdict restore`: restores an earlier version of a submission."""

from pathlib import Path

from rich.console import Console

from nbverdict.commands.grade import grade_class
from nbverdict.config.settings import find_course
from nbverdict.course.grade_class import Classroom


def restore_version(course_dir: Path, assignment: str, student: str, *, version: int | None) -> int:
    """Restore a version, grade it, and print its summary; the replaced submission becomes a version too."""
    room = Classroom(find_course(course_dir.resolve()))
    restored, kept = room.restore(assignment, student, version)
    Console().print(f"version {restored.number} is back; the one that it replaces is version {kept.number}")
    return grade_class(course_dir, assignment, student=student)
