# %% averages_means -> mean_of_means
class RunningMean:
    value = None

    def add(self, value):
        self.value = value if self.value is None else (self.value + value) / 2

    def mean(self):
        if self.value is None:
            raise ValueError
        return self.value


# %% never_divides -> sums_for_means
class RunningMean:
    def __init__(self):
        self.values = []

    def add(self, value):
        self.values.append(value)

    def mean(self):
        if not self.values:
            raise ValueError
        return sum(self.values)


# %% divides_by_zero -> another_error
class RunningMean:
    def __init__(self):
        self.values = []

    def add(self, value):
        self.values.append(value)

    def mean(self):
        return sum(self.values) / len(self.values)
