"""Memory, beyond what its variants say."""

from collections.abc import Callable
from typing import Any

import pytest

from graders.checking.variants import Kind
from tests.challenges.variants import code


@pytest.mark.parametrize(
    ("mutant", "said"),
    [
        ("mebibytes", "`weights`: another number is right; yours is 3.8147 (and 1 more)"),
        (
            "no_master_copy",
            "right on the example, but not on inputs that you have not seen: this is about training in fp16",
        ),
    ],
)
def test_a_message_names_the_part_or_the_kind_of_call(
    mutant: str, said: str, assess: Callable[..., Any]
) -> None:
    """On the example a student reads his own number, elsewhere only what kind of call it was."""
    verdict = assess("estimate_memory", code("estimate_memory", Kind.MUTANT, mutant))

    assert said in [check.sentence for check in verdict.checks]
