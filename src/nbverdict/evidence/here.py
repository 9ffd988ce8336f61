"""The collector in this very process: for authors and tests, whose code nothing needs to hold back."""

from pathlib import Path
from typing import Any

from nbverdict.config.course_code import course_code
from nbverdict.evidence import building, collector
from nbverdict.evidence.gather import Ask


def ask_here(namespace: dict[str, Any]) -> Ask:
    """Return what asks the functions of a namespace, and builds the course's own kinds of arguments."""
    if builders := course_code().builders:
        offer_builders(builders)
    return lambda message, weights: collector.answer(message, weights, namespace)


def offer_builders(path: Path) -> None:
    """Let the collector of this process build a course's own kinds of arguments."""
    scope: dict[str, Any] = {"__name__": path.stem}
    exec(compile(path.read_text("utf-8"), str(path), "exec"), scope)  # noqa: S102 - the course's own
    building.COURSE_BUILDERS = scope["COURSE_BUILDERS"]
