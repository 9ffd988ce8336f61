"""Checks: functions whose name is a property and whose docstring is the line that a student reads."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest

from nbverdict.errors import StaffError

REGISTERED = (
    "points(worth): what a check is worth",
    "requires(*names): checks that must pass before this one is judged",
    "on(*cases): the only cases that the check judges; by default, all",
    "form: a property that an empty frame could have; counts only if the gate is open",
    "gate: opens if it passes on half of the hidden cases, which only a right answer does",
)
PREFIX = "test_"
Function = TypeVar("Function", bound=Callable[..., None])


def check(
    *,
    points: float = 0.0,
    gate: bool = False,
    form: bool = False,
    requires: str | Sequence[str] = (),
    cases: str | Sequence[str] = (),
) -> Callable[[Function], Function]:
    """Decorate a function as a check; it takes `evidence`, an `Answers`, and `reference`, the expected value.

    Args:
        points: the points that the check is worth.
        gate: only a right answer passes it; exactly one check of a challenge is the gate.
        form: an empty frame could pass it, so it counts only if the gate passes on half of the hidden cases.
        requires: names of the checks that must pass before this one is judged.
        cases: names of the only cases that it judges; by default, all.

    Raises:
        StaffError: the function's name does not begin with `test_`, or it has no docstring.
    """

    def made(function: Function) -> Function:
        name = function.__name__
        if not name.startswith(PREFIX):
            raise StaffError(f"the check `{name}` is not found by pytest", hint=f"call it `{PREFIX}{name}`")
        if not (function.__doc__ or "").strip():
            raise StaffError(
                f"the check `{name}` has no docstring", hint="write the line that a student reads about it"
            )
        marks = [pytest.mark.points(points), *([pytest.mark.gate] if gate else [])]
        marks += [pytest.mark.form] if form else []
        marks += [pytest.mark.requires(*_names(requires))] if requires else []
        marks += [pytest.mark.on(*_names(cases))] if cases else []
        for mark in marks:
            function = mark(function)
        return function

    return made


def _names(one_or_more: str | Sequence[str]) -> tuple[str, ...]:
    named = (one_or_more,) if isinstance(one_or_more, str) else tuple(one_or_more)
    return tuple(name.removeprefix(PREFIX) for name in named)
