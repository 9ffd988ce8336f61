# %% pipeline
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder


def fit_prices(features, prices):
    encoded = ColumnTransformer([("city", OneHotEncoder(drop="first"), ["city"])], remainder="passthrough")
    return Pipeline([("encode", encoded), ("fit", LinearRegression())]).fit(features, prices)


# %% class_of_their_own
import numpy as np
import pandas as pd


class Model:
    def matrix(self, table):
        dummies = [(table["city"] == city).astype(float) for city in self.cities]
        return np.column_stack([table["area"], table["rooms"], *dummies])

    def fit(self, table, prices):
        self.cities = sorted(table["city"].unique())
        self.weights = np.linalg.lstsq(self.matrix(table), prices.to_numpy(), rcond=None)[0]
        return self

    def predict(self, table):
        return pd.Series(self.matrix(table) @ self.weights)


def fit_prices(features, prices):
    return Model().fit(features, prices)
