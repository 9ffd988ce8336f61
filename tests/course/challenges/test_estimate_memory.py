"""Memory, beyond what its variants say."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from graders.estimate_memory import checks as estimate_memory
from nbverdict.judging.scoring import marks_of, scored_checks
from nbverdict.judging.table import UNSEEN, message
from nbverdict.judging.verdict import Seen
from nbverdict.selfcheck.variants import VariantKind
from tests.course.challenges.variants import code


@pytest.mark.parametrize(
    ("mutant", "said"),
    [
        ("mebibytes", "`weights`: another number is right; yours is 3.8147 (and 1 more)"),
        (
            "no_master_copy",
            f"{UNSEEN[Seen.RIGHT]}: this is about training in fp16",
        ),
    ],
)
def test_a_message_names_the_part_or_the_kind_of_call(
    mutant: str, said: str, assess: Callable[..., Any]
) -> None:
    """On the example a student reads their own number, elsewhere only what kind of call it was."""
    verdict = assess("estimate_memory", code("estimate_memory", VariantKind.MUTANT, mutant))

    assert said in [message(check) for check in verdict.checks]


def test_who_is_wrong_by_a_few_tolerances_is_a_near_miss(
    assess: Callable[..., Any], solutions: dict[str, str]
) -> None:
    """2 % where half a percent is allowed: a verdict says that it is 4 tolerances off."""
    told = f"{solutions['estimate_memory']}\nright = estimate_memory\ndef estimate_memory(*given, **named):\n"
    told += "    return {part: 1.02 * value for part, value in right(*given, **named).items()}"
    wrong = [check for check in assess("estimate_memory", told).checks if check.times]

    assert {check.times for check in wrong} == {4.0}


def test_a_number_is_not_guessed() -> None:
    """Each check that gives points judges other numbers more than once: one alone is met by chance at last."""
    hidden = [case.name for case in estimate_memory.hidden_cases(np.random.default_rng(0))]
    judged = [
        [name for name in hidden if name in mark.args]
        for check in scored_checks(estimate_memory)
        for mark in marks_of(check)
        if mark.name == "on"
    ]

    assert [len(names) for names in judged] == [3, 2, 2]
