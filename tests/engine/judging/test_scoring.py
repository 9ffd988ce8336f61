"""Weighing: what follows from a slip is paid where work was done, and hardly where nothing is right."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from nbverdict.judging import scoring as weigh
from nbverdict.judging.verdict import CheckStatus
from nbverdict.selfcheck.variants import VariantKind
from tests.course.challenges.variants import code

Assess = Callable[..., Any]


def mutant(challenge: str, name: str) -> tuple[str, str]:
    """Return a challenge and a known mistake in it."""
    return challenge, code(challenge, VariantKind.MUTANT, name)


@pytest.mark.parametrize(
    ("challenge", "source", "earned"),
    [
        ("causal_mask", "def causal_mask(n):\n    return torch.eye(n)", 0),
        (*mutant("attention_weights", "no_softmax"), 0),
        (*mutant("attention_weights", "no_mask"), 0),
        (*mutant("count_parameters", "tensors_not_numbers"), 0),
        (*mutant("estimate_memory", "training_forgotten"), 1),
    ],
    ids=["an identity", "bare scores", "no mask", "the number of tensors", "an argument ignored"],
)
def test_nothing_follows_from_a_mistake_that_takes_no_work(
    assess: Assess, challenge: str, source: str, earned: float
) -> None:
    """What is right by itself counts, such as the memory of inference, and nothing else."""
    verdict = assess(challenge, source)

    assert (verdict.earned, verdict.followed) == (earned, 0)


@pytest.mark.parametrize(
    ("challenge", "name"),
    [
        ("attention_weights", "over_queries"),
        ("attention_weights", "own_causal_mask"),
        ("parameters_by_block", "in_millions"),
        ("estimate_memory", "bits"),
    ],
)
def test_where_nothing_is_right_one_point_follows(
    assess: Assess, monkeypatch: pytest.MonkeyPatch, challenge: str, name: str
) -> None:
    """The others are not paid, and their student reads why."""
    _, source = mutant(challenge, name)
    verdict = assess(challenge, source)

    assert (verdict.earned, verdict.followed) == (1, 1)
    assert [check.status for check in verdict.checks].count(CheckStatus.SPENT) == 1
    monkeypatch.setattr(weigh, "MOST_FOLLOWING", math.inf)
    assert assess(challenge, source).earned == 2


def test_where_something_is_right_all_of_it_follows(assess: Assess) -> None:
    """Rows that sum to 1 are right, though no weight is: what fails only because of the scale is paid."""
    verdict = assess(*mutant("attention_weights", "not_scaled"))

    assert (verdict.earned, verdict.worth) == (2, 4)


@pytest.mark.parametrize(
    ("answer", "behind"),
    [
        ("np.ones((n, n))", ["", "opens_itself_and_earlier_tokens"]),
        ("2 * np.tril(np.ones((n, n)))", ["", "is_a_square_of_zeros_and_ones"]),
        ("np.tril(np.ones((n, n)))", [""]),
    ],
    ids=["closed by the gate", "not judged", "all right"],
)
def test_a_check_names_the_one_that_it_stands_behind(assess: Assess, answer: str, behind: list[str]) -> None:
    """Who rules on that one must know what hangs on it."""
    verdict = assess("causal_mask", f"import numpy as np\ndef causal_mask(n):\n    return {answer}")

    assert sorted({check.behind for check in verdict.checks}) == behind
