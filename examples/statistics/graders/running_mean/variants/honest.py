# %% list_of_values
class RunningMean:
    def __init__(self):
        self.values = []

    def add(self, value):
        self.values.append(value)

    def mean(self):
        if not self.values:
            raise ValueError("nothing was added")
        return sum(self.values) / len(self.values)


# %% sum_and_count
import numpy as np


class RunningMean:
    count, total = 0, 0.0

    def add(self, value):
        self.count += 1
        self.total += value
        return self

    def mean(self):
        if self.count == 0:
            raise ValueError
        return np.float64(self.total) / self.count
