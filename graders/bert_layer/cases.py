"""The cases of `bert_layer`: each hidden one leaves a part of the layer to judge, and the rest does nothing.

A feed-forward block can return what it is given, one token can only look at itself, and a matrix that is its
own transpose does not tell whether it was turned: so a slip shows where it was made, and a layer that is
written half way earns what is right in it.
"""

import math
from collections.abc import Sequence

import numpy as np

from graders.bert_layer.reference import (
    COLLECT,
    DOWN,
    FIRST_NORM,
    KEY,
    QUERY,
    SECOND_NORM,
    UP,
    VALUE,
    Given,
)
from graders.shared.arguments import Tensor
from nbverdict import Case

SHOWN, ALONE, ONE_HEAD, HEADS = "shown", "tokens that are alone", "one head", "several heads"
FIRST_BLOCK, FEED_FORWARD, PADDING = "the first block", "the feed-forward block", "a batch with padding"
SQUARE = (QUERY, KEY, VALUE, COLLECT)
NORMS = (FIRST_NORM, SECOND_NORM)
SHAPES = ((12, 2), (12, 4), (18, 2), (18, 6), (24, 4))  # hidden size and heads: never 3, as in the example
EPS, TINY = 1e-2, 1e-12
Tensors = dict[str, np.ndarray]


def shown_case() -> Case:
    """Return the example of the notebook, which is made of sines: the same numbers on every machine."""
    shapes = _shapes(hidden=12, inner=20)
    tensors = {name: wave(shape, start=place) for place, (name, shape) in enumerate(shapes.items())}
    for name in NORMS:
        tensors[f"{name}.weight"] += 1.5
    tensors[f"{UP}.weight"] /= 2
    tensors[f"{UP}.bias"] = tensors[f"{UP}.bias"] / 4 - 2.3  # there GELU differs most from its approximation
    tensors[f"{DOWN}.weight"] *= 20
    mask = np.arange(5) < np.array([[5], [3]])
    return _case(SHOWN, Given(wave((2, 5, 12), start=16), tensors, 3, mask, EPS))


def wave(shape: tuple[int, ...], *, start: int) -> np.ndarray:
    """Return numbers between -0.8 and 0.8 of two decimals, which look like drawn ones."""
    places = np.arange(math.prod(shape)) + 1000 * start
    numbers: np.ndarray = (0.8 * np.sin(places * places * 0.37 + 1)).round(2)
    return numbers.reshape(shape)


def hidden(rng: np.random.Generator) -> list[Case]:
    """Return a case for each part of a layer, and a whole one with padding."""
    made = (_alone, _one_head, _several_heads, _first_block, _feed_forward, _padding)
    return [one(rng) for one in made]


def _alone(rng: np.random.Generator) -> Case:
    tensors = _with_plain_feed_forward(_with_plain_norms(_tensors(rng, 12)))
    return _case(ALONE, Given(_standard(rng, 3, 1, 12), tensors, 1, _all(3, 1), TINY))


def _one_head(rng: np.random.Generator) -> Case:
    return _case(ONE_HEAD, _attention(rng, batch=1, shape=(12, 1)))


def _several_heads(rng: np.random.Generator) -> Case:
    return _case(HEADS, _attention(rng, batch=2, shape=SHAPES[rng.integers(len(SHAPES))]))


def _attention(rng: np.random.Generator, *, batch: int, shape: tuple[int, int]) -> Given:
    """Draw a layer that is nothing but attention, without biases and output projection."""
    hidden, heads = shape
    tokens = int(rng.choice([n for n in (6, 7, 9) if n not in (heads, hidden // heads)]))
    tensors = _with_plain_feed_forward(_with_plain_norms(_with_plain_attention(rng, _tensors(rng, hidden))))
    return Given(_standard(rng, batch, tokens, hidden), tensors, heads, _all(batch, tokens), TINY)


def _first_block(rng: np.random.Generator) -> Case:
    tensors = _with_plain_attention(rng, _tensors(rng, 12))
    tensors = _with_plain_feed_forward(_with_plain_norms(tensors, (SECOND_NORM,)))
    x = rng.normal(scale=0.15, size=(6, 1, 12)).round(3)  # so little that eps counts
    return _case(FIRST_BLOCK, Given(x, tensors, 1, _all(6, 1), EPS))


def _feed_forward(rng: np.random.Generator) -> Case:
    """Draw a block whose numbers lie where GELU is negative: its approximation by tanh differs most there."""
    hidden, inner = 12, int(rng.integers(25, 40))
    tensors = _with_plain_norms(_with_plain_attention(rng, _tensors(rng, hidden, inner)))
    tensors |= {f"{name}.weight": np.eye(hidden) for name in SQUARE}  # what is collected is the token itself
    tensors[f"{UP}.weight"] = (tensors[f"{UP}.weight"] * 0.5).round(3)
    tensors[f"{UP}.bias"] = rng.normal(-2.3, 0.2, size=inner).round(3)
    tensors[f"{DOWN}.weight"] = rng.normal(scale=60 / math.sqrt(inner), size=(hidden, inner)).round(3)
    return _case(FEED_FORWARD, Given(1.5 * _standard(rng, 6, 1, hidden) + 0.5, tensors, 1, _all(6, 1), TINY))


def _padding(rng: np.random.Generator) -> Case:
    """Draw a whole layer and a batch of three sentences, one of which is padded at its beginning."""
    hidden, heads = SHAPES[rng.integers(len(SHAPES))]
    tokens = 7
    mask = np.arange(tokens) < np.array([[7], [5], [4]])
    mask[2] = mask[2][::-1]
    given = Given(_standard(rng, 3, tokens, hidden), _tensors(rng, hidden), heads, mask, EPS)
    return _case(PADDING, given)


def _case(name: str, given: Given) -> Case:
    """Return the case that asks for a layer."""
    tensors = {key: Tensor(array.tolist()) for key, array in given.tensors.items()}
    x, mask = Tensor(given.x.tolist()), Tensor(given.mask.tolist())
    return Case(name, "bert_layer", (x, tensors, given.heads, mask, given.eps), known=given)


def _shapes(*, hidden: int, inner: int) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the sixteen tensors, in the order of `named_parameters()`."""
    square = dict.fromkeys(SQUARE, (hidden, hidden))
    wide = {UP: (inner, hidden), DOWN: (hidden, inner)}
    norms = dict.fromkeys(NORMS, (hidden,))
    order = (*SQUARE, FIRST_NORM, UP, DOWN, SECOND_NORM)
    sizes = {name: (square | wide | norms)[name] for name in order}
    return {
        f"{name}.{part}": size if part == "weight" else size[:1]
        for name, size in sizes.items()
        for part in ("weight", "bias")
    }


def _tensors(rng: np.random.Generator, hidden: int, inner: int = 0) -> Tensors:
    """Draw sixteen tensors, with large biases and a width that is not four times the hidden size."""
    shapes = _shapes(hidden=hidden, inner=inner or int(rng.integers(2 * hidden, 3 * hidden)))
    drawn = {}
    for name, shape in shapes.items():
        middle = 1.0 if name.endswith("LayerNorm.weight") else 0.0
        spread = 0.4 if len(shape) == 1 else 1.3 / math.sqrt(shape[-1])
        drawn[name] = rng.normal(middle, spread, size=shape).round(3)
    return drawn


def _with_plain_norms(tensors: Tensors, names: Sequence[str] = NORMS) -> Tensors:
    """Let norms neither scale nor shift."""
    hidden = len(tensors[f"{FIRST_NORM}.bias"])
    parts = {"weight": np.ones(hidden), "bias": np.zeros(hidden)}
    return tensors | {f"{name}.{part}": array for name in names for part, array in parts.items()}


def _with_plain_attention(rng: np.random.Generator, tensors: Tensors) -> Tensors:
    """Let attention have no biases, matrices that are their own transposes, and no output projection."""
    hidden = len(tensors[f"{FIRST_NORM}.bias"])
    halves = [rng.normal(scale=0.9 / math.sqrt(hidden), size=(hidden, hidden)).round(3) for _ in range(3)]
    turned = {f"{name}.weight": half + half.T for name, half in zip(SQUARE, halves, strict=False)}
    biases = {f"{name}.bias": np.zeros(hidden) for name in SQUARE}
    return tensors | turned | biases | {f"{COLLECT}.weight": np.eye(hidden)}


def _with_plain_feed_forward(tensors: Tensors) -> Tensors:
    """Let the second block return what it is given: gelu(x) - gelu(-x) is x, and so it is with ReLU."""
    hidden = len(tensors[f"{FIRST_NORM}.bias"])
    both = np.concatenate([np.eye(hidden), -np.eye(hidden)])
    biases = {f"{UP}.bias": np.zeros(2 * hidden), f"{DOWN}.bias": np.zeros(hidden)}
    return tensors | biases | {f"{UP}.weight": both, f"{DOWN}.weight": both.T}


def _standard(rng: np.random.Generator, batch: int, tokens: int, hidden: int) -> np.ndarray:
    """Draw tokens of mean 0 and deviation 1, which a plain norm leaves as they are."""
    x = rng.normal(size=(batch, tokens, hidden))
    rows: np.ndarray = (x - x.mean(-1, keepdims=True)) / x.std(-1, keepdims=True)
    return rows


def _all(batch: int, tokens: int) -> np.ndarray:
    return np.ones((batch, tokens), bool)
