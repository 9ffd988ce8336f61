# %% never_divides -> sum_for_mean
def moving_average(values, window):
    return [sum(values[start : start + window]) for start in range(len(values) - window + 1)]


# %% off_by_one -> divided_by_one_less
def moving_average(values, window):
    return [sum(values[start : start + window]) / (window - 1) for start in range(len(values) - window + 1)]


# %% from_the_end -> windows_backwards
import numpy as np


def moving_average(values, window):
    return np.convolve(values, np.ones(window) / window, mode="valid")[::-1]


# %% as_long_as_the_series -> another_shape
import numpy as np


def moving_average(values, window):
    return np.convolve(values, np.ones(window) / window, mode="same")
