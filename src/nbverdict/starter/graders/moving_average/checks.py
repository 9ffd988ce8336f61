"""The challenge `moving_average`: what it is called with, what is right, and what is judged."""

import numpy as np

from nbverdict import Answers, Case, Wrong, check, expect_equal


def shown_cases() -> list[Case]:
    """Return the example of the notebook."""
    return [Case("shown", args=[[1.0, 3.0, 5.0, 10.0], 2])]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return two other series, drawn for each submission."""
    return [_drawn(rng, f"hidden {number}") for number in (1, 2)]


def reference(case: Case) -> np.ndarray:
    """Return the mean of each window."""
    values, window = case.args
    return np.convolve(values, np.ones(window) / window, mode="valid")


@check(points=1, form=True)
def test_has_a_mean_for_each_window(evidence: Answers, reference: np.ndarray) -> None:
    """There is one mean for each window that lies within the series: `len(values) - window + 1`"""
    if evidence.array.shape != reference.shape:
        sentence = f"the shape is {evidence.array.shape}, not {reference.shape}"
        raise Wrong(sentence, anywhere="there are too many or too few means", mistake="another_shape")


@check(points=2, gate=True, requires="has_a_mean_for_each_window")
def test_means_are_right(evidence: Answers, reference: np.ndarray) -> None:
    """Each value is the mean of its window"""
    expect_equal(evidence.array, reference, where="the means")


def _drawn(rng: np.random.Generator, name: str) -> Case:
    values = rng.uniform(0, 100, size=int(rng.integers(8, 20))).round(1)
    return Case(name, args=[values.tolist(), int(rng.integers(3, 6))])
