"""What goes wrong in the bar chart: which column, in which unit, and whose bar."""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate

import numpy as np

from nbverdict import Case
from nbverdict.authoring.mistake import Made, Mistake

Millions = Mapping[str, float]
BARS = ("bars_show_the_parameters",)
COLUMNS = {"FP32": 2, "FP16": 3, "encoder layers": 5, "decoder layers": 6, "hidden size": 7, "heads": 8}


def _lengths(**ways: Callable[[Sequence[float]], Sequence[float]]) -> Callable[[Case, Millions], Made]:
    """Return what gives the bars other lengths, in each of these ways; `all` where there is one."""

    def made(_case: Case, millions: Millions) -> Made:
        values = list(millions.values())
        return {
            "" if name == "all" else name.replace("_", " "): dict(
                zip(millions, map(float, change(values)), strict=True)
            )
            for name, change in ways.items()
        }

    return made


def _columns(case: Case, _millions: Millions) -> Made:
    return {name: {row[0]: float(row[place]) for row in case.known} for name, place in COLUMNS.items()}


def _row_numbers(case: Case, millions: Millions) -> Made:
    """Return the table's index as lengths, and the numbers of its rows."""
    (table,) = case.args
    numbers = {
        "index": table.index or range(len(millions)),
        "from 0": range(len(millions)),
        "from 1": range(1, len(millions) + 1),
    }
    return {name: dict(zip(millions, map(float, of), strict=True)) for name, of in numbers.items()}


MISTAKES = (
    Mistake(
        "another_column",
        "column",
        BARS,
        "The bars show another column of the table. Choose the column by its name: `Parameters (M)`.",
        _columns,
    ),
    Mistake(
        "values_sorted_without_names",
        "order",
        BARS,
        "The lengths are sorted and the names are not, so that bars stand under other models' names. Sort "
        "whole rows.",
        _lengths(upwards=sorted, downwards=lambda values: sorted(values, reverse=True)),
    ),
    Mistake(
        "bars_the_other_way_round",
        "order",
        BARS,
        "The bars stand in the reverse order of their names.",
        _lengths(all=lambda values: values[::-1]),
    ),
    Mistake(
        "another_unit_than_the_label",
        "unit",
        BARS,
        "The bars are in another unit than the label says. The column is in millions already.",
        _lengths(
            millionth=lambda values: [value / 1e6 for value in values],
            million=lambda values: [value * 1e6 for value in values],
            thousandth=lambda values: [value / 1e3 for value in values],
            thousand=lambda values: [value * 1e3 for value in values],
        ),
    ),
    Mistake(
        "running_total",
        "values",
        BARS,
        "Each bar holds those before it as well. Draw each model's own parameters.",
        _lengths(all=lambda values: list(accumulate(values))),
    ),
    Mistake(
        "shares",
        "values",
        BARS,
        "The bars show shares of a whole. The parameters themselves were asked for.",
        _lengths(
            of_the_sum=lambda values: [value / sum(values) for value in values],
            of_the_sum_in_percent=lambda values: [100 * value / sum(values) for value in values],
            of_the_largest=lambda values: [value / max(values) for value in values],
        ),
    ),
    Mistake(
        "logarithms",
        "values",
        BARS,
        "The bars are as long as the logarithm of the parameters. Draw the parameters themselves.",
        _lengths(of_ten=lambda values: list(np.log10(values)), natural=lambda values: list(np.log(values))),
    ),
    Mistake(
        "row_numbers",
        "values",
        BARS,
        "The bars are as long as the number of their row: the index was drawn instead of the column.",
        _row_numbers,
        earns=False,
    ),
)
