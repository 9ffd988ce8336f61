"""Cases that are drawn anew are the same, and rows are kept."""

import json
from pathlib import Path

import numpy as np

from tests.tools.calibrate.rows import measured
from tools.calibrate.measure import draw_cases, write_rows


def test_each_run_draws_the_same_cases() -> None:
    """Another draw has others."""
    first, again, other = (draw_cases("attention_weights", number)[0].known.queries for number in (0, 0, 1))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_each_run_and_each_mistake_has_a_row(tmp_path: Path) -> None:
    """A line of JSON, with the kind of row first."""
    write_rows(measured(), tmp_path / "new" / "rows.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "new" / "rows.jsonl").read_text("utf-8").splitlines()]

    assert [row["row"] for row in rows] == ["Honest"] * 7 + ["Near"] * 7
    assert rows[-2]["deviations"] == [2e-4, 0.5]
