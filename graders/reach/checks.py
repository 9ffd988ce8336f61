"""Inside the layer, task 2: a black box, and the mask that is found from outside."""

import numpy as np

from graders.reach import cases
from graders.reach.reference import reach
from nbverdict import Answers, Case, Wrong, check
from nbverdict.compare.difference import Difference, Differences
from nbverdict.compare.numbers import EXACT, array_difference

CASES = 1  # raise it to draw other hidden cases
FORM = "is_a_square_of_truths"
SHOWN_BY_ONE = (
    0.27  # of what sharp heads may look at, one input shows a third at least; neighbours are a fifth
)


def shown_cases() -> list[Case]:
    """Return the first box of the notebook."""
    return [cases.shown_case()]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return a box of each kind."""
    return cases.hidden(rng)


def reference(case: Case, _device: str) -> np.ndarray:
    """Return what reaches what, as 0 and 1."""
    return reach(case.known).astype(np.float64)


@check(points=1, form=True)
def test_is_a_square_of_truths(evidence: Answers, reference: np.ndarray) -> None:
    """`reach(layer, n, h)` has the shape (n, n) and holds nothing but False and True, or 0 and 1"""
    found = evidence.matrix
    if found.shape != reference.shape:
        sentence = f"the shape is {found.shape}, not {reference.shape}"
        raise Wrong(sentence, anywhere="the shape is not (n, n)", mistake="another_shape")
    if not np.isin(found, (0, 1)).all():
        sentence = "there are other numbers than 0 and 1: return whether an output depends, not how much"
        raise Wrong(sentence, anywhere=sentence, mistake="other_numbers_than_0_and_1")


@check(points=3, gate=True, requires=FORM, cases=cases.FAMILIES)
def test_tells_the_families_apart(evidence: Answers, reference: np.ndarray) -> None:
    """Boxes whose tokens look both ways, back, or at nobody else"""
    _expect(evidence, reference)


@check(points=2, requires=FORM, cases=cases.PATTERNS)
def test_finds_windows_prefixes_and_gaps(evidence: Answers, reference: np.ndarray) -> None:
    """Windows that slide, prefixes that everybody sees, and keys with gaps between them"""
    _expect(evidence, reference)


@check(points=1, requires=FORM, cases=cases.DEEP)
def test_sees_through_two_layers(evidence: Answers, reference: np.ndarray) -> None:
    """Two layers reach further than one"""
    _expect(evidence, reference)


@check(points=1, requires=FORM, cases=cases.BEFORE)
def test_knows_when_a_token_misses_itself(evidence: Answers, reference: np.ndarray) -> None:
    """An output that does not depend on its own token, where nothing is added to it"""
    _expect(evidence, reference)


@check(points=1, requires=FORM, cases=cases.PADDED)
def test_reads_nothing_from_what_is_no_number(evidence: Answers, reference: np.ndarray) -> None:
    """Padding reaches nobody, and an output that is never a number depends on nothing"""
    _expect(evidence, reference)


@check(points=1, requires=FORM, cases=cases.SHARP)
def test_tries_enough_inputs(evidence: Answers, reference: np.ndarray) -> None:
    """Heads that choose so sharply that a single input does not show everybody whom they may look at"""
    found = evidence.matrix.astype(np.float64)
    itself = np.diag(found).all() and not (found > reference).any()
    others, shown = reference.sum() - len(found), found.sum() - len(found)
    if itself and others > shown > SHOWN_BY_ONE * others:
        sentence = "some inputs that reach an output are missing: try more inputs, with all tokens drawn anew"
        raise Wrong(sentence, anywhere=sentence, mistake="too_few_inputs_tried")
    _expect(evidence, reference)


def _expect(evidence: Answers, reference: np.ndarray) -> None:
    found = evidence.matrix.astype(np.float64)
    difference: Difference | None = array_difference(reference, found, at="the reach", tol=EXACT)
    Differences((difference,) if difference else ()).raise_if_any(
        hint=f"this is about {evidence.case.name}" if evidence.case.hidden else ""
    )
