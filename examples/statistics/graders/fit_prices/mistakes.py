"""What goes wrong when prices are fitted."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

from nbverdict import Case, mistake

PRICES = "prices_are_those_of_least_squares"


@mistake(costs=PRICES)
def city_left_out(case: Case) -> np.ndarray:
    """The estimator does not know in which city a flat lies. Encode the city, as one column for each."""
    features, prices = case.args
    numbers = ["area", "rooms"]
    return np.asarray(LinearRegression().fit(features[numbers], prices).predict(case.known[numbers]))


@mistake(costs=PRICES)
def city_as_a_number(case: Case) -> np.ndarray:
    """The cities became the numbers 0, 1 and 2, as if one were twice another. Give each its own column."""
    features, prices = case.args
    codes = sorted(set(features["city"]))
    numbered = [table.assign(city=table["city"].map(codes.index)) for table in (features, case.known)]
    return np.asarray(LinearRegression().fit(numbered[0], prices).predict(numbered[1]))


@mistake(costs=PRICES, earns=False)
def mean_for_everybody(case: Case) -> np.ndarray:
    """Every flat gets the same price, the mean. The estimator does not use what it is given."""
    prices: pd.Series = case.args[1]
    return np.full(len(case.known), prices.mean())
