"""What a submission scored before: in the attempt before this one, and when this one was first graded."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from graders.grading.record import KEY, RECORD

HISTORY = "attempts"  # of an autograded notebook: the last attempt, if any, and this one
Points = Mapping[str, Mapping[str, float]]  # by challenge and check


def points_of_checks(notebook: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Return what each check of an autograded notebook earned."""
    records = (cell["metadata"].get(RECORD, {}) for cell in notebook["cells"])
    return {
        record["challenge"]: {check["name"]: float(check["earned"]) for check in record["checks"]}
        for record in records
        if "checks" in record
    }


def read_history(autograded: Path) -> dict[str, list[dict[str, Any]]]:
    """Return by notebook the attempts that a student's autograded ones know, each with its last points."""
    return {path.stem: _read(path) for path in sorted(autograded.glob("*.ipynb"))}


def note_history(notebook: NotebookNode, before: Sequence[Mapping[str, Any]]) -> None:
    """Write into a graded notebook what this attempt was worth when it was first graded, and the last one.

    `before` is what `read_history` returned: a run with the same key is the same attempt, graded again.
    """
    key = notebook.metadata[KEY]
    last = [{"run": one["run"], "points": one["now"]} for one in before if one["run"] != key]
    first = [{"run": key, "points": one["points"]} for one in before if one["run"] == key]
    notebook.metadata[HISTORY] = [
        *last[-1:],
        *(first or [{"run": key, "points": points_of_checks(notebook)}]),
    ]


def last_attempt(notebook: NotebookNode) -> Points | None:
    """Return what the attempt before this one earned, if there was one."""
    known = notebook.metadata.get(HISTORY, [])
    return known[0]["points"] if len(known) > 1 else None


def first_verdict(notebook: NotebookNode) -> Points:
    """Return what this attempt earned when it was first graded."""
    known = notebook.metadata.get(HISTORY, [])
    return known[-1]["points"] if known else {}


def _read(path: Path) -> list[dict[str, Any]]:
    """Return the attempts of one notebook, each with its first points, and what it was worth at last."""
    notebook = json.loads(path.read_text("utf-8"))
    known = notebook["metadata"].get(HISTORY, [])
    now = points_of_checks(notebook)
    return [{**one, "now": now if one is known[-1] else one["points"]} for one in known]
