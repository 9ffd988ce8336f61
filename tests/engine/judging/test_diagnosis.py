"""Diagnosis: a known mistake is named and charged once; nobody is accused of what they may not have done."""

from collections.abc import Callable
from typing import Any

import pytest

from nbverdict.judging.discovery import challenge_names, known_mistakes, load_challenge
from nbverdict.judging.verdict import CheckStatus
from nbverdict.selfcheck.variants import VariantKind
from tests.course.challenges.variants import code

Assess = Callable[..., Any]
TIED = code("compare_t5", VariantKind.MUTANT, "shared_weights_twice")
BOTH = code("attention_grid", VariantKind.MUTANT, "keys_on_the_rows_and_ids")
SQUARED = code("attention_weights", VariantKind.UNEXPLAINED, "squared_and_shared_out")


def named(verdict: Any) -> list[str]:
    """Return the mistakes that a verdict names."""
    return [diagnosis.mistake for diagnosis in verdict.diagnoses]


def test_a_slip_costs_its_own_check_and_nothing_else(assess: Assess) -> None:
    """What fails only because of it is right, but for the slip."""
    verdict = assess("compare_t5", TIED)
    followed = {check.name for check in verdict.checks if check.status is CheckStatus.FOLLOWED}

    assert named(verdict) == ["tied_weights_counted_again"]
    assert "sizes_follow_from_the_precision" in followed
    assert (verdict.earned, verdict.worth) == (5, 7)


def test_two_slips_are_both_named_and_both_charged(assess: Assess) -> None:
    """One about the maps and one about their labels."""
    verdict = assess("attention_grid", BOTH)

    assert named(verdict) == ["transposed", "ids_for_tokens"]
    assert verdict.earned == 10 - 3 - 2


@pytest.mark.parametrize("submission", [str(number) for number in range(12)])
def test_a_part_that_fits_by_chance_is_no_explanation(submission: str, assess: Assess) -> None:
    """Where queries are 8 long, squared weights look as if they were scaled by another root there."""
    assert named(assess("attention_weights", SQUARED, submission=submission)) == []


def test_a_mistake_that_takes_no_work_earns_nothing_more(assess: Assess) -> None:
    """A mask that hides nothing is known, but an empty frame earns no point for its form."""
    verdict = assess("causal_mask", "def causal_mask(n):\n    return torch.ones(n, n)")

    assert (named(verdict), verdict.earned) == (["nothing_hidden"], 0)


@pytest.mark.parametrize("name", challenge_names())
def test_each_mistake_has_a_name_of_its_own_and_costs_a_check_that_exists(name: str) -> None:
    """And says something to the student."""
    module = load_challenge(name)
    known = known_mistakes(module)

    assert len({mistake.name for mistake in known}) == len(known) > 0
    for mistake in known:
        assert mistake.idea.endswith(".")
        assert all(hasattr(module, f"test_{check}") for check in mistake.charged), mistake.name
