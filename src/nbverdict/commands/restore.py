"""`nbverdict restore`."""

from pathlib import Path

from rich.console import Console

from nbverdict.commands.grade import grade_class
from nbverdict.config.settings import find_course
from nbverdict.course.grade_class import Classroom


def restore_version(course_dir: Path, assignment: str, student: str, *, version: int | None) -> int:
    """Put a version back, grade it, and print its summary; what lay there is a version of its own."""
    room = Classroom(find_course(course_dir.resolve()))
    restored, kept = room.restore(assignment, student, version)
    Console().print(f"version {restored.number} is back; what lay in its place is version {kept.number}")
    return grade_class(course_dir, assignment, student=student)
