# %% not_fitted
from sklearn.linear_model import LinearRegression


def fit_prices(features, prices):
    return LinearRegression()


# %% zeros
class Model:
    def predict(self, table):
        return [0.0] * len(table)


def fit_prices(features, prices):
    return Model()
