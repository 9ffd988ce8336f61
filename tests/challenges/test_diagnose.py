"""Diagnosis: the known mistake is named, charged once, and nobody is accused of what he may not have done."""

from collections.abc import Callable
from typing import Any

import pytest

from graders.challenges.judge import FOLLOWS
from graders.challenges.registry import challenge_names, known_mistakes, load_challenge
from tests.challenges.test_attention_grid import IMSHOW, START
from tests.challenges.test_attention_grid import MUTANTS as GRID_MUTANTS
from tests.challenges.test_compare_t5 import META

Assess = Callable[..., Any]
TRANSPOSED = START.replace(".numpy()", ".numpy().T") + IMSHOW
IDS = IMSHOW.replace("tokens)), tokens", "tokens)), inputs['input_ids'][0].tolist()")
NOISE = START.replace(".numpy()", ".numpy() ** 1.3") + IMSHOW
TIED = META.replace("for p in model.parameters()", "for p in model.state_dict().values()")


def named(verdict: Any) -> list[str]:
    """Return the mistakes that a verdict names."""
    return [diagnosis.mistake for diagnosis in verdict.diagnoses]


def test_a_slip_costs_its_own_check_and_nothing_else(assess: Assess) -> None:
    """What fails only because of it is right, but for the slip."""
    verdict = assess("compare_t5", TIED)
    followed = {check.name for check in verdict.checks if check.sentence == FOLLOWS}

    assert named(verdict) == ["tied_weights_counted_again"]
    assert "sizes_follow_from_the_precision" in followed
    assert (verdict.earned, verdict.worth) == (5, 7)


def test_two_slips_are_both_named_and_both_charged(assess: Assess) -> None:
    """One about the maps and one about their labels."""
    verdict = assess("attention_grid", START.replace(".numpy()", ".numpy().T") + IDS)

    assert named(verdict) == ["transposed", "ids_for_tokens"]
    assert verdict.earned == 10 - 3 - 2


def test_two_slips_in_one_number_are_told_apart(assess: Assess) -> None:
    """Shared weights counted again, and all of it in MiB."""
    verdict = assess(
        "compare_t5", TIED.replace("* 4 / 1e6", "* 4 / 2**20").replace("* 2 / 1e6", "* 2 / 2**20")
    )

    assert named(verdict)[0] == "tied_weights_counted_again"


@pytest.mark.parametrize("code", [NOISE, GRID_MUTANTS["left_in_training"][0]], ids=["noise", "dropout"])
def test_what_no_known_mistake_explains_stays_unexplained(code: str, assess: Assess) -> None:
    """A wrong name would send him looking in the wrong place."""
    assert named(assess("attention_grid", code)) == []


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
