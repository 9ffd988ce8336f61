"""The words of a check, as plain attributes of its function."""

from collections.abc import Callable
from typing import Any

Check = Callable[..., Any]


def form(check: Check) -> Check:
    """Say that the check counts only where the gate is open."""
    check.is_form = True
    return check


def gate(check: Check) -> Check:
    """Say that the check opens the gate."""
    check.is_gate = True
    return check


def points(worth: float) -> Callable[[Check], Check]:
    """Say what a check is worth."""
    return _setting("worth", worth)


def requires(*names: str) -> Callable[[Check], Check]:
    """Name the checks that must have passed on the same case."""
    return _setting("needed", names)


def on(*cases: str) -> Callable[[Check], Check]:
    """Name the only cases that a check judges."""
    return _setting("cases", cases)


def _setting(name: str, value: object) -> Callable[[Check], Check]:
    def marked(check: Check) -> Check:
        setattr(check, name, value)
        return check

    return marked
