"""Honest attention weights, on the cases of one draw."""

from collections.abc import Sequence

import pytest

from nbverdict.compare.numbers import WEIGHTS
from tools.calibrate.measure import draw_cases
from tools.calibrate.measured import Honest
from tools.calibrate.places import Place
from tools.calibrate.weights import honest_weights


@pytest.fixture(scope="module")
def rows() -> Sequence[Honest]:
    """What one draw gives on one thread."""
    cases = draw_cases("attention_weights", 0)
    return [row for case in cases for row in honest_weights(case, case.name, (Place("cpu", 1),))]


def test_float32_leaves_a_factor_of_ten(rows: Sequence[Honest]) -> None:
    """Also where scores are around 2000, and however hidden ones are filled."""
    plain = [row for row in rows if row.kind == "float32"]

    assert {row.how for row in plain} == {f"{name}, cpu, 1 thread" for name in ("-inf", "-1e+09", "sdpa")}
    assert max(row.deviation for row in plain) * 10 < WEIGHTS.absolute


def test_float16_is_accepted_but_for_large_scores(rows: Sequence[Honest]) -> None:
    """Around 2000 a score in float16 is a whole number."""
    worst: dict[str, float] = {}
    for row in (one for one in rows if one.kind == "float16"):
        worst[row.compared] = max(worst.get(row.compared, 0), row.deviation)

    assert worst.keys() == {"weights", "row sums", "weights of large scores"}
    assert worst.pop("weights of large scores") > WEIGHTS.absolute
    assert max(worst.values()) < WEIGHTS.absolute
