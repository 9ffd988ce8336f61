"""What grading left behind, read back for summaries: plain records, nobody's code."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.challenges.judge import CLOSED
from graders.challenges.verdicts import Status
from graders.grading.record import RECORD


@dataclass(frozen=True)
class Result:
    """One graded cell of one submission, as a summary shows it."""

    student: str
    challenge: str
    earned: float
    worth: float
    pending: str
    wrong: tuple[str, ...]  # what the student reads of each check that did not pass


def read_results(autograded: Path, student: str) -> list[Result]:
    """Return the results of one student's autograded notebooks."""
    return [
        _result(student, cell)
        for path in sorted(autograded.glob("*.ipynb"))
        for cell in json.loads(path.read_text("utf-8"))["cells"]
        if RECORD in cell["metadata"]
    ]


def _result(student: str, cell: dict[str, Any]) -> Result:
    told, record = cell["metadata"]["nbgrader"], cell["metadata"][RECORD]
    said = [c["sentence"] or c["line"] for c in record.get("checks", []) if c["status"] == Status.WRONG]
    wrong = sorted(said, key=lambda one: one.startswith(CLOSED))  # what only the gate closed explains nothing
    return Result(
        student=student,
        challenge=record.get("challenge") or told["grade_id"].removeprefix("grade_"),
        earned=float(record.get("earned", 0.0)),
        worth=float(told["points"]),
        pending=record["pending"],
        wrong=tuple(dict.fromkeys(wrong)),
    )
