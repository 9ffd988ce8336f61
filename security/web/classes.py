"""Two classes: an honest one of the examples, and one in which each student tries one payload."""

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

from nbverdict.course.grade_class import Classroom
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.page import write_report
from security.web.payloads import Payload
from tests import small_course
from tools.demo import ASSIGNMENT, build_course

HONEST = ("ada", "hal", "ivy", "pam", "gus")  # all right, two with a slip, one who returns nothing, damaged
RICH = """
from IPython.display import HTML, Latex, display
import base64
display(HTML("<table><tr><th scope='col'>model</th></tr><tr><td>fern</td></tr></table>"))
display(Latex("$\\\\frac{q k}{d}$"))
"""
ESSAY = "## Why\n\nBecause $e^{x_1}$ grows.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n"


def build_honest(root: Path) -> Path:
    """Grade some of the examples, write their report, and return the course."""
    build_course(root)
    for folder in (root / "submitted").iterdir():
        if folder.is_dir() and folder.name not in HONEST:
            shutil.rmtree(folder)
    Classroom(root).generate(ASSIGNMENT)
    _grade(root, ASSIGNMENT)
    return root


def build_hostile(root: Path, tried: Sequence[Payload]) -> Path:
    """Grade a class of students who try a payload each, and an honest one who shows what is allowed.

    Graded notebooks hold all that they wrote: what takes it out of these is a third wall, which stands alone
    in `tests/engine/cleaning/test_quiet.py` and would hide here what the other two do.
    """
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    small_course.build(root)
    small_course.hand_in(root, "honest", small_course.RIGHT + RICH, ESSAY)
    for number, payload in enumerate(tried):
        essay = payload.text if not payload.code else "An answer."
        small_course.hand_in(root, student(number), f"{small_course.RIGHT}\n{payload.code}", essay)
    with ExitStack() as walls:
        for one in ("quiet_outputs", "quiet_texts"):
            walls.enter_context(patch(f"nbverdict.execution.preprocessors.{one}", lambda _: None))
        _grade(root, "hw")
    return root


def student(number: int) -> str:
    """Return who tries a payload."""
    return f"p{number:02}"


def _grade(root: Path, assignment: str) -> None:
    room = Classroom(root)
    for one in room.grade(assignment, room.students(assignment), workers=None):
        assert not one.error, f"{one.student}: {one.error}"
    write_report(CourseFiles(root), assignment)
