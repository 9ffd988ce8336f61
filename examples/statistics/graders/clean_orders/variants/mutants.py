# %% keeps_duplicates -> duplicates_kept
import pandas as pd


def clean_orders(path):
    table = pd.read_csv(path).dropna(subset=["order"])
    table["day"] = pd.to_datetime(table["day"], errors="coerce")
    table["size"] = pd.Categorical(table["size"].str.upper(), categories=["S", "M", "L"], ordered=True)
    return table


# %% fills_prices -> missing_prices_filled
import pandas as pd


def clean_orders(path):
    table = pd.read_csv(path).dropna(subset=["order"]).drop_duplicates(subset="order").fillna({"price": 0})
    table["day"] = pd.to_datetime(table["day"], errors="coerce")
    table["size"] = pd.Categorical(table["size"].str.upper(), categories=["S", "M", "L"], ordered=True)
    return table


# %% forgets_small_letters -> small_letters_lost
import pandas as pd


def clean_orders(path):
    table = pd.read_csv(path).dropna(subset=["order"]).drop_duplicates(subset="order")
    table["day"] = pd.to_datetime(table["day"], errors="coerce")
    table["size"] = pd.Categorical(table["size"], categories=["S", "M", "L"], ordered=True)
    return table


# %% leaves_sizes_as_text -> other_categories
import pandas as pd


def clean_orders(path):
    table = pd.read_csv(path).dropna(subset=["order"]).drop_duplicates(subset="order")
    table["day"] = pd.to_datetime(table["day"], errors="coerce")
    table["size"] = table["size"].str.upper()
    return table


# %% leaves_days_as_text -> text_for_dates
import pandas as pd


def clean_orders(path):
    table = pd.read_csv(path).dropna(subset=["order"]).drop_duplicates(subset="order")
    table["size"] = pd.Categorical(table["size"].str.upper(), categories=["S", "M", "L"], ordered=True)
    return table


# %% renames_a_column -> missing_columns
import pandas as pd


def clean_orders(path):
    table = pd.read_csv(path).dropna(subset=["order"]).drop_duplicates(subset="order")
    return table.rename(columns={"day": "date"})
