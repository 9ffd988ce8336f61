"""Starts the fork server, which takes longest to import, before anything else.

This module imports little, so that the server starts while the grader itself is still being imported.
Judges start later: they would slow down both, and are not needed before a notebook has run.
"""

from pathlib import Path

from nbverdict.config.settings import GRADED, Course, read_config
from nbverdict.intake.students import unfit
from nbverdict.sandbox.servers import start_ahead
from nbverdict.sandbox.settings import Sandbox


def start(root: Path, assignment: str, *, unsafe: bool = False) -> None:
    """Start the server if a student was never graded, so that a notebook will run.

    Raises:
        OperatorError: this machine has no sandbox.
    """
    config = read_config(root)
    if unsafe:
        config.Sandbox.unsafe_no_sandbox = True
    graded = root / Course(config=config).evidence_directory / GRADED / assignment
    submitted = root / config.CourseDirectory.get("submitted_directory", "submitted")
    students = (path.parent.name for path in submitted.glob(f"[!.]*/{assignment}"))
    if all((graded / f"{student}.json").exists() for student in students if not unfit(student)):
        return
    start_ahead(Sandbox(config=config))
