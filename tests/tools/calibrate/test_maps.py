"""Honest attention maps, run on one drawn case."""

from collections.abc import Sequence

import pytest

from nbverdict.compare.numbers import ATTENTION
from tools.calibrate.maps import honest_maps
from tools.calibrate.measure import draw_cases
from tools.calibrate.measured import Honest
from tools.calibrate.places import Place


@pytest.fixture(scope="module")
def rows() -> Sequence[Honest]:
    """What one case gives on one thread."""
    return list(honest_maps(draw_cases("attention_grid", 0)[0], "a case", (Place("cpu", 1),)))


def test_both_kernels_compute_in_each_precision(rows: Sequence[Honest]) -> None:
    """Those in float32 are rounded as well."""
    ran = {(row.how, row.kind) for row in rows}

    assert len(ran) == len(rows) == 2 * (4 + 2)
    assert {how for how, _ in ran} == {"eager, cpu, 1 thread", "sdpa, cpu, 1 thread"}


@pytest.mark.parametrize(("kind", "room"), [("float64", 1e9), ("float32", 100), ("three decimals", 1.9)])
def test_honest_maps_stay_within_the_tolerance(kind: str, room: float, rows: Sequence[Honest]) -> None:
    """There is room for what students compute in, and for the decimals that the task promises."""
    assert max(row.deviation for row in rows if row.kind == kind) * room < ATTENTION.absolute


@pytest.mark.parametrize("kind", ["bfloat16", "two decimals"])
def test_coarser_maps_do_not(kind: str, rows: Sequence[Honest]) -> None:
    """Neither bfloat16 nor two decimals are right within 0.001."""
    assert min(row.deviation for row in rows if row.kind == kind) > ATTENTION.absolute
