"""What goes wrong in the attention grid: which layer, which heads, which way round, and whose labels."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from graders.evidence.cases import Case
from graders.mistakes.known import Made, Mistake, as_it_is
from graders.reference.attention import Attention, Grid

VALUES = ("each_panel_shows_its_layer",)
LABELS = ("axes_carry_the_tokens",)
TITLES = ("titles_name_the_layers",)
AGAIN = ("leaves_the_model_as_found",)
MOST_HEADS = 16
Maps = Callable[[np.ndarray], np.ndarray]  # (layers, queries, keys) to the same, or to other sizes


def _both_calls(change: Callable[[Grid], Grid], grid: Grid) -> Grid:
    """Change what both calls of a case expect."""
    again = grid.again and change(grid.again)
    return replace(change(grid), again=again)


def _maps(change: Maps) -> Callable[[Case, Grid], Made]:
    """Return what changes the mean maps."""
    return as_it_is(lambda grid: _both_calls(lambda one: replace(one, maps=change(one.maps)), grid))


def _heads(change: Callable[[Attention], np.ndarray]) -> Callable[[Case, Grid], Made]:
    """Return what puts another summary of the heads in the place of their mean."""
    return as_it_is(lambda grid: _both_calls(lambda one: replace(one, maps=change(one.heads)), grid))


def _one_head(_case: Case, grid: Grid) -> Made:
    """Return the grid of each head alone; a head that a model lacks is its last."""

    def alone(number: int) -> Grid:
        return _both_calls(
            lambda one: replace(one, maps=one.heads.weights[:, min(number, one.heads.weights.shape[1] - 1)]),
            grid,
        )

    return {"the last head": alone(MOST_HEADS)} | {f"head {n + 1}": alone(n) for n in range(MOST_HEADS)}


def _layers(order: Callable[[int, Sequence[int]], Sequence[int]]) -> Callable[[Case, Grid], Made]:
    """Return what shows other layers: `order(depth, asked)` names one from 0 for each layer of the model."""

    def moved(grid: Grid) -> Grid:
        places = list(order(len(grid.maps), grid.layers))
        heads = Attention(grid.heads.scores[places], grid.heads.weights[places])
        return replace(grid, maps=grid.maps[places], heads=heads)

    return as_it_is(lambda grid: _both_calls(moved, grid))


def _same(_case: Case, grid: Grid) -> Made:
    """Return one layer in every panel."""
    ways: dict[str, Callable[[int, Sequence[int]], int]] = {
        "the first that was asked for": lambda _depth, asked: asked[0] - 1,
        "the last that was asked for": lambda _depth, asked: asked[-1] - 1,
        "the model's first": lambda _depth, _asked: 0,
        "the model's last": lambda depth, _asked: depth - 1,
    }
    return {
        name: _layers(lambda depth, asked, way=way: [way(depth, asked)] * depth)(_case, grid)[""]
        for name, way in ways.items()
    }


def _turned(depth: int, asked: Sequence[int]) -> Sequence[int]:
    """Return the asked layers the other way round."""
    other = dict(zip(asked, reversed(asked), strict=True))
    return [other.get(layer, layer) - 1 for layer in range(1, depth + 1)]


def _labels(change: Callable[[Sequence[str]], Sequence[str]]) -> Callable[[Case, Grid], Made]:
    """Return what puts other labels at the rows and columns: from the first on, and none where they end."""

    def relabelled(grid: Grid) -> Grid:
        size = len(grid.tokens)
        return replace(grid, tokens=tuple([*change(grid.tokens), *[""] * size][:size]))

    return as_it_is(lambda grid: _both_calls(relabelled, grid))


def _titles(number: Callable[[Sequence[int]], Sequence[int]]) -> Callable[[Case, Grid], Made]:
    """Return what puts other numbers into the titles."""
    return as_it_is(
        lambda grid: _both_calls(lambda one: replace(one, titles=tuple(number(one.layers))), grid)
    )


def _ids(grid: Grid) -> Grid:
    return _both_calls(lambda one: replace(one, tokens=tuple(map(str, one.ids))), grid)


def _words(_case: Case, grid: Grid) -> Made:
    """Return the sentence's words as labels: with its punctuation, or in small letters without."""
    ways: dict[str, Callable[[str], str]] = {
        "as they stand": lambda text: text,
        "in small letters": lambda text: text.lower().rstrip("."),
    }

    def split(one: Grid, way: Callable[[str], str]) -> Grid:
        found, size = way(one.sentence).split(), len(one.tokens)
        return replace(one, tokens=tuple([*found, *[""] * size][:size]))

    return {name: _both_calls(lambda one, way=way: split(one, way), grid) for name, way in ways.items()}


def _every(step: int, named: Callable[[Sequence[str]], Sequence[str]]) -> Callable[[Case, Grid], Made]:
    return _labels(lambda tokens: ["" if n % step else label for n, label in enumerate(named(tokens))])


def _thinned(case: Case, grid: Grid) -> Made:
    """Return every second, third ... token as a label."""
    return {f"one in {step}": _every(step, list)(case, grid)[""] for step in (2, 3, 4, 5)}


def _numbers(case: Case, grid: Grid) -> Made:
    """Return numbers from 0 as labels, also where a library thins them out, and none at all."""

    def counted(tokens: Sequence[str]) -> list[str]:
        return [str(place) for place in range(len(tokens))]

    made = {f"one in {step}": _every(step, counted)(case, grid)[""] for step in (1, 2, 5)}
    return made | {"none": _labels(lambda _tokens: [])(case, grid)[""]}


def _without_special(_case: Case, grid: Grid) -> Made:
    """Return maps without the rows and columns of [CLS] and [SEP], as they stand or shared out again."""

    def cut(one: Grid, *, shared: bool) -> Grid:
        maps = one.maps[:, 1:-1, 1:-1]
        maps = maps / maps.sum(axis=-1, keepdims=True) if shared else maps
        return replace(one, maps=maps, tokens=one.tokens[1:-1])

    return {
        name: _both_calls(lambda one, shared=shared: cut(one, shared=shared), grid)
        for name, shared in (("as they stand", False), ("shared out again", True))
    }


def _softmax(maps: np.ndarray) -> np.ndarray:
    raised = np.exp(maps - maps.max(axis=-1, keepdims=True))
    shared: np.ndarray = raised / raised.sum(axis=-1, keepdims=True)
    return shared


def _twice(_case: Case, grid: Grid) -> Made:
    return {
        "of each head": _heads(lambda heads: _softmax(heads.weights).mean(axis=1))(_case, grid)[""],
        "of the mean": _maps(_softmax)(_case, grid)[""],
    }


def _stretched(_case: Case, grid: Grid) -> Made:
    ways: dict[str, Maps] = {
        "by its largest value": lambda maps: maps / maps.max(axis=(1, 2), keepdims=True),
        "from its smallest to its largest value": lambda maps: (
            (maps - maps.min(axis=(1, 2), keepdims=True)) / np.ptp(maps, axis=(1, 2), keepdims=True)
        ),
        "row by row": lambda maps: maps / maps.max(axis=2, keepdims=True),
        "to percent": lambda maps: maps * 100,
    }
    return {name: _maps(way)(_case, grid)[""] for name, way in ways.items()}


MISTAKES = (
    Mistake(
        "one_layer_too_far",
        "layer",
        VALUES,
        "Each panel shows the layer after the one in its title. The model's list of attentions starts at "
        "place 0, and the task counts layers from 1: look at the index with which you take a layer.",
        _layers(lambda depth, _asked: [min(place + 1, depth - 1) for place in range(depth)]),
    ),
    Mistake(
        "one_layer_too_early",
        "layer",
        VALUES,
        "Each panel shows the layer before the one in its title. Attentions, other than hidden states, have "
        "no entry for the embeddings: layer 1 is at place 0. Look at the index with which you take a layer.",
        _layers(lambda depth, _asked: [(place - 1) % depth for place in range(depth)]),
    ),
    Mistake(
        "the_same_layer_everywhere",
        "layer",
        VALUES,
        "All panels show the same layer. Look at what changes from one turn of your loop to the next: the "
        "values must be taken anew for each layer, not only the title.",
        _same,
        earns=False,
    ),
    Mistake(
        "layers_the_other_way_round",
        "layer",
        VALUES,
        "The panels show the right layers in the wrong order: the title of each names another one. Take a "
        "title and its values from the same turn of the loop.",
        _layers(_turned),
    ),
    Mistake(
        "layers_counted_from_the_end",
        "layer",
        VALUES,
        "Layers are counted from the output: each panel shows the layer as far from the end as its title "
        "says from the start. A negative index counts backwards.",
        _layers(lambda depth, _asked: list(range(depth))[::-1]),
    ),
    Mistake(
        "mean_over_all_layers",
        "layer",
        VALUES,
        "Every panel shows the mean over all layers. Take one layer first, then the mean over its heads.",
        _maps(lambda maps: np.broadcast_to(maps.mean(axis=0), maps.shape)),
    ),
    Mistake(
        "mean_of_the_layers_so_far",
        "layer",
        VALUES,
        "Each panel shows the mean over all layers up to the one in its title. Take that layer alone.",
        _maps(lambda maps: np.cumsum(maps, axis=0) / np.arange(1, len(maps) + 1)[:, None, None]),
    ),
    Mistake(
        "one_head",
        "heads",
        VALUES,
        "The panels show a single head. An attention tensor has the shape (batch, heads, queries, keys): "
        "what was asked for is the mean over all heads.",
        _one_head,
    ),
    Mistake(
        "sum_over_heads",
        "heads",
        VALUES,
        "The panels show the sum over heads, so a row sums to their number. The mean was asked for.",
        _heads(lambda heads: heads.weights.sum(axis=1)),
    ),
    Mistake(
        "largest_head",
        "heads",
        VALUES,
        "The panels show the largest value over heads. The mean was asked for.",
        _heads(lambda heads: heads.weights.max(axis=1)),
    ),
    Mistake(
        "smallest_head",
        "heads",
        VALUES,
        "The panels show the smallest value over heads. The mean was asked for.",
        _heads(lambda heads: heads.weights.min(axis=1)),
    ),
    Mistake(
        "median_head",
        "heads",
        VALUES,
        "The panels show the median over heads. The mean was asked for.",
        _heads(lambda heads: np.median(heads.weights, axis=1)),
    ),
    Mistake(
        "mean_over_queries",
        "heads",
        VALUES,
        "The mean is taken over the queries instead of the heads, so that a row of your map is a head. In "
        "(batch, heads, queries, keys) heads are axis 1, and axis 0 once the batch is gone.",
        _heads(lambda heads: heads.weights.mean(axis=2)),
    ),
    Mistake(
        "mean_over_keys",
        "heads",
        VALUES,
        "The mean is taken over the keys instead of the heads. Each row sums to 1 over its keys, so every "
        "value is the same. In (batch, heads, queries, keys) heads are axis 1.",
        _heads(lambda heads: heads.weights.mean(axis=3)),
        earns=False,
    ),
    Mistake(
        "scores_before_softmax",
        "heads",
        VALUES,
        "The panels show scores from before the softmax: rows do not sum to 1, and some values are negative. "
        "Attention is what the softmax makes of them.",
        _heads(lambda heads: heads.scores.mean(axis=1)),
    ),
    Mistake(
        "softmax_twice",
        "softmax",
        VALUES,
        "A second softmax is applied. What the model returns as attentions are weights already, and each row "
        "sums to 1.",
        _twice,
    ),
    Mistake(
        "logarithm",
        "scale",
        VALUES,
        "The panels show the logarithm of the weights. The weights themselves were asked for.",
        _maps(np.log),
    ),
    Mistake(
        "each_map_stretched",
        "scale",
        VALUES,
        "The values of each map were stretched. Show the weights as the model gives them: a shared colour "
        "scale, not other values, makes panels comparable.",
        _stretched,
    ),
    Mistake(
        "transposed",
        "orientation",
        VALUES,
        "The maps are transposed: rows are keys and columns are queries. Each row should be what one query "
        "looks at, and sum to 1.",
        _maps(lambda maps: maps.swapaxes(1, 2)),
    ),
    Mistake(
        "symmetric",
        "orientation",
        VALUES,
        "The maps are made symmetric. What a token looks at and what looks at it are two things.",
        _maps(lambda maps: (maps + maps.swapaxes(1, 2)) / 2),
    ),
    Mistake(
        "later_tokens_hidden",
        "mask",
        VALUES,
        "Everything right of the diagonal is set to zero. BERT has no causal mask: a token looks at later "
        "ones too.",
        _maps(np.tril),
    ),
    Mistake(
        "special_tokens_left_out",
        "tokens",
        VALUES,
        "The rows and columns of [CLS] and [SEP] are missing. They are tokens like all others, and much of "
        "the attention goes to them.",
        _without_special,
    ),
    Mistake(
        "rows_called_keys",
        "names",
        VALUES,
        "The axis labels call the rows keys and the columns queries. In an attention map as the model gives it "
        "a row is a query.",
        as_it_is(lambda grid: _both_calls(lambda one: replace(one, rows="keys"), grid)),
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
        "Called again with another sentence, the function shows what it showed before. Look for what outlives "
        "a call: a global name, a list that is not emptied, a cache.",
        as_it_is(lambda grid: replace(grid, again=grid.again and replace(grid, again=None))),
    ),
    Mistake(
        "ids_for_tokens",
        "labels",
        LABELS,
        "The axes carry the ids of the tokens. Let the tokenizer turn ids into tokens.",
        as_it_is(_ids),
    ),
    Mistake(
        "numbers_for_tokens",
        "labels",
        LABELS,
        "The axes count the tokens instead of naming them: set a tick with a token for each row and column.",
        _numbers,
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
        _labels(lambda tokens: tokens[1:-1]),
    ),
    Mistake(
        "pieces_without_signs",
        "labels",
        LABELS,
        "The labels lost the ## that marks a piece of a word. Label with the tokens themselves.",
        _labels(lambda tokens: [token.removeprefix("##") for token in tokens]),
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
