"""Runs the collector in this process: for authors and tests, whose code needs no sandbox."""

from pathlib import Path
from typing import Any

from nbverdict.config.course_code import course_code
from nbverdict.evidence import building, collector
from nbverdict.evidence.gather import Ask


def ask_here(namespace: dict[str, Any]) -> Ask:
    """Return an `Ask` for the functions of a namespace, with the course's own builders of arguments."""
    if builders := course_code().builders:
        offer_builders(builders)
    return lambda message, weights: collector.answer(message, weights, namespace)


def offer_builders(path: Path) -> None:
    """Let the collector of this process use a course's own builders of arguments, and its callers."""
    scope: dict[str, Any] = {"__name__": path.stem}
    exec(compile(path.read_text("utf-8"), str(path), "exec"), scope)  # noqa: S102 - the course's own
    building.COURSE_BUILDERS = scope["COURSE_BUILDERS"]
    building.COURSE_CALLERS = scope.get("COURSE_CALLERS", {})
