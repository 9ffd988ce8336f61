"""A class by one worker and by several: the same scores, the same words, the same hashes."""

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import nbformat
import pytest

from nbverdict.course.grade_class import Classroom
from tests.small_course import RIGHT, STRICT, TWOS, build, hand_in
from tests.test_class import run

ANSWERS = (RIGHT, STRICT, TWOS, "causal_mask = 7", "def causal_mask(n):\n    raise ValueError(n)")
LOOK = "from pathlib import Path\nfrom nbverdict.course.grade_class import Classroom\n"
GRADE = "import sys\nlist(Classroom(Path()).grade('hw', sys.argv[2:], workers=int(sys.argv[1])))\n"


def class_of(root: Path, size: int) -> list[str]:
    """Hand in as many different submissions, and return whose they are."""
    students = [f"student{number:02}" for number in range(size)]
    for number, student in enumerate(students):
        hand_in(root, student, f"{ANSWERS[number % len(ANSWERS)]}\n# {number}", why=f"Because {number}.")
    return students


def found(root: Path) -> dict[str, Any]:
    """Return what a grading left: rows, words and hashes."""
    with Classroom(root)._gradebook() as book:
        rows = sorted(
            (s.student.id, grade.name, grade.auto_score, grade.needs_manual_grade)
            for s in book.assignment_submissions("hw")
            for grade in s.notebooks[0].grades
        )
    paths = sorted(root.glob("autograded/*/hw/p.ipynb"))
    records = [cell.metadata.get("course") for p in paths for cell in nbformat.read(p, as_version=4).cells]
    runs = sorted((root / "evidence/runs").glob("*/*"))
    digests = {
        run.name: json.loads(next(run.glob("causal_mask.*.json")).read_text("utf-8"))["digest"]
        for run in runs
    }
    verdicts = {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (root / "evidence/verdicts").glob("*/*.json")
    }
    return {"rows": rows, "records": records, "evidence": digests, "verdicts": verdicts}


@pytest.mark.slow
@pytest.mark.parametrize("size", [12])
def test_one_worker_and_four_find_the_same(tmp_path: Path, size: int) -> None:
    """In whatever order the submissions come."""
    seen = []
    for number, workers in enumerate((1, 4)):
        root = tmp_path / str(number)
        root.mkdir()
        students = class_of(build(root), size)
        random.Random(number).shuffle(students)  # noqa: S311 - an order
        outcome = run(root, "python", "-c", LOOK + GRADE, str(workers), *students)
        assert outcome.returncode == 0, outcome.stderr
        seen.append(found(root))

    assert seen[0] == seen[1]
    assert len(seen[0]["evidence"]) == size
    assert {row[2] for row in seen[0]["rows"]} >= {0, 2}


@pytest.mark.slow
def test_what_was_done_is_said_before_and_after(tmp_path: Path) -> None:
    """How many must run, and how many did, in how much time."""
    class_of(build(tmp_path), 3)
    first = run(tmp_path, "nbverdict", "grade", "hw", "--workers", "2").stdout
    second = run(tmp_path, "nbverdict", "grade", "hw").stdout

    assert "3 submissions: 3 to run, 0 to judge from kept evidence, 0 unchanged" in first
    assert " s: 3 run, 0 judged from kept evidence, 0 unchanged" in first
    assert "3 submissions: 0 to run, 0 to judge from kept evidence, 3 unchanged" in second
    assert " s: 0 run, 0 judged from kept evidence, 3 unchanged" in second
    assert not (tmp_path / "evidence/.scratch").exists()
