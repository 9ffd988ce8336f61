"""The words in which a challenge module says what its checks are worth and what they need."""

import pytest

REGISTERED = (
    "points(worth): what a check is worth",
    "requires(*names): checks without which this one has nothing to judge",
    "on(*cases): the only cases that the check judges; without it, all",
    "form: a property that an empty frame could have; counts only where the gate is open",
    "gate: opens where it passes on a hidden case, which only a right answer does",
)

form = pytest.mark.form
gate = pytest.mark.gate


def points(worth: float) -> pytest.MarkDecorator:
    """Say what a check is worth."""
    return pytest.mark.points(worth)


def requires(*names: str) -> pytest.MarkDecorator:
    """Name the checks, without `test_`, that must have passed on the same case."""
    return pytest.mark.requires(*names)


def on(*cases: str) -> pytest.MarkDecorator:
    """Name the only cases that a check judges."""
    return pytest.mark.on(*cases)
