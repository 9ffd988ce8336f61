"""What the gradebooks say: a score for each student and task, and where two of them differ."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.bench.grading.rows import ScoreRow
from benchmarks.bench.grading.stock import COURSE_ID
from nbverdict.notebook.record import RECORD
from tools.demo import ASSIGNMENT

Scores = Mapping[tuple[str, str], float | None]


def read_scores(root: Path) -> Scores:
    """Return what a course's gradebook holds of each cell that a machine grades; None is no score at all."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root}/gradebook.db", COURSE_ID) as book:
        return {
            (submission.student.id, grade.name.removeprefix("grade_")): grade.auto_score
            for submission in book.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.name.startswith("grade_")
        }


def read_plain_scores(root: Path) -> Scores:
    """Return our scores without what follow-through gave: plain checks know nothing of it."""
    scores = dict(read_scores(root))
    for path in (root / "autograded").glob(f"*/{ASSIGNMENT}/*.ipynb"):
        student = path.parent.parent.name
        records = (cell["metadata"].get(RECORD, {}) for cell in json.loads(path.read_text("utf-8"))["cells"])
        for verdict in (one["verdict"] for one in records if one.get("verdict", {}).get("followed")):
            key = (student, verdict["challenge"])
            scores[key] = (scores[key] or 0.0) - verdict["followed"]
    return scores


def compare(what: str, one: Scores, other: Scores) -> Iterator[ScoreRow]:
    """Yield a row for each student and task that either gradebook knows."""
    for student, task in sorted({*one, *other}):
        yield ScoreRow(what, student, task, one.get((student, task)), other.get((student, task)))
