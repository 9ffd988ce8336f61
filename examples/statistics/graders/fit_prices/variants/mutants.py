# %% ignores_the_city -> city_left_out
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline


def fit_prices(features, prices):
    chosen = make_column_transformer(("passthrough", ["area", "rooms"]))
    return make_pipeline(chosen, LinearRegression()).fit(features, prices)


# %% ordinal_city -> city_as_a_number
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder


def fit_prices(features, prices):
    encoded = make_column_transformer((OrdinalEncoder(), ["city"]), remainder="passthrough")
    return make_pipeline(encoded, LinearRegression()).fit(features, prices)


# %% always_the_mean -> mean_for_everybody
from sklearn.dummy import DummyRegressor


def fit_prices(features, prices):
    return DummyRegressor().fit(features, prices)


# %% predicts_one_price -> another_type
class Model:
    def predict(self, table):
        return "expensive"


def fit_prices(features, prices):
    return Model()
