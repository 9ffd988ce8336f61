"""One layer of BERT by hand, in float64, from its sixteen tensors.

Follows Devlin et al. (2019) and Vaswani et al. (2017), sections 3.1 to 3.3. Each step is a function of its
own, so that a known mistake is the same layer with one step changed.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

Tensors = Mapping[str, np.ndarray]
QUERY, KEY, VALUE = (f"attention.self.{name}" for name in ("query", "key", "value"))
COLLECT, FIRST_NORM = "attention.output.dense", "attention.output.LayerNorm"
UP, DOWN, SECOND_NORM = "intermediate.dense", "output.dense", "output.LayerNorm"


@dataclass(frozen=True)
class Given:
    """The arguments of one call."""

    x: np.ndarray  # (batch, n, h)
    tensors: Tensors
    heads: int
    mask: np.ndarray  # (batch, n), true where a token is no padding
    eps: float


def linear(x: np.ndarray, tensors: Tensors, name: str) -> np.ndarray:
    """Return a projection with its bias."""
    product: np.ndarray = np.matmul(x, tensors[f"{name}.weight"].T)
    return product + tensors[f"{name}.bias"]


def cut(flat: np.ndarray, heads: int) -> np.ndarray:
    """Cut (batch, n, h) into heads, shape (batch, heads, n, d)."""
    return flat.reshape(*flat.shape[:2], heads, -1).swapaxes(1, 2)


def join(apart: np.ndarray) -> np.ndarray:
    """Put heads side by side again, shape (batch, n, h)."""
    batch, _, tokens, _ = apart.shape
    return apart.swapaxes(1, 2).reshape(batch, tokens, -1)


def softmax(scores: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the softmax along an axis."""
    raised = np.exp(scores - scores.max(axis=axis, keepdims=True))
    shared: np.ndarray = raised / raised.sum(axis=axis, keepdims=True)
    return shared


def weigh(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return the weight that each query gives to each key that is no padding."""
    return softmax(np.where(mask[:, None, None, :], scores, -np.inf))


def gelu(wide: np.ndarray) -> np.ndarray:
    """Return GELU (Hendrycks and Gimpel, 2016), with the error function."""
    halves: np.ndarray = wide / 2 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
    return halves


def norm(rows: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float) -> np.ndarray:
    """Return layer normalisation of each token."""
    centred = rows - rows.mean(axis=-1, keepdims=True)
    variance = np.square(centred).mean(axis=-1, keepdims=True)
    normalised: np.ndarray = centred / np.sqrt(variance + eps)
    shifted: np.ndarray = normalised * weight + bias
    return shifted


def arrange(layer: "Layer", x: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return what attention collects, the tokens between the two blocks, and those behind the second."""
    collected = layer.attention(x)
    middle = layer.norm(x + collected, FIRST_NORM)
    return collected, middle, layer.norm(middle + layer.feed_forward(middle), SECOND_NORM)


@dataclass(frozen=True)
class Steps:
    """The steps of a layer."""

    linear: Callable[[np.ndarray, Tensors, str], np.ndarray] = linear
    roles: tuple[str, ...] = (QUERY, KEY, VALUE)
    cut: Callable[[np.ndarray, int], np.ndarray] = cut
    join: Callable[[np.ndarray], np.ndarray] = join
    scale: Callable[[int, int], float] = lambda hidden, heads: math.sqrt(hidden / heads)
    weigh: Callable[[np.ndarray, np.ndarray], np.ndarray] = weigh
    projects: bool = True  # whether there is an output projection
    count: Callable[[int], int] = lambda heads: heads
    activate: Callable[[np.ndarray], np.ndarray] = gelu
    norm: Callable[[np.ndarray, np.ndarray, np.ndarray, float], np.ndarray] = norm
    arrange: Callable[["Layer", np.ndarray], tuple[np.ndarray, ...]] = arrange
    decimals: int | None = None  # of an answer that is rounded


@dataclass(frozen=True)
class Layer:
    """What one call must return, and what stands on the way to it; computed when it is asked for."""

    given: Given
    steps: Steps = field(default_factory=Steps)
    padding_counts: bool = False  # whether the rows of padding are judged: only those of some mistakes

    @property
    def judged(self) -> np.ndarray:
        """The tokens whose rows are judged, shape (batch, n)."""
        return self.given.mask | self.padding_counts

    @property
    def collected(self) -> np.ndarray:
        """What attention collects, before it is added."""
        return self._made[0]

    @property
    def middle(self) -> np.ndarray:
        """The tokens between the two blocks."""
        return self._made[1]

    @property
    def output(self) -> np.ndarray:
        """The tokens behind the second block: the answer."""
        return self._made[2]

    def told(self, rows: np.ndarray) -> np.ndarray:
        """Return rows as they would be returned."""
        decimals = self.steps.decimals
        return rows if decimals is None else rows.round(decimals)

    @cached_property
    def _made(self) -> tuple[np.ndarray, ...]:
        with np.errstate(all="ignore"):  # a mistake may well hide every key
            return self.steps.arrange(self, self.given.x)

    def linear(self, x: np.ndarray, name: str) -> np.ndarray:
        """Return one of the six projections."""
        return self.steps.linear(x, self.given.tensors, name)

    def attention(self, x: np.ndarray) -> np.ndarray:
        """Return what the heads collect, behind the output projection."""
        steps, heads = self.steps, self.steps.count(self.given.heads)
        query, key, value = (steps.cut(self.linear(x, name), heads) for name in steps.roles)
        scores = query @ key.swapaxes(-1, -2) / steps.scale(x.shape[-1], heads)
        mixed = steps.join(steps.weigh(scores, self.given.mask) @ value)
        return self.linear(mixed, COLLECT) if steps.projects else mixed

    def feed_forward(self, x: np.ndarray) -> np.ndarray:
        """Return what the second block adds."""
        return self.linear(self.steps.activate(self.linear(x, UP)), DOWN)

    def norm(self, rows: np.ndarray, name: str) -> np.ndarray:
        """Return one of the two layer norms."""
        weight, bias = (self.given.tensors[f"{name}.{part}"] for part in ("weight", "bias"))
        return self.steps.norm(rows, weight, bias, self.given.eps)
