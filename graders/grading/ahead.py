"""Starts what takes long to import before anything else is: a fork server, and the bench of judges.

This module imports little, so that both are at work while the grader itself is still being imported.
"""

import atexit
from pathlib import Path

from graders.grading.apart import Bench
from graders.grading.settings import GRADED, Course, read_config
from graders.sandbox.servers import start_ahead
from graders.sandbox.settings import Sandbox

_benches: list[Bench] = []


def start(root: Path, assignment: str, *, unsafe: bool = False) -> None:
    """Start them where somebody was never graded, so that a notebook will run.

    Raises:
        OperatorError: this machine has no sandbox.
    """
    config = read_config(root)
    if unsafe:
        config.Sandbox.unsafe_no_sandbox = True
    graded = root / Course(config=config).evidence_directory / GRADED / assignment
    submitted = root / config.CourseDirectory.get("submitted_directory", "submitted")
    students = (path.parent.name for path in submitted.glob(f"*/{assignment}"))
    if all((graded / f"{student}.json").exists() for student in students):
        return
    start_ahead(Sandbox(config=config))
    _benches.append(Bench())
    atexit.register(_benches[-1].close)


def bench() -> Bench:
    """Return the bench that was started, or a new one; who takes it closes it."""
    if not _benches:
        return Bench()
    atexit.unregister(_benches[-1].close)
    return _benches.pop()
