# %% always_raises
class RunningMean:
    def add(self, value):
        pass

    def mean(self):
        raise ValueError


# %% always_zero
class RunningMean:
    def add(self, value):
        pass

    def mean(self):
        return 0.0
