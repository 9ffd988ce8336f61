"""Decoding by hand, against torch's own attention, and what is measured of a step."""

from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention
from torch.utils.flop_counter import FlopCounterMode

from graders.decode.checks import LEAST, MOST, OUTPUTS, hidden_cases, reference, shown_cases
from graders.decode.layer import Known, Run
from graders.decode.mistakes import MISTAKES
from graders.decode.slips import slipped
from graders.shared.builders import call_step_by_step, flop_counter, held_bytes
from nbverdict import Case
from nbverdict.selfcheck.variants import VariantKind
from tests.course.challenges.variants import code

CASES = [*shown_cases(), *hidden_cases(np.random.default_rng(3))]
ONE_WEIGHT = [case for case in CASES if len({step.weights for step in case.known.steps}) == 1]


def theirs(known: Known, sequence: int) -> np.ndarray:
    """Return what torch makes of a whole sequence at once, in float64."""
    tokens = torch.from_numpy(known.sequences[sequence])
    layer = {name: torch.from_numpy(array) for name, array in known.weights[0].items()}
    q, k, v = (
        (tokens @ layer[f"{name}_proj.weight"].T).view(1, len(tokens), -1, known.size).transpose(1, 2)
        for name in "qkv"
    )
    mixed = scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
    made: np.ndarray = (mixed.transpose(1, 2).flatten(2)[0] @ layer["o_proj.weight"].T).numpy()
    return made


@pytest.mark.parametrize("case", ONE_WEIGHT, ids=lambda case: case.name)
def test_the_loops_compute_what_torch_computes(case: Case) -> None:
    """Grouped heads, scale and mask are those of `scaled_dot_product_attention`."""
    run: Run = reference(case, "cpu")
    for step, output in zip(case.known.steps, run.outputs, strict=True):
        whole = theirs(case.known, step.sequence)

        assert np.allclose(output, whole[step.first : step.end], atol=1e-10)


def test_a_token_keeps_the_keys_of_its_own_step() -> None:
    """The outputs of a last step with other weights are those of neither weights throughout."""
    case = next(case for case in CASES if case.name == "one sequence")
    last = reference(case, "cpu").outputs[-1]
    others = [Known(case.known.steps, case.known.sequences, (one,), 6, 2) for one in case.known.weights]

    assert case.known.steps[-1].weights == 1
    assert all(np.abs(last - theirs(one, 0)[-1:]).max() > OUTPUTS.absolute for one in others)


@pytest.mark.parametrize("seed", range(5))
def test_a_slip_is_the_reference_but_for_itself(seed: int) -> None:
    """Both ways of computing agree, and each known mistake is far from what is right."""
    cases = [*shown_cases(), *hidden_cases(np.random.default_rng(seed))]
    right = {case: reference(case, "cpu") for case in cases}
    for case, run in right.items():
        same = slipped(case, run)
        assert (same.flops, same.held) == (run.flops, run.held)
        assert all(np.allclose(a, b, atol=1e-9) for a, b in zip(same.outputs, run.outputs, strict=True))

    for mistake in MISTAKES:
        made = {case: mistake.made(case, run) for case, run in right.items()}
        for way in made[cases[0]]:
            assert max(distance(made[case][way], run) for case, run in right.items()) > 3, (mistake.name, way)


def distance(made: Run, right: Run) -> float:
    """Return how many tolerances a run is off, in outputs, FLOPs or bytes."""
    pairs = zip(made.outputs, right.outputs, strict=True)
    far = max(float(np.nanmax(np.abs(a - b))) for a, b in pairs) / OUTPUTS.absolute
    costs = made.flops / right.flops
    return max(far, 9.0 * (costs > MOST or costs < LEAST), abs(made.held - right.held) / (0.1 * right.held))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_step_costs_what_the_formula_says(case: Case) -> None:
    """FLOPs and bytes of the reference are those that are measured of a right answer."""
    namespace: dict[str, Any] = {"torch": torch}
    exec(code("decode", VariantKind.HONEST, "two_tensors"), namespace)
    steps, _, _, heads, kv_heads = case.args
    sequences = [torch.tensor(one).float() for one in case.known.sequences]
    weights = [{name: torch.tensor(one).float() for name, one in each.items()} for each in case.known.weights]
    told = call_step_by_step(namespace["decode"], steps, sequences, weights, heads, kv_heads)
    right = reference(case, "cpu")

    assert (told["flops"], told["bytes"]) == (right.flops, right.held)


def test_products_count_however_they_are_written() -> None:
    """A product of a matrix and a vector, a sum of products and fused attention cost what `@` costs."""
    x, w = torch.ones(1, 6), torch.ones(8, 6)
    q, k = torch.ones(1, 4, 1, 2), torch.ones(1, 2, 5, 2)
    ways = {
        "matrix": (lambda: x @ w.T, 96),
        "vector": (lambda: w @ x[0], 96),
        "products and sums": (lambda: (x[:, None] * w).sum(-1), 96),
        "dot": (lambda: x[0] @ x[0], 12),
        "fused": (lambda: scaled_dot_product_attention(q, k, k, enable_gqa=True), 160),
    }
    for name, (way, flops) in ways.items():
        with flop_counter() as counter:
            way()

        assert (name, counter.get_total_flops()) == (name, flops)


def test_torch_leaves_some_of_them_out() -> None:
    """Where it no longer does, what `flop_counter` adds may go."""
    with FlopCounterMode(display=False) as counter:
        _ = torch.ones(8, 6) @ torch.ones(6)

    assert counter.get_total_flops() == 0


class Past:
    """A cache with slots."""

    __slots__ = ("key", "value")

    def __init__(self, key: torch.Tensor, value: torch.Tensor) -> None:
        """Hold both."""
        self.key, self.value = key, value


def remembers(held: torch.Tensor) -> Any:
    """Return a function that holds a tensor."""
    return lambda: held


K = torch.ones(2, 5, 3)
HELD = {
    "a tensor": (K, 120),
    "twice the same": ([K, K], 120),
    "a dictionary": ({"k": K, "v": K + 1, "seen": 5}, 248),
    "a view of a larger one": (torch.ones(9, 9)[:2], 72),
    "two views of one": (torch.ones(2, 6).chunk(2), 48),
    "an expanded view": (torch.ones(2, 1).expand(2, 100), 8),
    "an array": (np.ones((2, 3), np.float32), 24),
    "an object": (Past(K, K + 1), 240),
    "a function": (remembers(K), 120),
    "numbers in lists": ([[1.0, 2.0], [3.0, 4.0]], 32),
    "nothing": (None, 0),
    "a text": ("a text", 0),
    "numbers in bytes": ({"k": K.numpy().tobytes(), "step": bytearray(100)}, K.nbytes + 100),
}


@pytest.mark.parametrize("name", HELD)
def test_bytes_are_those_of_the_numbers_that_are_held(name: str) -> None:
    """However they are held: a view counts what it shows, and an object what is in it."""
    cache, expected = HELD[name]

    assert held_bytes(cache) == expected


def test_a_cache_that_holds_itself_is_measured() -> None:
    """A loop ends."""
    cache: list[Any] = [K]
    cache.append(cache)

    assert held_bytes(cache) == 120
