"""Lesson, checkpoint 2: attention weights from queries, keys and a mask."""

import math
from dataclasses import dataclass

import numpy as np

from graders.challenges.marks import form, gate, on, points
from graders.compare.difference import Differences, Wrong
from graders.compare.numbers import WEIGHTS, array_difference
from graders.evidence.answers import Answers
from graders.evidence.cases import Case, Tensor
from graders.reference.weights import attention_weights

CASES = 1  # raise it to draw other hidden cases
SHOWN = (
    np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]]),
    np.array([[1.0, 0.0], [0.0, 1.0], [3.0, 0.0]]),
    np.tril(np.ones((3, 3), bool)),
)
MODEST, OVERFLOWING = ("shown", "causal", "gaps"), "large scores"
LARGE = 2000.0  # highest scores far beyond 88, where exp overflows in float32, and 709, where float64 does


@dataclass(frozen=True)
class Known:
    """The arguments of one call."""

    queries: np.ndarray  # (queries, d)
    keys: np.ndarray  # (keys, d)
    mask: np.ndarray  # (queries, keys), true where a query may look


def shown_cases() -> list[Case]:
    """Return the three tokens of the notebook."""
    return [_case("shown", Known(*SHOWN))]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return a causal call, one with fewer keys than queries and gaps, and one of large scores."""
    size, width = int(rng.integers(5, 9)), int(rng.integers(3, 9))
    causal = Known(*_vectors(rng, size, size, width), np.tril(np.ones((size, size), bool)))
    gaps = Known(*_vectors(rng, size + 1, size - 2, width + 2), _gaps(rng, size + 1, size - 2))
    drawn = {"causal": causal, "gaps": gaps, OVERFLOWING: _large(rng, size, width)}
    return [_case(name, known) for name, known in drawn.items()]


def reference(case: Case, _device: str) -> np.ndarray:
    """Return the right weights."""
    known: Known = case.known
    return attention_weights(known.queries, known.keys, known.mask)


@form
@on(*MODEST)
@points(1)
def test_rows_share_out_what_is_allowed(evidence: Answers, reference: np.ndarray) -> None:
    """Each row sums to 1, and a key that may not be looked at gets nothing"""
    weights = evidence.matrix
    if weights.shape != reference.shape:
        raise Wrong(
            f"the shape is {weights.shape}, not (queries, keys)", anywhere="the shape is not (queries, keys)"
        )
    sums = weights.sum(axis=1, dtype=np.float64)  # whole numbers would wrap around
    if not np.abs(sums - reference.sum(axis=1)).max() <= WEIGHTS.absolute:
        raise Wrong("a row does not sum to 1", anywhere="a row does not sum to 1")
    hidden = ~evidence.case.known.mask
    if not np.abs(weights[hidden] - reference[hidden]).max(initial=0) <= WEIGHTS.absolute:
        raise Wrong("a masked key gets some weight", anywhere="a masked key gets some weight")


@gate
@on(*MODEST)
@points(2)
def test_weights_are_right(evidence: Answers, reference: np.ndarray) -> None:
    """Each weight is the softmax, over the keys, of the scaled scores that the mask allows"""
    _expect(evidence, reference)


@on(OVERFLOWING)
@points(1)
def test_survives_large_scores(evidence: Answers, reference: np.ndarray) -> None:
    """Scores around 2000 do not overflow"""
    _expect(evidence, reference)


def _expect(evidence: Answers, reference: np.ndarray) -> None:
    difference = array_difference(reference, evidence.matrix, at="the weights", tol=WEIGHTS)
    Differences((difference,) if difference else ()).raise_if_any()


def _case(name: str, known: Known) -> Case:
    arguments = tuple(Tensor(array.tolist()) for array in (known.queries, known.keys, known.mask))
    return Case(name, "attention_weights", arguments, known=known)


def _vectors(rng: np.random.Generator, queries: int, keys: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw vectors of two decimals: exact in every float that a student may compute in, but for rounding."""
    return rng.normal(size=(queries, width)).round(2), rng.normal(size=(keys, width)).round(2)


def _gaps(rng: np.random.Generator, queries: int, keys: int) -> np.ndarray:
    mask = np.ones((queries, keys), bool)
    mask[np.arange(queries), rng.integers(0, keys, size=queries)] = False
    return mask


def _large(rng: np.random.Generator, size: int, width: int) -> Known:
    """Draw scores around ±LARGE whose two best lie close, so that the weights are no mere maximum."""
    queries, keys = _vectors(rng, size, size, width)
    scale = math.sqrt(width)
    queries[:, 0], keys[:, 0] = (
        100.0,
        rng.choice([LARGE * scale / 100, -LARGE * scale / 100], size=size).round(0),
    )
    keys[:2, 0] = round(LARGE * scale / 100)
    return Known(queries, keys, np.ones((size, size), bool))
