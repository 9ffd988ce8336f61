"""The challenge `clean_orders`: a table of orders, with dates, categories and missing values."""

import io

import numpy as np
import pandas as pd

from nbverdict import Answers, Case, Folder, Wrong, check, expect_equal

COLUMNS = ["order", "day", "size", "price"]
SIZES = pd.CategoricalDtype(["S", "M", "L"], ordered=True)
SHOWN = """order,day,size,price
101,2024-03-01,M,19.90
102,unknown,s,
101,2024-03-01,M,19.90
,2024-03-02,L,5.00
104,2024-03-04,,42.50
"""


def shown_cases() -> list[Case]:
    """Return the file of the notebook."""
    return [_case("shown", SHOWN)]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return two other files with everything that the first one has."""
    return [_case(f"hidden {number}", _drawn(rng)) for number in (1, 2)]


def reference(case: Case) -> pd.DataFrame:
    """Return the cleaned table."""
    table = pd.read_csv(io.StringIO(case.known)).dropna(subset="order").drop_duplicates("order")
    return pd.DataFrame(
        {
            "order": table["order"].astype("int64"),
            "day": pd.to_datetime(table["day"], errors="coerce"),
            "size": table["size"].str.upper().astype(SIZES),
            "price": table["price"],
        }
    ).reset_index(drop=True)


@check(points=1, form=True)
def test_has_the_columns(evidence: Answers) -> None:
    """The table has the columns order, day, size and price"""
    lacks = [name for name in COLUMNS if name not in evidence.table.columns]
    if lacks:
        sentence = f"there is no column {' or '.join(lacks)}"
        raise Wrong(sentence, anywhere="a column is missing", mistake="missing_columns")


@check(points=1, gate=True, requires="has_the_columns")
def test_keeps_each_order_once(evidence: Answers, reference: pd.DataFrame) -> None:
    """Each order with a number is kept once, in the order of the file"""
    expect_equal(evidence.table.column("order"), reference["order"].tolist(), where="the column `order`")


@check(points=1, requires=("has_the_columns", "keeps_each_order_once"))
def test_days_are_dates(evidence: Answers, reference: pd.DataFrame) -> None:
    """`day` holds dates, and is missing where the file names none"""
    days = evidence.table.column("day")
    if any(isinstance(day, str) for day in days):
        sentence = "`day` still holds text"
        raise Wrong(sentence, anywhere=sentence, mistake="text_for_dates")
    expect_equal(days, reference["day"].tolist(), where="the column `day`")


@check(points=1, requires=("has_the_columns", "keeps_each_order_once"))
def test_sizes_are_ordered_categories(evidence: Answers, reference: pd.DataFrame) -> None:
    """`size` is categorical, in the order S, M, L, whatever case the file uses"""
    place = evidence.table.columns.index("size")
    if evidence.table.categories[place] != tuple(SIZES.categories):
        sentence = "`size` does not have the categories S, M and L in this order"
        raise Wrong(sentence, anywhere=sentence, mistake="other_categories")
    expect_equal(evidence.table.column("size"), reference["size"].tolist(), where="the column `size`")


@check(points=1, requires=("has_the_columns", "keeps_each_order_once"))
def test_prices_are_numbers(evidence: Answers, reference: pd.DataFrame) -> None:
    """`price` holds numbers, and is missing where the file has none"""
    expect_equal(evidence.table.column("price"), reference["price"].tolist(), where="the column `price`")


def _case(name: str, text: str) -> Case:
    return Case(name, args=[Folder("shop", {"orders.csv": text}, file="orders.csv")], known=text)


def _drawn(rng: np.random.Generator) -> str:
    """Draw a file in which orders come twice, one has no number, and days, sizes and prices are missing."""
    count = int(rng.integers(7, 12))
    numbers = [str(number) for number in rng.choice(np.arange(100, 1000), size=count, replace=False)]
    days = [f"2024-{rng.integers(1, 13):02}-{rng.integers(1, 28):02}" for _ in numbers]
    sizes = [str(size) for size in rng.choice(["S", "M", "L", "s", "l"], size=count)]
    prices = [f"{price:.2f}" for price in rng.uniform(1, 90, size=count)]
    numbers[1], days[2], sizes[3], prices[4], sizes[0] = "", "unknown", "", "", "m"
    rows = [",".join(row) for row in zip(numbers, days, sizes, prices, strict=True)]
    return "\n".join(["order,day,size,price", *rows, rows[0], rows[-1]]) + "\n"
