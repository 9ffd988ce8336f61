# %% one_chain
import pandas as pd


def clean_orders(path):
    table = pd.read_csv(path).dropna(subset=["order"]).drop_duplicates(subset="order")
    table["order"] = table["order"].astype(int)
    table["day"] = pd.to_datetime(table["day"], errors="coerce")
    table["size"] = pd.Categorical(table["size"].str.upper(), categories=["S", "M", "L"], ordered=True)
    return table.reset_index(drop=True)


# %% row_by_row
import csv
import datetime
import pandas as pd


def clean_orders(path):
    rows, seen = [], set()
    with open(path) as file:
        for row in csv.DictReader(file):
            if not row["order"] or row["order"] in seen:
                continue
            seen.add(row["order"])
            try:
                day = datetime.date.fromisoformat(row["day"])
            except ValueError:
                day = None
            price = float(row["price"]) if row["price"] else None
            rows.append({"order": int(row["order"]), "day": day, "size": row["size"].upper() or None, "price": price})
    table = pd.DataFrame(rows)
    table["size"] = pd.Categorical(table["size"], ["S", "M", "L"], ordered=True)
    return table


# %% nullable_types
import pandas as pd


def clean_orders(path):
    kind = pd.CategoricalDtype(["S", "M", "L"], ordered=True)
    table = pd.read_csv(path, dtype_backend="numpy_nullable")
    table = table[table["order"].notna() & ~table["order"].duplicated()]
    days = pd.to_datetime(table["day"].astype(object), format="%Y-%m-%d", errors="coerce")
    return table.assign(day=days, size=table["size"].str.upper().astype(object).astype(kind))
