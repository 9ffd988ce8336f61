"""The challenge `fit_prices`: a fitted estimator, judged by what it predicts for other flats."""

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from nbverdict import Answers, Case, Method, Tolerance, check, expect_equal

CITIES = ("Bern", "Genf", "Chur")
EURO = Tolerance(relative=1e-4, absolute=0.5)  # other solvers of least squares stay within a cent


def shown_cases() -> list[Case]:
    """Return a small table of flats, drawn once for all."""
    return [_drawn(np.random.default_rng(7), "shown", 12)]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return two other tables."""
    return [_drawn(rng, f"hidden {number}", int(rng.integers(30, 60))) for number in (1, 2)]


def reference(case: Case) -> np.ndarray:
    """Return what least squares predict for the flats that the estimator has not seen."""
    features, prices = case.args
    return predicted(features, prices, case.known)


def predicted(features: pd.DataFrame, prices: pd.Series, new: pd.DataFrame) -> np.ndarray:
    """Return what a linear model of area, rooms and city predicts."""
    encoded = make_column_transformer((OneHotEncoder(), ["city"]), remainder="passthrough")
    return np.asarray(make_pipeline(encoded, LinearRegression()).fit(features, prices).predict(new))


@check(points=1, form=True)
def test_predicts_a_price_for_each_flat(evidence: Answers, reference: np.ndarray) -> None:
    """The estimator is fitted, and `predict` returns one price for each flat"""
    got = evidence.then[0].array.ravel()
    expect_equal(len(got), len(reference), where="the number of prices")


@check(points=3, gate=True, requires="predicts_a_price_for_each_flat")
def test_prices_are_those_of_least_squares(evidence: Answers, reference: np.ndarray) -> None:
    """Its prices are those of a linear model of area, rooms and city"""
    expect_equal(evidence.then[0].array.ravel(), reference, where="the predicted prices", tol=EURO)


def _drawn(rng: np.random.Generator, name: str, count: int) -> Case:
    """Draw flats, and the prices of some of them."""
    flats = pd.DataFrame(
        {
            "area": rng.uniform(30, 150, size=count + 5).round(1),
            "rooms": rng.integers(1, 6, size=count + 5),
            "city": [*CITIES, *rng.choice(CITIES, size=count + 2)],
        }
    )
    per_city = flats["city"].map(dict(zip(CITIES, (90_000.0, 210_000.0, 20_000.0), strict=True)))
    noise = rng.normal(0, 20_000, size=len(flats))
    prices = (4_000 * flats["area"] + 15_000 * flats["rooms"] + per_city + noise).round(0)
    features, known = flats.iloc[:count], prices.iloc[:count].rename("price")
    new = flats.iloc[count:].reset_index(drop=True)
    return Case(name, args=[features, known], then=[Method("predict", new)], known=new)
