"""What goes wrong in the attention block: heads, scores, softmax and mask."""

import math
from collections.abc import Callable

import numpy as np

from graders.bert_layer import reference as right
from graders.bert_layer.reference import KEY, QUERY, VALUE
from graders.bert_layer.taking import HEADS, ONE_HEAD, PROJECTIONS, WHOLE, Step, taking


def _cut_without_transpose(flat: np.ndarray, heads: int) -> np.ndarray:
    batch, tokens, hidden = flat.shape
    return flat.reshape(batch, heads, tokens, hidden // heads)


def _cut_crosswise(flat: np.ndarray, heads: int) -> np.ndarray:
    """Give each head every `heads`-th number."""
    crossed: np.ndarray = np.moveaxis(flat.reshape(*flat.shape[:2], -1, heads), -1, 1)
    return crossed


def _join_without_transpose(apart: np.ndarray) -> np.ndarray:
    batch, _, tokens, _ = apart.shape
    return apart.reshape(batch, tokens, -1)


def _mean_of_heads(apart: np.ndarray) -> np.ndarray:
    """Return the mean of the heads in place of each."""
    return right.join(np.broadcast_to(apart.mean(axis=1, keepdims=True), apart.shape))


def _over(axis: int) -> Step:
    """Return the softmax along another axis, with padding hidden as a key."""

    def weigh(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
        return right.softmax(np.where(mask[:, None, None, :], scores, -1e9), axis)

    return weigh


def _filled(hides: Callable[[np.ndarray], np.ndarray], fill: float) -> Step:
    """Return the softmax with other scores hidden: `hides(mask)` says which."""

    def weigh(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
        return right.softmax(np.where(hides(mask), fill, scores))

    return weigh


def _queries_of_padding(mask: np.ndarray) -> np.ndarray:
    hidden: np.ndarray = ~mask[:, None, :, None]
    return hidden


def _real_keys(mask: np.ndarray) -> np.ndarray:
    return mask[:, None, None, :]


MISTAKES = (
    taking(
        "output_projection_left_out",
        "projects",
        PROJECTIONS,
        "What the heads collect is not sent through the output projection, `attention.output.dense`.",
        all=False,
    ),
    taking(
        "queries_and_keys_swapped",
        "roles",
        ONE_HEAD,
        "Queries and keys are swapped. Row *i* of the scores belongs to query *i*, column *j* to key *j*.",
        all=(KEY, QUERY, VALUE),
    ),
    taking(
        "scaled_by_the_hidden_size",
        "scale",
        HEADS,
        "The scores are divided by the square root of the hidden size. What counts is the size of one head: "
        "the hidden size divided by the number of heads.",
        all=lambda hidden, _heads: math.sqrt(hidden),
    ),
    taking(
        "not_scaled",
        "scale",
        ONE_HEAD,
        "The scores are not scaled. Divide them by the square root of the size of one head.",
        all=lambda _hidden, _heads: 1.0,
    ),
    taking(
        "scaled_without_the_root",
        "scale",
        ONE_HEAD,
        "The scores are divided by a size. Divide them by its square root.",
        of_a_head=lambda hidden, heads: hidden / heads,
        of_all_heads=lambda hidden, _heads: hidden,
    ),
    taking(
        "scaled_by_the_number_of_heads",
        "scale",
        ONE_HEAD,
        "The scores are scaled by how many heads there are. What counts is the size of one head.",
        all=lambda _hidden, heads: math.sqrt(heads),
    ),
    taking(
        "heads_mixed_with_tokens",
        "cut",
        HEADS,
        "Heads are mixed with tokens: `view(batch, heads, n, d)` cuts a sentence, not its vectors. Cut the "
        "last axis into (heads, d) first, then transpose.",
        all=_cut_without_transpose,
    ),
    taking(
        "heads_joined_without_transpose",
        "join",
        HEADS,
        "The heads are put together in the wrong order. Transpose back to (batch, n, heads, d) before the "
        "last two axes become one.",
        all=_join_without_transpose,
    ),
    taking(
        "heads_cut_crosswise",
        "cut",
        HEADS,
        "The last axis is cut into (d, heads). The first d numbers belong to the first head: cut it into "
        "(heads, d).",
        all=_cut_crosswise,
    ),
    taking(
        "heads_not_used",
        "count",
        HEADS,
        "The number of heads is not the one that is given. Cut the numbers into `heads` parts.",
        one=lambda _heads: 1,
        as_in_the_example=lambda _heads: 3,
    ),
    taking(
        "heads_averaged",
        "join",
        HEADS,
        "The heads are averaged. They stand side by side: each keeps its own part of the numbers.",
        all=_mean_of_heads,
    ),
    taking(
        "softmax_over_heads",
        "weigh",
        ONE_HEAD,
        "The softmax runs over the heads. Each query shares its attention out over keys, the last axis.",
        all=_over(1),
    ),
    taking(
        "softmax_over_queries",
        "weigh",
        ONE_HEAD,
        "The softmax runs over the queries. Each query shares its attention out over keys, the last axis.",
        all=_over(-2),
    ),
    taking(
        "no_softmax",
        "weigh",
        ONE_HEAD,
        "The scores are used as weights. The softmax turns them into shares that sum to 1.",
        zero=lambda scores, mask: np.where(_real_keys(mask), scores, 0),
        unmasked=lambda scores, _mask: scores,
    ),
    taking(
        "mask_not_used",
        "weigh",
        WHOLE,
        "The mask is not used: real tokens collect from padding.",
        padding_counts=True,
        all=lambda scores, _mask: right.softmax(scores),
    ),
    taking(
        "queries_masked",
        "weigh",
        WHOLE,
        "The mask is put on the queries, so that real tokens still collect from padding. It hides keys: they "
        "are the last axis of the scores.",
        padding_counts=True,
        infinite=_filled(_queries_of_padding, -np.inf),
        large=_filled(_queries_of_padding, -1e9),
    ),
    taking(
        "mask_inverted",
        "weigh",
        WHOLE,
        "The mask hides the real tokens and opens the padding. It is true where a token is real.",
        infinite=_filled(_real_keys, -np.inf),
        large=_filled(_real_keys, -1e9),
    ),
    taking(
        "mask_after_softmax",
        "weigh",
        WHOLE,
        "The mask is applied after the softmax, so that weights no longer sum to 1. Hide scores before it.",
        all=lambda scores, mask: right.softmax(scores) * _real_keys(mask),
    ),
    taking(
        "hidden_scores_set_to_zero",
        "weigh",
        WHOLE,
        "Scores of padding are set to 0, and e^0 is 1: padding still gets weight. Minus infinity hides it.",
        all=_filled(lambda mask: ~_real_keys(mask), 0.0),
    ),
    taking(
        "mask_added",
        "weigh",
        WHOLE,
        "The mask is added to the scores as 0 and 1. Add minus infinity where there is padding.",
        all=lambda scores, mask: right.softmax(scores + _real_keys(mask)),
    ),
)
