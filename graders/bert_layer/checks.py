"""Inside the layer, task 1: one layer of BERT from its sixteen tensors."""

from collections.abc import Callable

import numpy as np

from graders.bert_layer import cases
from graders.bert_layer.reference import Layer
from nbverdict import Answers, Case, Wrong, check
from nbverdict.compare.difference import Differences
from nbverdict.compare.numbers import Tolerance, array_differences

CASES = 1  # raise it to draw other hidden cases
CLOSE = Tolerance(absolute=2e-3)  # float32 differs by at most 1e-5, the nearest slip, tanh for erf, by 1e-2
Rows = Callable[[np.ndarray], np.ndarray]


def shown_cases() -> list[Case]:
    """Return the two sentences of the notebook."""
    return [cases.shown_case()]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return a case for each part of a layer, and a whole one."""
    return cases.hidden(rng)


def reference(case: Case, _device: str) -> Layer:
    """Return the right layer, with what stands between its parts."""
    return Layer(case.known)


@check()
def test_returns_a_row_for_each_token(evidence: Answers, reference: Layer) -> None:
    """`bert_layer` returns real numbers of the shape of `x`: (batch, n, h)"""
    array = evidence.array
    if array.shape != reference.output.shape:
        sentence = f"the shape is {array.shape}, not {reference.output.shape}"
        raise Wrong(sentence, anywhere="the shape is not (batch, n, h)", mistake="another_shape")
    if array.dtype.kind not in "fiu":
        raise Wrong("these are not real numbers", anywhere="these are not real numbers")


@check(points=1, requires="returns_a_row_for_each_token", cases=cases.ALONE)
def test_projects_with_biases(evidence: Answers, reference: Layer) -> None:
    """Values and output go through their matrices and biases: seen on tokens that are alone"""
    _expect_collected(evidence, reference)


@check(points=2, requires="returns_a_row_for_each_token", cases=cases.ONE_HEAD)
def test_one_head_collects(evidence: Answers, reference: Layer) -> None:
    """One head weighs the values by the softmax, over the keys, of its scaled scores"""
    _expect_collected(evidence, reference)


@check(points=2, requires="returns_a_row_for_each_token", cases=cases.HEADS)
def test_heads_work_side_by_side(evidence: Answers, reference: Layer) -> None:
    """Several heads each have their own part of the numbers, scaled by the size of one head"""
    _expect_collected(evidence, reference)


@check(points=2, requires="returns_a_row_for_each_token", cases=cases.FIRST_BLOCK)
def test_adds_and_normalises(evidence: Answers, reference: Layer) -> None:
    """What attention collects is added to the tokens, and the first layer norm follows, with its eps"""
    middle = reference.middle  # the feed-forward block, which returns what it is given here, may be missing
    _expect(evidence, reference, (reference.output, middle, middle + reference.feed_forward(middle)))


@check(points=2, requires="returns_a_row_for_each_token", cases=cases.FEED_FORWARD)
def test_feeds_forward(evidence: Answers, reference: Layer) -> None:
    """The feed-forward block, with GELU by the error function, is added, and a layer norm follows"""
    _expect(evidence, reference, (reference.output,))


@check(points=1, gate=True, requires="returns_a_row_for_each_token", cases=(cases.SHOWN, cases.PADDING))
def test_whole_layer_collects_nothing_from_padding(evidence: Answers, reference: Layer) -> None:
    """In a batch of sentences of different lengths, the rows of all real tokens are right"""
    _expect(evidence, reference, (reference.output,))


def _expect_collected(evidence: Answers, reference: Layer) -> None:
    """Compare what attention collects: how it is added and normalised is judged by other checks."""
    x, collected = reference.given.x, reference.collected
    added = x + collected
    ways = (added, collected, x + _standardised(collected), x + _standardised(added))
    _expect(evidence, reference, ways, change=_standardised)


def _standardised(rows: np.ndarray) -> np.ndarray:
    """Return rows with mean 0 and deviation 1, as a plain layer norm makes them, and zeros of a constant."""
    centred = rows - rows.mean(axis=-1, keepdims=True)
    spread = centred.std(axis=-1, keepdims=True)
    standard: np.ndarray = np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 0)
    return standard


def _expect(
    evidence: Answers,
    reference: Layer,
    right: tuple[np.ndarray, ...],
    change: Rows = lambda rows: rows,
) -> None:
    """Raise `Wrong` unless the rows of the tokens that count are one of those that are right."""
    judged = reference.judged
    with np.errstate(all="ignore"):  # an answer may hold infinities
        rows = change(evidence.array[judged].astype(np.float64))
    found = [
        tuple(
            array_differences(
                change(reference.told(change(one[judged]))), rows, at="the rows of the tokens", tol=CLOSE
            )
        )
        for one in right
    ]
    if all(found):
        Differences(found[0]).raise_if_any(
            hint=f"this is about {evidence.case.name}" if evidence.case.hidden else ""
        )
