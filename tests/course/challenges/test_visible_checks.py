"""The checks that students see: they take what grading takes, and catch common slips on their examples."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import nbformat
import pytest

from graders.models.cache import PROJECT
from nbverdict.selfcheck.variants import Variant, VariantKind
from tests.conftest import IMPORTS
from tests.course.challenges.variants import named, of_kind

pytestmark = [pytest.mark.course, pytest.mark.slow]
FOLDER = PROJECT / "source" / "model_architecture"
CHALLENGES = ("compare_t5", "plot_t5", "attention_grid")
HONEST = [one for one in of_kind(VariantKind.HONEST) if one.challenge in CHALLENGES]
UNSEEN = {  # mistakes that make no difference on the examples, or that their short checks leave to grading
    "compare_t5": {
        "width_assumed",
        "encoder_counted_twice",
        "stacks_in_the_wrong_columns",
        "heads_times_size_of_a_head",
        "two_matrices_by_formula",
    },
    "plot_t5": {"raw_counts_called_millions"},
    "attention_grid": {
        "rows_called_keys",
        "labels_mirrored_alone",
        "lower_case_first",
        "remembers_the_first_call",
    },
}
SLIPS = [one for one in of_kind(VariantKind.MUTANT) if one.name not in UNSEEN.get(one.challenge, {one.name})]
CHECKS = {name: f"check-{name.replace('_', '-')}" for name in CHALLENGES}
TABLE = "def compare_t5(names):\n    return pd.DataFrame([[n, *map(float, range(8))] for n in names], columns=COLUMNS)"
SHOWN_FIRST = """
def plot_t5(table):
    plt.bar(table["Model"], table["Parameters (M)"])
    plt.ylabel("Parameters (M)")
    plt.show()
    plt.close("all")  # as a notebook's `show` does
    return plt.gcf()
"""
SORTED_VALUES = """
def plot_t5(table):
    figure, axes = plt.subplots()
    axes.bar(table["Model"], sorted(table["Parameters (M)"]))
    axes.set_ylabel("Parameters (M)")
    return figure
"""
THINNED = """
def attention_grid(model, tokenizer, sentence, layers):
    inputs = tokenizer(sentence, return_tensors="pt")
    tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
    found = model(**inputs, output_attentions=True).attentions
    figure, grid = plt.subplots(2, 2)
    for axes, layer in zip(grid.flat, layers):
        map = pd.DataFrame(found[layer - 1][0].mean(0).detach(), tokens, tokens)
        sns.heatmap(map, ax=axes, vmin=0, vmax=1, cbar=False)
        axes.set_title(f"Layer {layer}")
    return figure
"""


@pytest.fixture(scope="module")
def visible() -> Iterator[Callable[[str, str], None]]:
    """Run the visible part of a challenge's check in a kernel's state, on a student's code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(FOLDER), *sys.path])
        cells = {
            cell.id: cell.source for cell in nbformat.read(FOLDER / "challenges.ipynb", as_version=4).cells
        }
        names: dict[str, Any] = {}
        exec(IMPORTS, names)
        for cell in ("setup", "example-table", "load-bert"):
            exec(cells[cell], names)

        def run(challenge: str, answer: str) -> None:
            state = dict(names)
            state["bert"].eval()  # a mistake of another test may have left it in training mode
            exec(answer, state)
            exec(cells[CHECKS[challenge]].split("### BEGIN HIDDEN")[0], state)

        yield run


@pytest.mark.parametrize("variant", HONEST, ids=named)
def test_what_grading_takes_is_right_on_the_example(
    variant: Variant, visible: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """An honest answer of any kind passes, and is told so."""
    visible(variant.challenge, variant.code)

    assert "the example is right" in capsys.readouterr().out


@pytest.mark.parametrize("challenge", CHALLENGES)
def test_an_open_task_is_one_sentence(
    challenge: str,
    visible: Callable[[str, str], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing raises, unless nbgrader validates or grades."""
    visible(challenge, "")

    assert f" is open: {challenge} returns nothing yet.\n" in capsys.readouterr().out
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(AssertionError, match="returns nothing yet"):
        visible(challenge, "")


@pytest.mark.parametrize(
    ("challenge", "answer", "sentence"),
    [
        ("compare_t5", TABLE, r"`Parameters \(M\)` of t5-small is 0.0, not 60.5066"),
        ("plot_t5", SHOWN_FIRST, r"the figure is empty: take `fig = plt.gcf\(\)` before `plt.show\(\)`"),
        ("plot_t5", SORTED_VALUES, "the bar of fern is 12.5 long, and it has 21.5 million parameters"),
        ("plot_t5", "def plot_t5(table):\n    return plt.bar([1], [table.loc[0]])", "0"),
        ("attention_grid", THINNED, "the xaxis has 1?[0-9] labels, and these are 20 tokens"),
    ],
)
def test_a_common_slip_fails_on_the_example(
    challenge: str, answer: str, sentence: str, visible: Callable[[str, str], None]
) -> None:
    """It raises, with one sentence."""
    with pytest.raises((AssertionError, KeyError), match=sentence):
        visible(challenge, answer)


@pytest.mark.parametrize("variant", SLIPS, ids=named)
def test_a_known_mistake_fails_on_the_example(variant: Variant, visible: Callable[[str, str], None]) -> None:
    """All of them do, but for those that only other models and tables show."""
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it says: some end with an error of their own
        visible(variant.challenge, variant.code)
