"""The words of a check, as plain attributes of its function."""

from collections.abc import Callable, Sequence
from typing import Any

Check = Callable[..., Any]


def check(
    *,
    points: float = 0.0,
    gate: bool = False,
    form: bool = False,
    requires: str | Sequence[str] = (),
    cases: str | Sequence[str] = (),
) -> Callable[[Check], Check]:
    """Say what a check is worth, what it opens or needs, and which cases it judges: all, if none is named."""

    def marked(function: Check) -> Check:
        function.worth, function.is_gate, function.is_form = points, gate, form
        function.needed, function.cases = _names(requires), _names(cases)
        return function

    return marked


def _names(one_or_more: str | Sequence[str]) -> tuple[str, ...]:
    return (one_or_more,) if isinstance(one_or_more, str) else tuple(one_or_more)
