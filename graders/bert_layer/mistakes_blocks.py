"""What goes wrong around attention: residual connections, layer norms and the feed-forward block."""

import math
from collections.abc import Callable

import numpy as np

from graders.bert_layer import reference as right
from graders.bert_layer.reference import FIRST_NORM, SECOND_NORM, Layer
from graders.bert_layer.taking import FEED_FORWARD, FIRST_BLOCK, ONE_HEAD, Step, taking

Arranged = tuple[np.ndarray, ...]


def _arranged(
    first: Callable[[Layer, np.ndarray, np.ndarray], np.ndarray],
    second: Callable[[Layer, np.ndarray, np.ndarray], np.ndarray],
) -> Step:
    """Return a layer whose blocks are put together in other ways: `first(layer, x, collected)`, and so on."""

    def arrange(layer: Layer, x: np.ndarray) -> Arranged:
        collected = layer.attention(x)
        middle = first(layer, x, collected)
        return collected, middle, second(layer, middle, layer.feed_forward(middle))

    return arrange


def _first(layer: Layer, x: np.ndarray, change: np.ndarray) -> np.ndarray:
    return layer.norm(x + change, FIRST_NORM)


def _second(layer: Layer, x: np.ndarray, change: np.ndarray) -> np.ndarray:
    return layer.norm(x + change, SECOND_NORM)


def _first_alone(layer: Layer, _x: np.ndarray, change: np.ndarray) -> np.ndarray:
    return layer.norm(change, FIRST_NORM)


def _second_alone(layer: Layer, _x: np.ndarray, change: np.ndarray) -> np.ndarray:
    return layer.norm(change, SECOND_NORM)


def _sum(_layer: Layer, x: np.ndarray, change: np.ndarray) -> np.ndarray:
    total: np.ndarray = x + change
    return total


def _first_inside(layer: Layer, x: np.ndarray, change: np.ndarray) -> np.ndarray:
    return _sum(layer, x, layer.norm(change, FIRST_NORM))


def _second_inside(layer: Layer, x: np.ndarray, change: np.ndarray) -> np.ndarray:
    return _sum(layer, x, layer.norm(change, SECOND_NORM))


def _norm_before(layer: Layer, x: np.ndarray) -> Arranged:
    collected = layer.attention(layer.norm(x, FIRST_NORM))
    middle = x + collected
    return collected, middle, middle + layer.feed_forward(layer.norm(middle, SECOND_NORM))


def _from_the_start(layer: Layer, x: np.ndarray) -> Arranged:
    _, middle, _ = right.arrange(layer, x)
    return middle, middle, layer.norm(x + layer.feed_forward(middle), SECOND_NORM)


def _norms_swapped(layer: Layer, x: np.ndarray) -> Arranged:
    collected = layer.attention(x)
    middle = layer.norm(x + collected, SECOND_NORM)
    return collected, middle, layer.norm(middle + layer.feed_forward(middle), FIRST_NORM)


def _one_norm(layer: Layer, x: np.ndarray) -> Arranged:
    collected = layer.attention(x)
    middle = layer.norm(x + collected, FIRST_NORM)
    return collected, middle, layer.norm(middle + layer.feed_forward(middle), FIRST_NORM)


def _until_the_middle(layer: Layer, x: np.ndarray) -> Arranged:
    collected, middle, _ = right.arrange(layer, x)
    return collected, middle, middle


def _second_norm_alone(layer: Layer, x: np.ndarray) -> Arranged:
    collected, middle, _ = right.arrange(layer, x)
    return collected, middle, layer.norm(middle, SECOND_NORM)


def _norm(spread: Callable[[np.ndarray, float], np.ndarray], *, scales: bool = True) -> Step:
    """Return a layer norm that divides by another spread of the centred rows."""

    def norm(rows: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float) -> np.ndarray:
        centred = rows - rows.mean(axis=-1, keepdims=True)
        divided: np.ndarray = centred / spread(centred, eps)
        return divided * weight + bias if scales else divided

    return norm


def _variance(centred: np.ndarray, less: int = 0) -> np.ndarray:
    variance: np.ndarray = np.square(centred).sum(axis=-1, keepdims=True) / (centred.shape[-1] - less)
    return variance


def _over_all_tokens(rows: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float) -> np.ndarray:
    shape = (*rows.shape[:-2], 1, rows.shape[-2] * rows.shape[-1])
    one_row = right.norm(rows.reshape(shape), np.array(1.0), np.array(0.0), eps)
    shifted: np.ndarray = one_row.reshape(rows.shape) * weight + bias
    return shifted


def _gelu_by_tanh(wide: np.ndarray) -> np.ndarray:
    inner = math.sqrt(2 / math.pi) * (wide + 0.044715 * wide**3)
    halves: np.ndarray = wide / 2 * (1 + np.tanh(inner))
    return halves


MISTAKES = (
    taking(
        "residual_left_out",
        "arrange",
        (FIRST_BLOCK, FEED_FORWARD),
        "A residual connection is missing. What went into a block is added to what comes out, twice a layer.",
        of_both_blocks=_arranged(_first_alone, _second_alone),
        of_attention=_arranged(_first_alone, _second),
        of_the_feed_forward_block=_arranged(_first, _second_alone),
    ),
    taking(
        "second_residual_from_the_start",
        "arrange",
        (FIRST_BLOCK, FEED_FORWARD),
        "The second residual connection adds `x`. It adds what went into the feed-forward block: the tokens "
        "behind the first layer norm.",
        all=_from_the_start,
    ),
    taking(
        "norm_before_the_block",
        "arrange",
        FIRST_BLOCK,
        "The norms stand before the blocks, as in GPT-2. In BERT each follows the sum: block, add, norm.",
        all=_norm_before,
    ),
    taking(
        "norm_before_the_sum",
        "arrange",
        FIRST_BLOCK,
        "What a block returns is normalised, and then added. In BERT the sum is normalised.",
        all=_arranged(_first_inside, _second_inside),
    ),
    taking(
        "norm_left_out",
        "arrange",
        (FIRST_BLOCK, FEED_FORWARD),
        "A layer norm is missing. There are two: one follows each sum.",
        both=_arranged(_sum, _sum),
        the_first=_arranged(_sum, _second),
        the_second=_arranged(_first, _sum),
    ),
    taking(
        "norms_swapped",
        "arrange",
        FIRST_BLOCK,
        "The tensors of one layer norm are used for the other. `attention.output.LayerNorm` follows "
        "attention, `output.LayerNorm` the feed-forward block.",
        swapped=_norms_swapped,
        one_for_both=_one_norm,
    ),
    taking(
        "feed_forward_left_out",
        "arrange",
        FEED_FORWARD,
        "The feed-forward block is missing: the answer is what the first block returns.",
        without_its_norm=_until_the_middle,
        with_its_norm=_second_norm_alone,
    ),
    taking(
        "variance_with_n_minus_1",
        "norm",
        FIRST_BLOCK,
        "The variance is divided by h - 1, torch's default. A layer norm divides by h: `unbiased=False`.",
        all=_norm(lambda centred, eps: np.sqrt(_variance(centred, 1) + eps)),
        beside_the_root=_norm(lambda centred, eps: np.sqrt(_variance(centred, 1)) + eps),
    ),
    taking(
        "eps_not_used",
        "norm",
        FIRST_BLOCK,
        "`eps` is not used: a layer norm takes the one that it is given, not a default.",
        none=_norm(lambda centred, _eps: np.sqrt(_variance(centred))),
        of_torch=_norm(lambda centred, _eps: np.sqrt(_variance(centred) + 1e-5)),
    ),
    taking(
        "eps_beside_the_root",
        "norm",
        FIRST_BLOCK,
        "`eps` is added to the deviation. It is added to the variance, under the root.",
        all=_norm(lambda centred, eps: np.sqrt(_variance(centred)) + eps),
    ),
    taking(
        "divided_by_the_variance",
        "norm",
        FIRST_BLOCK,
        "The layer norm divides by the variance. It divides by its square root.",
        all=_norm(lambda centred, eps: _variance(centred) + eps),
    ),
    taking(
        "norm_without_its_tensors",
        "norm",
        FIRST_BLOCK,
        "The layer norm leaves out its two tensors: multiply by its weight, and add its bias.",
        all=_norm(lambda centred, eps: np.sqrt(_variance(centred) + eps), scales=False),
    ),
    taking(
        "norm_over_all_tokens",
        "norm",
        ONE_HEAD,
        "The layer norm runs over a whole sentence. Each token is normalised by itself: over the last axis.",
        all=_over_all_tokens,
    ),
    taking(
        "gelu_by_tanh",
        "activate",
        FEED_FORWARD,
        "GELU is approximated with tanh, as in GPT-2. BERT's takes the error function.",
        all=_gelu_by_tanh,
    ),
    taking(
        "relu_for_gelu",
        "activate",
        FEED_FORWARD,
        "ReLU stands where BERT has GELU.",
        all=lambda wide: np.maximum(wide, 0),
    ),
    taking(
        "no_nonlinearity",
        "activate",
        FEED_FORWARD,
        "The two matrices of the feed-forward block follow each other directly. GELU stands between them.",
        all=lambda wide: wide,
    ),
)
