"""Attention weights, beyond what their variants say."""

from collections.abc import Callable
from typing import Any

from nbverdict.selfcheck.variants import VariantKind
from tests.course.challenges.variants import code


def test_overflow_costs_one_point(assess: Callable[..., Any]) -> None:
    """Who is right but for large scores loses the point for them alone."""
    assert assess("attention_weights", code("attention_weights", VariantKind.MUTANT, "overflows")).earned == 3
