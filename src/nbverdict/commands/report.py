"""`nbverdict report`: writes the report of an assignment."""

from pathlib import Path

from rich.console import Console

from nbverdict.config.settings import find_course
from nbverdict.errors import StaffError
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.page import write_report
from nbverdict.report.queue import Share


def report_class(course_dir: Path, assignment: str, *, mine: str | None) -> None:
    """Write the report of an assignment, and print its path."""
    share = read_share(mine) if mine else None
    path = write_report(CourseFiles(find_course(course_dir.resolve())), assignment, share)
    Console().print(f"wrote {path}", soft_wrap=True)


def read_share(text: str) -> Share:
    """Parse a share, such as `1/3`.

    Raises:
        StaffError: the text is not a share.
    """
    number, _, of = text.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise StaffError(f"`{text}` is not a share", hint="the first of three is --mine 1/3")
    return Share(int(number), int(of))
