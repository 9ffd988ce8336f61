"""`python -m benchmarks.faults`, short: one kill in each phase of a small class; a spoilt product is seen."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.faults.paused import PHASES
from benchmarks.faults.problems import CHANGED, HALF, LOST, differences
from benchmarks.faults.rows import EndRow, KillRow, OtherRow, SeenRow, figures, is_good
from graders.models.cache import PROJECT

SHORT = ("--students", "4", "--kills", str(len(PHASES)), "--short", "--only", "kills", "no-transaction")
KILLED = KillRow(
    series=1, variant="v", phase="intake", point="p", call=1, graded=0, problems=(), strays=(), seconds=1.0
)
ENDED = EndRow(series=1, variant="v", kills=1, code=0, problems=(), strays=(), seconds=1.0)


def test_nothing_is_lost_in_any_phase_and_a_missing_transaction_is_seen(tmp_path: Path) -> None:
    """Half a submission is in the book where each row was committed by itself."""
    rows = tmp_path / "rows.jsonl"
    command = [sys.executable, "-m", "benchmarks.faults", *SHORT, "--rows", str(rows)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout.splitlines()[-1])
    seen = [row for row in map(json.loads, rows.read_text("utf-8").splitlines()) if row["row"] == "SeenRow"]

    assert told["kills_by_phase"] == dict.fromkeys(PHASES, 1)
    assert [problem["kind"] for row in seen for problem in row["problems"]] == [HALF]
    assert done.returncode == 0, done.stderr


def test_differences_are_named() -> None:
    """What is not there is lost, what is there twice or unasked for is doubled."""
    found = list(differences("rows", {"a": {"x": 1}, "c": {}}, {"a": {"x": 2}, "b": {}}))

    assert [problem.kind for problem in found] == [CHANGED, LOST, "doubled"]


@pytest.mark.parametrize(
    "row",
    [
        OtherRow(fault="judge", failures=("a student was blamed",), seconds=1.0),
        SeenRow(spoilt="no-transaction", problems=(), seconds=1.0),
        EndRow(series=1, variant="v", kills=1, code=0, problems=(), strays=("process 7",), seconds=1.0),
    ],
)
def test_each_bad_row_counts(row: OtherRow | SeenRow | EndRow) -> None:
    """One is enough; so are too few kills."""
    assert is_good(figures([KILLED, ENDED]), enough=1)
    assert not is_good(figures([KILLED, ENDED]), enough=2)
    assert not is_good(figures([KILLED, ENDED, row]), enough=1)
