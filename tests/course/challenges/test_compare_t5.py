"""The T5 table, beyond what its variants say."""

from collections.abc import Callable
from typing import Any

from nbverdict.judging.table import message
from nbverdict.selfcheck.variants import VariantKind
from tests.course.challenges.variants import code

Assess = Callable[..., Any]
MEBIBYTES = code("compare_t5", VariantKind.MUTANT, "mebibytes_called_megabytes")


def test_a_wrong_unit_costs_the_sizes_alone(assess: Assess) -> None:
    """Parameters, shape and form keep their points: one slip explains why no row is right from end to end."""
    assert assess("compare_t5", MEBIBYTES).earned == 5


def test_the_message_holds_their_value_and_not_ours(assess: Assess) -> None:
    """A student reads where, how many and what they gave; the expected value is for staff."""
    verdict = assess("compare_t5", MEBIBYTES)
    sizes = next(check for check in verdict.checks if check.name == "sizes_follow_from_the_precision")

    assert message(sizes) == "FP32 of t5-small: another number is right; yours is 230.814 (and 2 more)"
    assert "242.026" in " ".join(sizes.staff)
