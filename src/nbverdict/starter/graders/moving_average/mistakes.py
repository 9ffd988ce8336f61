"""What goes wrong with a moving average: what the reference would be if the mistake were right."""

import numpy as np

from nbverdict import Case, mistake


@mistake(costs="means_are_right")
def sum_for_mean(case: Case, right: np.ndarray) -> np.ndarray:
    """Your values are the sums of the windows. A mean is the sum divided by how many values there are."""
    return right * case.args[1]


@mistake(costs="means_are_right")
def divided_by_one_less(case: Case, right: np.ndarray) -> np.ndarray:
    """The sums are divided by one less than the window. A window of three values is divided by three."""
    window = case.args[1]
    return right * window / (window - 1)


@mistake(costs="means_are_right")
def windows_backwards(right: np.ndarray) -> np.ndarray:
    """The means are right, and in the wrong order: the first belongs to the beginning of the series."""
    return right[::-1]
