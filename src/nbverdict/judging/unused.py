"""Finds answers that do not use their arguments: the same for hidden cases as for the example."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from pydantic import BaseModel

from nbverdict.evidence.answers import Answers
from nbverdict.evidence.decode import Call, CallOutcome
from nbverdict.judging.verdict import Diagnosis

NAME = "ignores_its_arguments"
IDEA = (
    "For other arguments your function returns what it returns for the example. It does not use what it is "
    "given, for instance because it reads a variable of the notebook, or it keeps its first answer."
)


def unused_arguments(evidence: Sequence[Answers], failed: Collection[str]) -> Diagnosis | None:
    """Return a diagnosis if every hidden call returned what the example's call returned.

    It says nothing of an answer that is wrong for the example too.
    """
    shown = [one for one in evidence if not one.case.hidden]
    hidden = [one for one in evidence if one.case.hidden]
    if len(shown) != 1 or not hidden or not failed:
        return None
    first = shown[0].calls[0]
    others = [call for one in hidden for call in one.calls[: one.case.calls]]
    if first.outcome is not CallOutcome.ANSWER or any(
        call.outcome is not CallOutcome.ANSWER for call in others
    ):
        return None
    if not all(
        same((first.type, first.value, first.figure), (call.type, call.value, call.figure)) for call in others
    ):
        return None
    return Diagnosis(NAME, "", IDEA, tuple(sorted(failed)), whole=True)


def _alike(one: Call, other: Call) -> bool:
    return same((one.type, one.value, one.figure), (other.type, other.value, other.figure))


def same(one: Any, other: Any) -> bool:
    """Say whether two decoded values are equal, arrays by type, shape and values."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
    if isinstance(one, BaseModel):
        return all(same(getattr(one, name), getattr(other, name)) for name in type(one).model_fields)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)
