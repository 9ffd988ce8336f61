"""The challenge `running_mean`: a class, asked through its methods."""

from collections.abc import Sequence

import numpy as np

from nbverdict import Answers, Case, Method, Wrong, check, expect_equal


def shown_cases() -> list[Case]:
    """Return the three numbers of the notebook."""
    return [_case("shown", [2.0, 4.0, 9.0])]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return other numbers."""
    return [_case("hidden 1", [round(float(one), 2) for one in rng.uniform(-50, 50, size=7)])]


def reference(case: Case) -> list[float]:
    """Return the mean after each number."""
    values: Sequence[float] = case.known
    return [sum(values[: count + 1]) / (count + 1) for count in range(len(values))]


@check(points=1, form=True)
def test_an_empty_mean_is_an_error(evidence: Answers) -> None:
    """`mean()` raises a ValueError before anything was added"""
    if (raised := evidence.then[0].raised) != "ValueError":
        sentence = f"`mean()` raises {raised}, not a ValueError" if raised else "`mean()` raises nothing"
        raise Wrong(sentence, anywhere="`mean()` does not raise a ValueError", mistake="another_error")


@check(points=2, gate=True)
def test_means_are_right(evidence: Answers, reference: list[float]) -> None:
    """`mean()` is the mean of all numbers that were added so far"""
    means = [answer.number for answer in evidence.then[2::2]]
    expect_equal(means, reference, where="the means")


def _case(name: str, values: Sequence[float]) -> Case:
    asked = [question for value in values for question in (Method("add", value), Method("mean"))]
    return Case(name, "RunningMean", then=[Method("mean"), *asked], known=values)
