"""Notebook 3: will it fit? The bill of a model's memory, and the largest batch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from graders.memory_bill import configs
from graders.memory_bill.reference import (
    GIGABYTE,
    INFERENCE,
    MEGABYTE,
    PARTS,
    TRAINING,
    Answer,
    Asked,
    answer,
    bill,
)
from nbverdict import Answers, Case, Wrong, check
from nbverdict.compare.difference import Difference, Differences
from nbverdict.compare.numbers import HALF_A_PERCENT, differs, short, times_off

CASES = 1  # raise it to draw other hidden cases
DRAWN = {
    "quill": configs.quill,
    "heron": configs.heron,
    "ferry, tied": configs.old_ferry,
    "ferry, gated": configs.new_ferry,
    "choir": configs.choir,
}
KINDS = tuple(DRAWN)
ONE_STACK = ("quill, inference", "heron, inference")
TWO_STACKS = ("shown", "ferry, tied, inference", "ferry, gated, inference")
EXPERTS = ("choir, inference", "choir, training")
HELD = tuple(part for part in PARTS if part not in ("active_weights", "total"))
TRAINED = ("quill", "heron", "ferry, gated", "choir")
BILLS = (*(f"{kind}, inference" for kind in KINDS), *(f"{kind}, training" for kind in TRAINED))
LARGEST = {
    "heron, largest batch": ("heron", INFERENCE),
    "ferry, largest batch": ("ferry, gated", INFERENCE),
    "choir, largest batch": ("choir", INFERENCE),
    "quill, largest batch in training": ("quill", TRAINING),
}
TOO_SMALL = "too small a device"


def shown_cases() -> list[Case]:
    """Return the T5 of the notebook, which answers eight questions."""
    return [_case("shown", Asked(configs.SHOWN, (512, 64), INFERENCE, batch=8))]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return a bill of each kind in inference and in training, and devices that some batch just fits into."""
    return [_case(name, asked) for name, asked in _asked(rng)]


def reference(case: Case, _device: str) -> Answer:
    """Return the parts of the bill, or the largest batch."""
    return answer(case.known)


@check(cases=("shown", *BILLS))
def test_has_every_part(evidence: Answers, reference: Answer) -> None:
    """`bill` returns a dictionary with the seven parts"""
    if not set(reference.parts) <= set(evidence.record):
        sentence = (
            "a key is missing: there should be weights, active_weights, kv_cache, gradients, optimizer, "
            "activations and total"
        )
        raise Wrong(sentence, anywhere=sentence, mistake="missing_keys")


@check(points=1, gate=True, requires="has_every_part", cases=ONE_STACK)
def test_weights_of_one_stack(evidence: Answers, reference: Answer) -> None:
    """The weights of quill and heron, in 16 bits: attention, feed-forward, embeddings, output"""
    _expect(evidence, reference, "weights", "active_weights")


@check(points=1, requires="has_every_part", cases=TWO_STACKS)
def test_weights_of_two_stacks(evidence: Answers, reference: Answer) -> None:
    """The weights of ferry: a decoder's layer has one attention block more than an encoder's"""
    _expect(evidence, reference, "weights", "active_weights")


@check(points=1, requires="has_every_part", cases=EXPERTS)
def test_weights_of_experts(evidence: Answers, reference: Answer) -> None:
    """The weights of choir: memory holds all experts"""
    _expect(evidence, reference, "weights")


@check(points=1, requires="has_every_part", cases=EXPERTS)
def test_a_token_uses_some_experts(evidence: Answers, reference: Answer) -> None:
    """Of the weights of choir, a token uses all but the experts that it is not sent to, whatever the unit"""
    share, right = _active_share(_numbers(evidence)), _active_share(reference.parts)
    if differs(right, share, tol=HALF_A_PERCENT):
        anywhere = "another share of the weights is active"
        raise Wrong(f"{share:.1%} of the weights are active", anywhere=anywhere)


@check(points=1, requires="has_every_part", cases=(*ONE_STACK, "choir, inference"))
def test_cache_of_one_stack(evidence: Answers, reference: Answer) -> None:
    """The cache holds a key and a value of each token, key head and layer, and nothing else grows"""
    _expect(evidence, reference, "kv_cache", "gradients", "optimizer", "activations")


@check(points=1, requires="has_every_part", cases=TWO_STACKS)
def test_cache_of_two_stacks(evidence: Answers, reference: Answer) -> None:
    """A decoder's layer keeps what was written for itself, and what was read for cross-attention"""
    _expect(evidence, reference, "kv_cache", "gradients", "optimizer", "activations")


@check(points=1, requires="has_every_part", cases=tuple(f"{kind}, training" for kind in TRAINED))
def test_training_holds_more(evidence: Answers, reference: Answer) -> None:
    """Training holds 6, 4 and 8 bytes for each parameter and no cache; the total is what is held together"""
    _expect(evidence, reference, "weights", "gradients", "optimizer", "kv_cache")
    parts = _numbers(evidence)
    beyond = _beyond_the_sum(parts) - _beyond_the_sum(reference.parts)
    if not abs(beyond) <= HALF_A_PERCENT.relative * abs(parts["total"]):
        sentence = "the total is not the sum of weights, cache, gradients, optimizer and activations"
        raise Wrong(sentence, anywhere=sentence)


@check(points=1, requires="has_every_part", cases=tuple(f"{kind}, training" for kind in TRAINED))
def test_training_keeps_activations(evidence: Answers, reference: Answer) -> None:
    """Each layer keeps its activations, which grow with the square of its stack's tokens"""
    _expect(evidence, reference, "activations")


@check(points=2, cases=(*LARGEST, TOO_SMALL))
def test_the_largest_batch_fits(evidence: Answers, reference: Answer) -> None:
    """`largest_batch` returns the largest whole batch that fits, and 0 if none does"""
    got = evidence.number
    if got != reference.batch:
        anywhere = f"another batch is right for {evidence.case.name.removesuffix(', largest batch')}"
        raise Wrong(f"{short(got)} is not the largest batch", anywhere=anywhere)


def _expect(evidence: Answers, reference: Answer, *parts: str) -> None:
    """Raise `Wrong` where one of these parts differs."""
    found = [
        Difference(
            f"`{part}`",
            "another number is right",
            short(evidence.record[part]),
            f"{reference.parts[part]:g}",
            times=times_off(reference.parts[part], evidence.record[part], tol=HALF_A_PERCENT),
        )
        for part in parts
        if differs(reference.parts[part], evidence.record[part], tol=HALF_A_PERCENT)
    ]
    hint = f"this is about {evidence.case.name}" if evidence.case.hidden else ""
    Differences(tuple(found)).raise_if_any(hint=hint)


def _numbers(evidence: Answers) -> Mapping[str, float]:
    """Return every part, or raise `Wrong` if one is not a number."""
    told = {part: evidence.record[part] for part in PARTS}
    numbers = {part: float(one) for part, one in told.items() if isinstance(one, int | float)}
    if len(numbers) < len(PARTS):
        raise Wrong("a part is not a number", anywhere="a part is not a number")
    return numbers


def _active_share(parts: Mapping[str, float]) -> float:
    return parts["active_weights"] / parts["weights"] if parts["weights"] else 0.0


def _beyond_the_sum(parts: Mapping[str, float]) -> float:
    """Return by how much the total is more than what is held."""
    return parts["total"] - sum(parts[part] for part in HELD)


def _asked(rng: np.random.Generator) -> Iterator[tuple[str, Asked]]:
    """Yield each hidden case's name and arguments; each has a configuration of its own."""
    for name in BILLS:
        kind, _, mode = name.rpartition(", ")
        yield name, Asked(DRAWN[kind](rng), _tokens(rng, mode), mode, batch=int(rng.integers(3, 17)))
    for at, (name, (kind, mode)) in enumerate(LARGEST.items()):
        short = (int(rng.integers(200, 300)), int(rng.integers(50, 100)))
        yield name, _with_room(rng, Asked(DRAWN[kind](rng), short, mode), rest=0.4 + 0.2 * (at % 2))
    tight = Asked(configs.heron(rng), _tokens(rng, TRAINING), TRAINING)
    yield TOO_SMALL, replace(tight, memory=_gigabytes(tight, 0) * float(rng.uniform(0.4, 0.6)))


def _tokens(rng: np.random.Generator, mode: str) -> tuple[int, int]:
    """Draw how many tokens are read, and fewer that are written."""
    longest = 6 if mode == INFERENCE else 2
    read = 1000 * longest + int(rng.integers(100, 1000))
    return read, read * int(rng.integers(2, 5)) // 10


def _with_room(rng: np.random.Generator, asked: Asked, *, rest: float) -> Asked:
    """Draw a device for many texts and the rest of one more, about half: norms and biases decide nothing.

    A text takes so little beside the weights that a mistake in these makes room for several.
    """
    fixed, each = _gigabytes(asked, 0), _gigabytes(asked, 1) - _gigabytes(asked, 0)
    batch = int(rng.integers(40, 200)) + rest + float(rng.uniform(-0.05, 0.05))
    return replace(asked, memory=round(fixed + each * batch, 4))


def _gigabytes(asked: Asked, batch: int) -> float:
    return bill(asked, batch)["total"] * MEGABYTE / GIGABYTE


def _case(name: str, asked: Asked) -> Case:
    function = "largest_batch" if asked.memory else "bill"
    middle: Sequence[object] = (asked.tokens, asked.memory) if asked.memory else (asked.batch, asked.tokens)
    return Case(name, function, (dict(asked.config), *middle, asked.mode), known=asked)
