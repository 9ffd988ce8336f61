"""Whether our grading asked the very cases that stock was given, as the kept evidence says."""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench.grading.cases import draw_cases
from benchmarks.bench.grading.classes import SchoolClass
from benchmarks.bench.grading.rows import CaseRow


def compare_cases(evidence: Path, school: SchoolClass) -> Iterator[CaseRow]:
    """Yield a row for each case of each submission."""
    from nbverdict.evidence.store import asked_hash

    asked = _asked(evidence)
    for student, _, notebook in school.submissions:
        for task, cases in draw_cases(notebook).items():
            for case in cases:
                yield CaseRow(student, task, case.name, asked_hash(case) in asked)


def _asked(evidence: Path) -> set[str]:
    """Return what identifies each case that was asked, whichever submission's it was."""
    told = (json.loads(path.read_text("utf-8")) for path in evidence.glob("runs/**/*.json"))
    kept = [one["answers"] for one in told if isinstance(one, dict) and "answers" in one]
    return {answer["asked"] for answers in kept for answer in answers}
