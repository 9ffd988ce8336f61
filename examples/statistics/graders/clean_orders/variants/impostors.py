# %% empty
import pandas as pd


def clean_orders(path):
    return pd.DataFrame(columns=["order", "day", "size", "price"])


# %% the_example
import pandas as pd


def clean_orders(path):
    return pd.DataFrame(
        {
            "order": [101, 102, 104],
            "day": pd.to_datetime(["2024-03-01", None, "2024-03-04"]),
            "size": pd.Categorical(["M", "S", None], categories=["S", "M", "L"], ordered=True),
            "price": [19.9, None, 42.5],
        }
    )
