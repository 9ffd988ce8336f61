"""Lesson, checkpoint 1: the causal mask."""

import numpy as np

from nbverdict import Answers, Case, Wrong, check
from nbverdict.compare.difference import Differences
from nbverdict.compare.numbers import EXACT, array_difference

CASES = 2  # raise it to draw other hidden cases


def shown_cases() -> list[Case]:
    """Return the two tokens of the notebook."""
    return [_case("shown", 2)]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return two other numbers of tokens, and one token alone: a mask of one value is still a matrix."""
    drawn = [*rng.choice(np.arange(3, 40), size=2, replace=False), 1]
    return [_case(f"hidden {place}", int(n)) for place, n in enumerate(drawn, start=1)]


def reference(case: Case, _device: str) -> np.ndarray:
    """Return the mask, 1 where the key is not later than the query."""
    places = np.arange(case.known)
    return (places[None, :] <= places[:, None]).astype(np.float64)


@check(points=1, form=True)
def test_is_a_square_of_zeros_and_ones(evidence: Answers, reference: np.ndarray) -> None:
    """`causal_mask(n)` has the shape (n, n) and holds nothing but 0 and 1, or False and True"""
    mask = evidence.matrix
    if mask.shape != reference.shape:
        sentence = f"the shape is {mask.shape}, not {reference.shape}"
        raise Wrong(sentence, anywhere="the shape is not (n, n)", mistake="another_shape")
    if not np.isin(mask, (0, 1)).all():
        sentence = "there are other numbers than 0 and 1: the mask says where, softmax comes later"
        raise Wrong(sentence, anywhere=sentence, mistake="other_numbers_than_0_and_1")


@check(points=1, gate=True, requires="is_a_square_of_zeros_and_ones")
def test_opens_itself_and_earlier_tokens(evidence: Answers, reference: np.ndarray) -> None:
    """A query may look at itself and at earlier tokens, and at no later one"""
    mask = evidence.matrix.astype(np.float64)
    difference = array_difference(reference, mask, at="the mask", tol=EXACT)
    Differences((difference,) if difference else ()).raise_if_any()


def _case(name: str, tokens: int) -> Case:
    return Case(name, "causal_mask", (tokens,), known=tokens)
