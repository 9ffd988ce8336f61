"""What goes wrong when orders are cleaned."""

import io

import pandas as pd

from nbverdict import Case, mistake


@mistake(costs="keeps_each_order_once")
def duplicates_kept(case: Case) -> pd.DataFrame:
    """An order that stands in the file twice is in your table twice. Keep the first of them."""
    from graders.clean_orders.checks import SIZES

    table = pd.read_csv(io.StringIO(case.known)).dropna(subset="order").reset_index(drop=True)
    return table.assign(
        day=pd.to_datetime(table["day"], errors="coerce"), size=table["size"].str.upper().astype(SIZES)
    )


@mistake(costs="prices_are_numbers")
def missing_prices_filled(right: pd.DataFrame) -> pd.DataFrame:
    """A missing price became 0. An order without a price did not cost nothing: leave it missing."""
    return right.assign(price=right["price"].fillna(0.0))


@mistake(costs="sizes_are_ordered_categories")
def small_letters_lost(right: pd.DataFrame, case: Case) -> pd.DataFrame:
    """Sizes in small letters became missing. Turn them into capitals before you make categories."""
    table = pd.read_csv(io.StringIO(case.known)).dropna(subset="order").drop_duplicates("order")
    return right.assign(size=table["size"].astype(right["size"].dtype).to_numpy())
