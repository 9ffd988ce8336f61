"""`nbverdict report`."""

from pathlib import Path

from rich.console import Console

from nbverdict.config.settings import find_course
from nbverdict.errors import StaffError
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.page import write_report
from nbverdict.report.queue import Share


def report_class(course_dir: Path, assignment: str, *, mine: str | None) -> None:
    """Write the report of an assignment, and say where it is."""
    share = read_share(mine) if mine else None
    path = write_report(CourseFiles(find_course(course_dir.resolve())), assignment, share)
    Console().print(f"wrote {path}", soft_wrap=True)


def read_share(text: str) -> Share:
    """Return a share from its text, as `1/3`.

    Raises:
        StaffError: it is none.
    """
    number, _, of = text.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise StaffError(f"`{text}` is no share", hint="the first of three is --mine 1/3")
    return Share(int(number), int(of))
