"""The bar chart: honest variants keep every point, each mutant fails the check written for it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import statuses

BAR = """
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"])
    axes.set_ylabel("Parameters (M)")
    return figure
"""
HONEST = {
    "bar": BAR,
    "lying": BAR.replace("axes.bar", "axes.barh").replace("set_ylabel", "set_xlabel"),
    "seaborn": """
def plot_t5(table):
    figure, axes = plt.subplots()
    sns.barplot(table.sort_values("Parameters (M)"), x="Model", y="Parameters (M)", hue="Model", legend=False, ax=axes)
    return figure
""",
    "seaborn_lying": """
def plot_t5(table):
    figure, axes = plt.subplots()
    sns.barplot(table, x="Parameters (M)", y="Model", ax=axes)
    return figure
""",
    "pandas": 'def plot_t5(table):\n    return table.plot.bar(x="Model", y="Parameters (M)").figure\n',
    "raw_counts": BAR.replace('table["Parameters (M)"])', 'table["Parameters (M)"] * 1e6)').replace(
        '(M)")\n    return', '")\n    return'
    ),
    "billions_that_say_so": BAR.replace('table["Parameters (M)"])', 'table["Parameters (M)"] / 1e3)').replace(
        'Parameters (M)")\n    return', 'Parameters (billions)")\n    return'
    ),
    "positions_and_labels": """
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar([3 * i for i in range(len(table))], table["Parameters (M)"], width=2)
    axes.set_xticks([3 * i for i in range(len(table))], table["Model"], rotation=45)
    axes.set_yscale("log")
    axes.set_title("Number of parameters in millions")
    return figure
""",
    "unit_on_the_axis_alone": BAR.replace(
        'axes.set_ylabel("Parameters (M)")', 'axes.set(ylabel="Millions", title="Parameter count by model")'
    ),
    "logarithmic": BAR.replace("    return", "    axes.set_yscale('log')\n    return"),
    "seaborn_logarithmic": """
def plot_t5(table):
    figure, axes = plt.subplots()
    sns.barplot(table, x="Model", y="Parameters (M)", ax=axes)
    axes.set_yscale("log")
    return figure
""",
    "values_written_on_bars": BAR.replace("    return", "    axes.bar_label(axes.containers[0])\n    return"),
}
MUTANTS = {
    "another_column": (
        BAR.replace('table["Parameters (M)"])', 'table["FP32 (MB)"])'),
        "bars_show_the_parameters",
    ),
    "index_for_heights": (
        BAR.replace('table["Parameters (M)"])', "table.index)"),
        "bars_show_the_parameters",
    ),
    "heights_sorted_names_not": (
        BAR.replace('table["Parameters (M)"])', 'sorted(table["Parameters (M)"], reverse=True))'),
        "bars_show_the_parameters",
    ),
    "raw_counts_called_millions": (
        BAR.replace('table["Parameters (M)"])', 'table["Parameters (M)"] * 1e6)'),
        "bars_show_the_parameters",
    ),
    "floating": (
        BAR.replace('["Parameters (M)"])', '["Parameters (M)"], bottom=1000)'),
        "bars_show_the_parameters",
    ),
    "cut_off": (
        BAR.replace("    return", "    axes.set_ylim(0, 20)\n    return"),
        "bars_show_the_parameters",
    ),
    "taken_away": (
        BAR.replace("    return", "    [bar.remove() for bar in list(axes.patches)]\n    return"),
        "draws_one_bar_per_model",
    ),
    "two_charts": (
        BAR.replace("    return", "    figure.add_axes((0.8, 0.8, 0.1, 0.1)).bar([0], [1])\n    return"),
        "draws_one_bar_per_model",
    ),
    "no_names": (BAR.replace('table["Model"]', "range(len(table))"), "bars_are_labelled"),
    "says_nothing": (BAR.replace('Parameters (M)")\n    return', 'size")\n    return'), "bars_are_labelled"),
    "line": (BAR.replace("axes.bar", "axes.plot"), "draws_one_bar_per_model"),
    "largest_only": (BAR.replace('table["', 'table.head(1)["'), "draws_one_bar_per_model"),
}
IMPOSTORS = {
    "empty": "def plot_t5(table):\n    return plt.figure()\n",
    "the_shown_table": BAR.replace('table["Model"]', "['fern', 'oak']").replace(
        'table["Parameters (M)"])', "[21.5, 48.0])"
    ),
    "constant": BAR.replace('table["Parameters (M)"])', "[100.0] * len(table))"),
    "nan": BAR.replace('table["Parameters (M)"])', "[float('nan')] * len(table))"),
}


@pytest.mark.parametrize("code", HONEST.values(), ids=HONEST)
def test_honest_variants_get_full_marks(code: str, assess: Callable[..., Any]) -> None:
    """Any labelled bar chart of the parameters counts."""
    verdict = assess("plot_t5", code)

    assert set(statuses(verdict).values()) == {"passed"}
    assert verdict.earned == verdict.worth == 3


@pytest.mark.parametrize(("code", "caught_by"), MUTANTS.values(), ids=MUTANTS)
def test_mutants_are_caught(code: str, caught_by: str, assess: Callable[..., Any]) -> None:
    """Each known mistake fails the check written for it."""
    assert statuses(assess("plot_t5", code))[caught_by] == "wrong"


def test_every_check_has_a_mutant(assess: Callable[..., Any]) -> None:
    """No check of the challenge is without a mistake that it catches."""
    assert set(statuses(assess("plot_t5", BAR))) == {caught_by for _, caught_by in MUTANTS.values()}


@pytest.mark.parametrize("code", IMPOSTORS.values(), ids=IMPOSTORS)
def test_impostors_get_nothing(code: str, assess: Callable[..., Any]) -> None:
    """A frame, a constant and the shown table are worth nothing."""
    verdict = assess("plot_t5", code)

    assert (verdict.earned, verdict.pending) == (0, "")
