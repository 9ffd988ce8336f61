# %% convolution
import numpy as np


def moving_average(values, window):
    return np.convolve(values, np.ones(window) / window, mode="valid")


# %% slices
def moving_average(values, window):
    return [sum(values[start : start + window]) / window for start in range(len(values) - window + 1)]


# %% running_sum
import numpy as np


def moving_average(values, window):
    sums = np.cumsum([0, *values])
    return (sums[window:] - sums[:-window]) / window
