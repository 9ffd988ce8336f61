"""Lesson, checkpoint 2: attention weights from queries, keys and a mask."""

import math
from dataclasses import dataclass

import numpy as np

from graders.attention_weights.reference import attention_weights
from graders.shared.arguments import Tensor
from nbverdict import Answers, Case, Wrong, check
from nbverdict.compare.difference import Differences
from nbverdict.compare.numbers import WEIGHTS, array_difference

CASES = 2  # raise it to draw other hidden cases
SHOWN = (
    np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]]),
    np.array([[1.0, 0.0], [0.0, 1.0], [3.0, 0.0]]),
    np.tril(np.ones((3, 3), bool)),
)
MODEST, OVERFLOWING = ("shown", "causal", "gaps"), "large scores"
AT_LOW, AT_SMALL = 0, 1  # queries of the large case
LOST = {
    (AT_LOW,): "mask_after_softmax_and_shared_out_again",
    (AT_LOW, AT_SMALL): "one_maximum_for_all",
}
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


@check(points=1, form=True, cases=MODEST)
def test_rows_share_out_what_is_allowed(evidence: Answers, reference: np.ndarray) -> None:
    """Each row sums to 1, and a key that may not be looked at gets nothing"""
    weights = evidence.matrix
    if weights.shape != reference.shape:
        sentence = f"the shape is {weights.shape}, not (queries, keys)"
        raise Wrong(sentence, anywhere="the shape is not (queries, keys)", mistake="another_shape")
    _expect_numbers(evidence, reference)
    sums = weights.sum(axis=1, dtype=np.float64)  # whole numbers would wrap around
    if not np.abs(sums - reference.sum(axis=1)).max() <= WEIGHTS.absolute * weights.shape[1]:
        raise Wrong("a row does not sum to 1", anywhere="a row does not sum to 1")
    hidden = ~evidence.case.known.mask
    if not np.abs(weights[hidden] - reference[hidden]).max(initial=0) <= WEIGHTS.absolute:
        raise Wrong("a masked key gets some weight", anywhere="a masked key gets some weight")


@check(points=2, gate=True, cases=MODEST)
def test_weights_are_right(evidence: Answers, reference: np.ndarray) -> None:
    """Each weight is the softmax, over the keys, of the scaled scores that the mask allows"""
    _expect(evidence, reference)


@check(points=1, cases=OVERFLOWING)
def test_survives_large_scores(evidence: Answers, reference: np.ndarray) -> None:
    """Scores around 2000 do not overflow, and below -2000 a hidden key still gets nothing"""
    _expect(evidence, reference)


def _expect_numbers(evidence: Answers, reference: np.ndarray) -> None:
    """Raise `Wrong` where rows hold no numbers."""
    lost = ~np.isfinite(evidence.matrix).all(axis=-1)
    if lost.any():
        sentence = "some rows hold no numbers: 0 is divided by 0, or infinity by infinity"
        raise Wrong(sentence, anywhere=sentence, mistake=_loss(evidence, reference, lost))


def _loss(evidence: Answers, reference: np.ndarray, lost: np.ndarray) -> str:
    """Return the mistake that loses these rows and no others, unless other rows speak against it."""
    mask, kept = evidence.case.known.mask, evidence.matrix[~lost]
    if (lost == mask.all(axis=1)).all() and not np.abs(kept[mask[~lost]]).max(initial=0) > WEIGHTS.absolute:
        return "mask_inverted"
    if evidence.case.name != OVERFLOWING:
        return ""
    if lost.all():
        return "exponential_overflows"
    right = np.abs(kept - reference[~lost]).max() <= WEIGHTS.absolute
    return LOST.get(tuple(np.flatnonzero(lost)), "") if right else ""


def _expect(evidence: Answers, reference: np.ndarray) -> None:
    if evidence.matrix.shape == reference.shape:
        _expect_numbers(evidence, reference)
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
    """Draw scores around ±LARGE whose two best lie close, so that the weights are no mere maximum.

    The first query may look at low scores only, and the second's are all far below those of the others.
    """
    queries, keys = _vectors(rng, size, size, width)
    high = round(LARGE * math.sqrt(width) / 100)
    queries[:, 0], queries[AT_SMALL, 0] = 100.0, 5.0
    keys[:, 0] = rng.permutation([high, high, -high, -high, *rng.choice([high, -high], size=size - 4)])
    mask = np.ones((size, size), bool)
    mask[AT_LOW, keys[:, 0] > 0] = False
    return Known(queries, keys, mask)
