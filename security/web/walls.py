"""The same pages with walls taken away: stock nbgrader's, ours without either wall, and with each alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from unittest.mock import patch

from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from nbverdict.cleaning import bounded
from nbverdict.config.settings import read_config

OURS = ("GenerateFeedback", "HTMLExporter", "TemplateExporter")


class Walls(StrEnum):
    """What stands between a student and their reader."""

    STOCK = "stock nbgrader"
    NONE = "ours without walls"
    CLEANER = "the cleaner alone"
    POLICY = "the policy alone"
    BOTH = "both"


def write_pages(root: Path, assignment: str, students: Sequence[str], walls: Walls) -> Path:
    """Write the feedback pages of these students behind these walls, and return their folder."""
    folder = root / f"feedback-{walls.name.lower()}"
    config = read_config(root)
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.feedback_directory = folder.name
    if walls is Walls.STOCK:
        for name in OURS:
            config.pop(name, None)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    with standing(walls):
        for student in students:
            outcome = api.generate_feedback(assignment, student, force=True)
            assert outcome["success"], outcome["log"]
    return folder


@contextmanager
def standing(walls: Walls) -> Iterator[None]:
    """Take away the walls of ours that do not stand."""
    bounded._known.clear()
    cleaners = [
        "nbverdict.feedback.cells.clean",
        "nbverdict.cleaning.markdown.clean",
        "nbverdict.cleaning.markdown.clean_formula",
    ]
    policies = ("nbverdict.feedback.page.POLICY", "nbverdict.report.page.POLICY")
    gone = [
        *([patch(name, _as_it_is) for name in cleaners] if walls in {Walls.NONE, Walls.POLICY} else []),
        *([patch(name, "") for name in policies] if walls in {Walls.NONE, Walls.CLEANER} else []),
    ]
    for one in gone:
        one.start()
    try:
        yield
    finally:
        for one in gone:
            one.stop()
        bounded._known.clear()


def _as_it_is(html: str, **_: bool) -> str:
    return html
