"""The checks by their names, and the ways of a slip."""

from collections.abc import Callable
from typing import Any

from graders.memory_bill.reference import Answer
from graders.memory_bill.slips import slipped
from nbverdict import Case
from nbverdict.authoring.mistake import Made

ONE, TWO, EXPERTS = "weights_of_one_stack", "weights_of_two_stacks", "weights_of_experts"
ACTIVE = "a_token_uses_some_experts"
CACHE, CROSS = "cache_of_one_stack", "cache_of_two_stacks"
TRAINS, KEEPS = "training_holds_more", "training_keeps_activations"
FITS = "the_largest_batch_fits"
WEIGHTS, CACHES = (ONE, TWO, EXPERTS), (CACHE, CROSS)


def ways(**each: dict[str, Any]) -> Callable[[Case, Answer], Made]:
    """Return what each of these ways of doing it gives; each names what is done otherwise."""
    return lambda case, right: {
        "" if name == "all" else name: slipped(case, right, **changed) for name, changed in each.items()
    }


def in_three_places(what: str) -> Callable[[Case, Answer], Made]:
    """Return what a slip gives in the cache, in the weights, and in both."""
    return ways(**{where: {what: where} for where in ("cache", "weights", "both")})
