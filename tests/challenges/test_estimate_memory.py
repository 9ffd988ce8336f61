"""Memory: honest variants keep every point, each mutant fails the check written for it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import statuses

RIGHT = """
def estimate_memory(parameters, precision="fp32", training=False):
    weights = {"fp32": 4, "fp16": 2, "int8": 1}[precision]
    gradients = optimizer = 0
    if training:
        weights, gradients, optimizer = {"fp32": 4, "fp16": 6}[precision], 4, 8
    sizes = {"weights": weights, "gradients": gradients, "optimizer": optimizer}
    sizes["total"] = sum(sizes.values())
    return {name: size * parameters / 1e6 for name, size in sizes.items()}
"""
HONEST = {
    "bytes": RIGHT,
    "rounded": RIGHT.replace("size * parameters / 1e6", "round(size * parameters / 1e6, 1)"),
    "a_series": RIGHT.replace("return {", "return pd.Series({").replace("sizes.items()}", "sizes.items()})"),
    "tensors": RIGHT.replace("size * parameters / 1e6", "torch.tensor(size * parameters / 1e6)"),
    "branches": """
def estimate_memory(parameters, precision="fp32", training=False):
    if training:
        w, g, o = (4, 4, 8) if precision == "fp32" else (6, 4, 8)
    else:
        w, g, o = (4 if precision == "fp32" else 2 if precision == "fp16" else 1), 0, 0
    mb = parameters / 1_000_000
    return dict(weights=w * mb, gradients=g * mb, optimizer=o * mb, total=(w + g + o) * mb)
""",
}
INFERENCE, FP32, MIXED = (
    "inference_holds_the_weights",
    "training_holds_four_times_the_weights",
    "mixed_precision_keeps_a_master_copy",
)
MUTANTS = {
    "mebibytes": (RIGHT.replace("1e6", "2**20"), INFERENCE),
    "gigabytes": (RIGHT.replace("1e6", "1e9"), INFERENCE),
    "bits": (RIGHT.replace("* parameters", "* 8 * parameters"), INFERENCE),
    "always_fp32": (RIGHT.replace('"fp16": 2, "int8": 1', '"fp16": 4, "int8": 4'), INFERENCE),
    "training_forgotten": (RIGHT.replace("if training", "if False"), FP32),
    "one_running_mean": (RIGHT.replace("4, 8\n", "4, 4\n"), FP32),
    "no_gradients": (RIGHT.replace("4, 8\n", "0, 8\n"), FP32),
    "total_without_optimizer": (RIGHT.replace("sum(sizes.values())", "weights + gradients"), FP32),
    "no_master_copy": (RIGHT.replace('"fp16": 6', '"fp16": 2'), MIXED),
    "gradients_in_16_bits": (
        RIGHT.replace("[precision], 4, 8", '[precision], {"fp32": 4, "fp16": 2}[precision], 8'),
        MIXED,
    ),
    "no_total": (RIGHT.replace('    sizes["total"] = sum(sizes.values())\n', ""), "has_the_four_parts"),
}
IMPOSTORS = {
    "the_example": 'def estimate_memory(*_, **__):\n    return {"weights": 4, "gradients": 0, "optimizer": 0, "total": 4}\n',
    "zeros": 'def estimate_memory(*_, **__):\n    return dict.fromkeys(["weights", "gradients", "optimizer", "total"], 0)\n',
    "texts": RIGHT.replace("size * parameters / 1e6", 'f"{size * parameters / 1e6} MB"'),
    "infinite": RIGHT.replace("size * parameters / 1e6", 'float("inf")'),
}


@pytest.mark.parametrize("code", HONEST.values(), ids=HONEST)
def test_honest_variants_get_all_points(code: str, assess: Callable[..., Any]) -> None:
    """What the task asks for is right however it was computed."""
    assert assess("estimate_memory", code).earned == 3


@pytest.mark.parametrize(("code", "caught_by"), MUTANTS.values(), ids=MUTANTS)
def test_each_mutant_is_caught(code: str, caught_by: str, assess: Callable[..., Any]) -> None:
    """Each known mistake fails the check written for it."""
    assert statuses(assess("estimate_memory", code))[caught_by] == "wrong"


@pytest.mark.parametrize("code", IMPOSTORS.values(), ids=IMPOSTORS)
def test_impostors_score_nothing(code: str, assess: Callable[..., Any]) -> None:
    """Constants, texts and infinity are worth nothing."""
    assert assess("estimate_memory", code).earned == 0


@pytest.mark.parametrize(
    ("mutant", "said"),
    [
        ("mebibytes", "`weights`: another number is right; yours is 3.8147 (and 1 more)"),
        (
            "no_master_copy",
            "right on the example, but not on inputs that you have not seen: this is about training in fp16",
        ),
    ],
)
def test_a_message_names_the_part_or_the_kind_of_call(
    mutant: str, said: str, assess: Callable[..., Any]
) -> None:
    """On the example a student reads his own number, elsewhere only what kind of call it was."""
    sentences = [check.sentence for check in assess("estimate_memory", MUTANTS[mutant][0]).checks]

    assert said in sentences
