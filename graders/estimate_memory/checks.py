"""Lesson, checkpoint 5: the memory of weights, gradients and optimizer."""

from collections.abc import Mapping

import numpy as np

from graders.estimate_memory.reference import memory_megabytes
from nbverdict import Answers, Case, Wrong, check
from nbverdict.compare.difference import Difference, Differences
from nbverdict.compare.numbers import HALF_A_PERCENT, differs, short, times_off

CASES = 3  # raise it to draw other hidden cases
INFERENCE = ("shown", "inference in fp32", "inference in fp16", "inference in int8")
SMALL = "inference in int8"  # so few that half a million counts, and enough to be rounded to tenths
ONCE_MORE = ", once more"  # one number alone would be guessed once in a hundred times
FP32 = ("training in fp32", f"training in fp32{ONCE_MORE}")
MIXED = ("training in fp16", f"training in fp16{ONCE_MORE}")
Megabytes = Mapping[str, float]


def shown_cases() -> list[Case]:
    """Return the million of parameters of the notebook, with the defaults."""
    return [Case("shown", "estimate_memory", (1_000_000,), known=(1_000_000, "fp32", False))]


def hidden_cases(rng: np.random.Generator) -> list[Case]:
    """Return every kind of call, each for other numbers of parameters."""
    return [_case(rng, name) for name in (*INFERENCE[1:], *FP32, *MIXED)]


def reference(case: Case, _device: str) -> Megabytes:
    """Return what each part takes."""
    parameters, precision, training = case.known
    return memory_megabytes(parameters, precision, training=training)


@check()
def test_has_the_four_parts(evidence: Answers, reference: Megabytes) -> None:
    """`estimate_memory` returns a dictionary with weights, gradients, optimizer and total"""
    if set(evidence.record) != set(reference):
        sentence = f"the keys are not {', '.join(reference)}"
        raise Wrong(sentence, anywhere=sentence, mistake="other_keys")


@check(points=1, gate=True, requires="has_the_four_parts", cases=INFERENCE)
def test_inference_holds_the_weights(evidence: Answers, reference: Megabytes) -> None:
    """In inference the weights take 4, 2 or 1 bytes for each parameter, and nothing else is held"""
    _expect(evidence, reference)


@check(points=1, requires="has_the_four_parts", cases=FP32)
def test_training_holds_four_times_the_weights(evidence: Answers, reference: Megabytes) -> None:
    """Training in fp32 takes 16 bytes for each parameter: 4 weights, 4 gradients, 8 optimizer"""
    _expect(evidence, reference)


@check(points=1, requires="has_the_four_parts", cases=MIXED)
def test_mixed_precision_keeps_a_master_copy(evidence: Answers, reference: Megabytes) -> None:
    """Training in fp16 takes 18 bytes for each parameter: 6 weights, 4 gradients, 8 optimizer"""
    _expect(evidence, reference)


def _expect(evidence: Answers, reference: Megabytes) -> None:
    found = [
        Difference(
            f"`{part}`",
            "another number is right",
            short(evidence.record[part]),
            f"{megabytes:g}",
            times=times_off(megabytes, evidence.record[part], tol=HALF_A_PERCENT),
        )
        for part, megabytes in reference.items()
        if differs(megabytes, evidence.record[part], tol=HALF_A_PERCENT)
    ]
    Differences(tuple(found)).raise_if_any(
        hint=f"this is about {evidence.case.name.removesuffix(ONCE_MORE)}" if evidence.case.hidden else ""
    )


def _case(rng: np.random.Generator, name: str) -> Case:
    parameters = int(rng.integers(150, 9000)) * 100_000 + int(rng.integers(100_000))
    if name == SMALL:
        parameters = int(rng.integers(11, 40)) * 1_000_000 + int(rng.integers(300_000, 800_000))
    precision, training = name.removesuffix(ONCE_MORE).rpartition(" ")[2], name.startswith("training")
    arguments = (parameters, precision, training)
    return Case(name, "estimate_memory", arguments, known=(parameters, precision, training))
