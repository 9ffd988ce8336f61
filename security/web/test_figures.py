"""The figures of `make web` are computed from its rows, and go bad with any of them."""

from dataclasses import replace

import pytest

from security.web.rows import FEWEST, LargeRow, PageRow, PayloadRow, Row, StoryRow, compute_figures, problems
from security.web.walls import Walls

ACTS = [
    PayloadRow(number, "script", "HTML", "feedback", Walls.STOCK, ran=True, asked=False)
    for number in range(FEWEST)
]
HELD = [
    replace(one, walls=walls, ran=False)
    for one in ACTS
    for walls in (Walls.CLEANER, Walls.POLICY, Walls.BOTH)
]
LARGE = LargeRow(students=500, megabytes=9, written_s=3, opened_s=1, frames=400, frame_ms=17)
GOOD: list[Row] = [PageRow("a page"), StoryRow("a step", holds=True), LARGE, *ACTS, *HELD]


def test_a_good_run_has_no_problem() -> None:
    """Every page that was opened counts, but those without walls."""
    assert problems(GOOD) == []
    assert compute_figures(GOOD) == {
        "pages": 1 + 3 * FEWEST,
        "axe_serious": 0,
        "payloads": FEWEST,
        "ran": 0,
        "requests_elsewhere": 0,
    }


@pytest.mark.parametrize("walls", [Walls.CLEANER, Walls.POLICY, Walls.BOTH])
def test_a_payload_that_runs_behind_a_wall_is_seen(walls: Walls) -> None:
    """Behind each alone, and behind both."""
    rows = [*GOOD, replace(ACTS[0], walls=walls)]

    assert compute_figures(rows)["ran"] == 1
    assert problems(rows)


def test_what_acts_nowhere_is_no_payload() -> None:
    """A payload counts only where it acts without walls."""
    rows: list[Row] = [replace(one, ran=False) for one in ACTS]

    assert compute_figures(rows)["payloads"] == 0
    assert problems(rows) == ["only 0 payloads act where no wall stands"]


@pytest.mark.parametrize(
    "row",
    [
        PageRow("a page", serious=("color-contrast: p",)),
        PageRow("a page", missing=("a table",)),
        PageRow("a page", elsewhere=("https://a.example/x",)),
        StoryRow("a step", holds=False),
        replace(HELD[0], asked=True),
        replace(LARGE, written_s=11),
        replace(LARGE, opened_s=6),
        replace(LARGE, frame_ms=101),
    ],
)
def test_whatever_else_is_wrong_is_a_problem(row: Row) -> None:
    """What axe-core finds, what is missing, what is asked for elsewhere, what a TA does not see."""
    assert problems([*GOOD, row])
