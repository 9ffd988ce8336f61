"""Honest counts and sizes."""

from graders.compare_t5 import checks as compare_t5
from graders.plot_t5 import checks as plot_t5
from nbverdict.compare.numbers import HALF_A_PERCENT
from tools.calibrate.measured import Honest
from tools.calibrate.sizes import honest_sizes


def test_a_tenth_is_accepted_and_whole_millions_are_not() -> None:
    """The bars of the notebook's own table show it."""
    apart = {row.kind: row.deviation for row in honest_sizes(plot_t5, plot_t5.shown_cases()[0], "shown")}

    assert apart["one decimal"] < HALF_A_PERCENT.relative < apart["whole numbers"]


def test_every_check_of_a_challenge_is_measured() -> None:
    """The T5 table has two checks within this tolerance, and each value its rounding in float16."""
    rows: list[Honest] = list(honest_sizes(compare_t5, compare_t5.shown_cases()[0], "shown"))

    assert len({row.how for row in rows}) == 2
    assert max(row.deviation for row in rows if row.kind == "float16") <= 2**-11
