"""Honest attention weights: the softmax of scaled scores, masked in each way, in each precision and place."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from graders.attention_weights.checks import OVERFLOWING, reference
from nbverdict.compare.numbers import WEIGHTS
from nbverdict.evidence.cases import Case
from tools.calibrate.fused import fused_weights
from tools.calibrate.measured import Honest, deviation
from tools.calibrate.places import Place, precisions

if TYPE_CHECKING:
    import torch

    Kernel = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]  # of queries, keys and mask

LOW = -1e9
DECIMALS = {"three decimals": 3, "two decimals": 2}


def honest_weights(case: Case, label: str, places: Sequence[Place]) -> Iterator[Honest]:
    """Yield by how much weights and the sums of their rows deviate.

    Those in float32 are also measured as a student rounds them.
    """
    expected = reference(case, "cpu")
    for how, precision, weights in _computed(case, places):
        told = {precision: weights}
        if precision == "float32":
            told |= {name: weights.round(decimals) for name, decimals in DECIMALS.items()}
        for kind, values in told.items():
            for compared, one, other in _compared(case, expected, values):
                apart = deviation(one, other, WEIGHTS)
                yield Honest("WEIGHTS", kind, compared, how, label, apart)


def _compared(
    case: Case, expected: np.ndarray, got: np.ndarray
) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield what the checks compare; nothing asks for the row sums of large scores."""
    if case.name == OVERFLOWING:
        yield "weights of large scores", expected, got
        return
    yield "weights", expected, got
    yield "row sums", expected.sum(axis=1), got.sum(axis=1)


def _computed(case: Case, places: Sequence[Place]) -> Iterator[tuple[str, str, np.ndarray]]:
    """Yield how, the precision, and the weights."""
    import torch

    for name, kernel in _kernels().items():
        for precision, dtype in precisions().items():
            for place in places:
                queries, keys = (
                    torch.from_numpy(array).to(place.device, dtype)
                    for array in (case.known.queries, case.known.keys)
                )
                mask = torch.from_numpy(case.known.mask).to(place.device)
                with place.computing():
                    weights = kernel(queries, keys, mask)
                yield f"{name}, {place.name}", precision, weights.double().cpu().numpy()


def _kernels() -> "dict[str, Kernel]":
    return {
        "-inf": lambda q, k, mask: _softmax(q, k, mask, -math.inf),
        f"{LOW:g}": lambda q, k, mask: _softmax(q, k, mask, _low(q)),
        "sdpa": lambda q, k, mask: fused_weights(q[None], k[None], mask)[0],
    }


def _softmax(q: "torch.Tensor", k: "torch.Tensor", mask: "torch.Tensor", fill: float) -> "torch.Tensor":
    return (q @ k.T / math.sqrt(q.shape[-1])).masked_fill(~mask, fill).softmax(dim=-1)


def _low(values: "torch.Tensor") -> float:
    """Return the fill, or the lowest number where that is not as low: in float16."""
    import torch

    return max(LOW, float(torch.finfo(values.dtype).min))
