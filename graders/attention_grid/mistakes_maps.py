"""What goes wrong with the maps of the attention grid: which layer, which heads, which way round."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from graders.attention_grid.grids import both_calls, to_heads, to_layers, to_maps
from graders.shared.attention import Grid
from nbverdict import Case
from nbverdict.authoring.mistake import Made, Mistake

VALUES = ("each_panel_shows_its_layer",)
MOST_HEADS = 16


def _one_head(_case: Case, grid: Grid) -> Made:
    """Return the grid of each head alone; a head that a model lacks is its last."""

    def alone(number: int) -> Grid:
        def of(one: Grid) -> Grid:
            weights = one.heads.weights
            return replace(one, maps=weights[:, min(number, weights.shape[1] - 1)])

        return both_calls(of, grid)

    return {"the last head": alone(MOST_HEADS)} | {f"head {n + 1}": alone(n) for n in range(MOST_HEADS)}


def _same(case: Case, grid: Grid) -> Made:
    """Return one layer in every panel."""

    def everywhere(place: Callable[[int, Sequence[int]], int]) -> Grid:
        shown: Grid = to_layers(lambda depth, asked: [place(depth, asked)] * depth)(case, grid)[""]
        return shown

    return {
        "the first that was asked for": everywhere(lambda _depth, asked: asked[0] - 1),
        "the last that was asked for": everywhere(lambda _depth, asked: asked[-1] - 1),
        "the model's first": everywhere(lambda _depth, _asked: 0),
        "the model's last": everywhere(lambda depth, _asked: depth - 1),
    }


def _turned(depth: int, asked: Sequence[int]) -> Sequence[int]:
    """Return the asked layers the other way round."""
    other = dict(zip(asked, reversed(asked), strict=True))
    return [other.get(layer, layer) - 1 for layer in range(1, depth + 1)]


def _without_special(_case: Case, grid: Grid) -> Made:
    """Return maps without the rows and columns of [CLS] and [SEP], as they stand or shared out again."""

    def cut(one: Grid) -> Grid:
        return replace(one, maps=one.maps[:, 1:-1, 1:-1], tokens=one.tokens[1:-1])

    def shared_out(one: Grid) -> Grid:
        maps = cut(one).maps
        return replace(cut(one), maps=maps / maps.sum(axis=-1, keepdims=True))

    return {"as they stand": both_calls(cut, grid), "shared out again": both_calls(shared_out, grid)}


def _softmax(maps: np.ndarray) -> np.ndarray:
    raised = np.exp(maps - maps.max(axis=-1, keepdims=True))
    shared: np.ndarray = raised / raised.sum(axis=-1, keepdims=True)
    return shared


def _twice(_case: Case, grid: Grid) -> Made:
    return {
        "of each head": to_heads(lambda heads: _softmax(heads.weights).mean(axis=1))(_case, grid)[""],
        "of the mean": to_maps(_softmax)(_case, grid)[""],
    }


def _stretched(_case: Case, grid: Grid) -> Made:
    ways: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "by its largest value": lambda maps: maps / maps.max(axis=(1, 2), keepdims=True),
        "from its smallest to its largest value": lambda maps: (
            (maps - maps.min(axis=(1, 2), keepdims=True)) / np.ptp(maps, axis=(1, 2), keepdims=True)
        ),
        "row by row": lambda maps: maps / maps.max(axis=2, keepdims=True),
        "to percent": lambda maps: maps * 100,
    }
    return {name: to_maps(way)(_case, grid)[""] for name, way in ways.items()}


MISTAKES = (
    Mistake(
        "one_layer_too_far",
        "layer",
        VALUES,
        "Each panel shows the layer after the one in its title. The model's list of attentions starts at "
        "place 0, and the task counts layers from 1: look at the index with which you take a layer.",
        to_layers(lambda depth, _asked: [min(place + 1, depth - 1) for place in range(depth)]),
    ),
    Mistake(
        "one_layer_too_early",
        "layer",
        VALUES,
        "Each panel shows the layer before the one in its title. Attentions, other than hidden states, have "
        "no entry for the embeddings: layer 1 is at place 0. Look at the index with which you take a layer.",
        to_layers(lambda depth, _asked: [(place - 1) % depth for place in range(depth)]),
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
        to_layers(_turned),
    ),
    Mistake(
        "layers_counted_from_the_end",
        "layer",
        VALUES,
        "Layers are counted from the output: each panel shows the layer as far from the end as its title "
        "says from the start. A negative index counts backwards.",
        to_layers(lambda depth, _asked: list(range(depth))[::-1]),
    ),
    Mistake(
        "mean_over_all_layers",
        "layer",
        VALUES,
        "Every panel shows the mean over all layers. Take one layer first, then the mean over its heads.",
        to_maps(lambda maps: np.broadcast_to(maps.mean(axis=0), maps.shape)),
    ),
    Mistake(
        "mean_of_the_layers_so_far",
        "layer",
        VALUES,
        "Each panel shows the mean over all layers up to the one in its title. Take that layer alone.",
        to_maps(lambda maps: np.cumsum(maps, axis=0) / np.arange(1, len(maps) + 1)[:, None, None]),
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
        to_heads(lambda heads: heads.weights.sum(axis=1)),
    ),
    Mistake(
        "largest_head",
        "heads",
        VALUES,
        "The panels show the largest value over heads. The mean was asked for.",
        to_heads(lambda heads: heads.weights.max(axis=1)),
    ),
    Mistake(
        "smallest_head",
        "heads",
        VALUES,
        "The panels show the smallest value over heads. The mean was asked for.",
        to_heads(lambda heads: heads.weights.min(axis=1)),
    ),
    Mistake(
        "median_head",
        "heads",
        VALUES,
        "The panels show the median over heads. The mean was asked for.",
        to_heads(lambda heads: np.median(heads.weights, axis=1)),
    ),
    Mistake(
        "mean_over_queries",
        "heads",
        VALUES,
        "The mean is taken over the queries instead of the heads, so that a row of your map is a head. In "
        "(batch, heads, queries, keys) heads are axis 1, and axis 0 once the batch is gone.",
        to_heads(lambda heads: heads.weights.mean(axis=2)),
    ),
    Mistake(
        "mean_over_keys",
        "heads",
        VALUES,
        "The mean is taken over the keys instead of the heads. Each row sums to 1 over its keys, so every "
        "value is the same. In (batch, heads, queries, keys) heads are axis 1.",
        to_heads(lambda heads: heads.weights.mean(axis=3)),
        earns=False,
    ),
    Mistake(
        "scores_before_softmax",
        "heads",
        VALUES,
        "The panels show scores from before the softmax: rows do not sum to 1, and some values are negative. "
        "Attention is what the softmax makes of them.",
        to_heads(lambda heads: heads.scores.mean(axis=1)),
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
        to_maps(np.log),
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
        to_maps(lambda maps: maps.swapaxes(1, 2)),
    ),
    Mistake(
        "labels_the_other_way_round",
        "labels",
        VALUES,
        "The labels of the rows stand in the reverse order of the rows, so that each names another query. "
        "Turn both or neither.",
        to_maps(lambda maps: maps[:, ::-1]),
    ),
    Mistake(
        "symmetric",
        "orientation",
        VALUES,
        "The maps are made symmetric. What a token looks at and what looks at it are two things.",
        to_maps(lambda maps: (maps + maps.swapaxes(1, 2)) / 2),
    ),
    Mistake(
        "later_tokens_hidden",
        "mask",
        VALUES,
        "Everything right of the diagonal is set to zero. BERT has no causal mask: a token looks at later "
        "ones too.",
        to_maps(np.tril),
    ),
    Mistake(
        "special_tokens_left_out",
        "tokens",
        VALUES,
        "The rows and columns of [CLS] and [SEP] are missing. They are tokens like all others, and much of "
        "the attention goes to them.",
        _without_special,
    ),
)
