"""What a submission scored before: in the attempt before this one, and when this one was first graded."""

from collections.abc import Mapping, Sequence

from nbformat import NotebookNode

from nbverdict.notebook.record import read_record
from nbverdict.notebook.results import Result

HISTORY = "attempts"  # of an autograded notebook: what its page says of the past
Points = Mapping[str, Mapping[str, float]]  # by challenge and check


def points_of_results(results: Sequence[Result]) -> dict[str, dict[str, dict[str, float]]]:
    """Return what each check earned, by notebook, challenge and check."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for result in results:
        if result.checks:
            found.setdefault(result.notebook, {})[result.challenge] = dict(result.checks)
    return found


def points_of_checks(notebook: NotebookNode) -> Points:
    """Return what each check of an autograded notebook earned."""
    records = filter(None, map(read_record, notebook.cells))
    verdicts = (record.verdict for record in records if record.verdict)
    return {one.challenge: {check.name: check.earned for check in one.checks} for one in verdicts}


def note_history(notebook: NotebookNode, last: Points | None, first: Points | None) -> None:
    """Write into a graded notebook what its last attempt earned, and this one when it was first graded."""
    notebook.metadata[HISTORY] = {"last": last, "first": first or points_of_checks(notebook)}


def last_attempt(notebook: NotebookNode) -> Points | None:
    """Return what the attempt before this one earned, if there was one."""
    points: Points | None = notebook.metadata.get(HISTORY, {}).get("last")
    return points


def first_verdict(notebook: NotebookNode) -> Points:
    """Return what this attempt earned when it was first graded."""
    points: Points = notebook.metadata.get(HISTORY, {}).get("first") or {}
    return points
