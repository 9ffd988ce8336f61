"""What goes wrong around the maps of the attention grid: titles, names, tokens, a second call."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from graders.attention_grid.grids import Change, both_calls, to_grids, to_labels
from graders.shared.attention import Grid
from nbverdict import Case
from nbverdict.authoring.mistake import Made, Mistake, as_it_is

VALUES = ("each_panel_shows_its_layer",)
LABELS = ("axes_carry_the_tokens",)
TITLES = ("titles_name_the_layers",)
AGAIN = ("leaves_the_model_as_found",)


def _titles(number: Callable[[Sequence[int]], Sequence[int]]) -> Change:
    """Return what puts other numbers into the titles."""
    return to_grids(lambda grid: replace(grid, titles=tuple(number(grid.layers))))


def _words(_case: Case, grid: Grid) -> Made:
    """Return the sentence's words as labels: with its punctuation, or in small letters without."""

    def split(change: Callable[[str], str]) -> Grid:
        def of(one: Grid) -> Grid:
            found, size = change(one.sentence).split(), len(one.tokens)
            return replace(one, tokens=tuple([*found, *[""] * size][:size]))

        return both_calls(of, grid)

    small = {"in small letters": split(lambda text: text.lower().rstrip("."))}
    return {"as they stand": split(lambda text: text)} | small


def _every(step: int, named: Callable[[Sequence[str]], Sequence[str]]) -> Change:
    return to_labels(lambda tokens: ["" if n % step else label for n, label in enumerate(named(tokens))])


def _thinned(case: Case, grid: Grid) -> Made:
    """Return every second, third ... token as a label."""
    return {f"one in {step}": _every(step, list)(case, grid)[""] for step in (2, 3, 4, 5)}


def _numbers(case: Case, grid: Grid) -> Made:
    """Return numbers from 0 as labels, also where a library thins them out."""

    def counted(tokens: Sequence[str]) -> list[str]:
        return [str(place) for place in range(len(tokens))]

    return {f"one in {step}": _every(step, counted)(case, grid)[""] for step in (1, 2, 5)}


MISTAKES = (
    Mistake(
        "rows_called_keys",
        "names",
        VALUES,
        "The axis labels call the rows keys and the columns queries. In a map as the model gives it a "
        "row is a query.",
        to_grids(lambda grid: replace(grid, rows="keys")),
    ),
    Mistake(
        "titles_count_from_0",
        "titles",
        TITLES,
        "The titles carry the index of each layer, counted from 0. Layers are counted from 1 here.",
        _titles(lambda layers: [layer - 1 for layer in layers]),
    ),
    Mistake(
        "titles_count_panels",
        "titles",
        TITLES,
        "The titles count the panels. Each should name the layer that its panel shows.",
        _titles(lambda layers: range(1, len(layers) + 1)),
    ),
    Mistake(
        "remembers_the_first_call",
        "calls",
        AGAIN,
        "Called again with another sentence, the function shows what it showed before. Look for what "
        "outlives a call: a global name, a list that is not emptied, a cache.",
        as_it_is(lambda grid: replace(grid, again=grid.again and replace(grid, again=None))),
    ),
    Mistake(
        "ids_for_tokens",
        "labels",
        LABELS,
        "The axes carry the ids of the tokens. Let the tokenizer turn ids into tokens.",
        to_grids(lambda grid: replace(grid, tokens=tuple(map(str, grid.ids)))),
    ),
    Mistake(
        "numbers_for_tokens",
        "labels",
        LABELS,
        "The axes count the tokens instead of naming them: set a tick with a token for each row and column.",
        _numbers,
    ),
    Mistake(
        "no_labels",
        "labels",
        LABELS,
        "Rows and columns have no labels: set a tick with a token for each of them.",
        to_labels(lambda _tokens: []),
    ),
    Mistake(
        "words_for_tokens",
        "labels",
        LABELS,
        "The axes carry the words of the sentence. The tokenizer adds [CLS] and [SEP] and may split a word, "
        "so words and rows do not belong together.",
        _words,
    ),
    Mistake(
        "special_tokens_unlabelled",
        "labels",
        LABELS,
        "The labels leave [CLS] and [SEP] out, so that each stands one row too early.",
        to_labels(lambda tokens: tokens[1:-1]),
    ),
    Mistake(
        "pieces_without_signs",
        "labels",
        LABELS,
        "The labels lost the ## that marks a piece of a word. Label with the tokens themselves.",
        to_labels(lambda tokens: [token.removeprefix("##") for token in tokens]),
    ),
    Mistake(
        "labels_left_out",
        "labels",
        LABELS,
        "Only every second or third token has a label. A plotting library thins them out unless told "
        "otherwise: set a tick for each row and column.",
        _thinned,
    ),
)
