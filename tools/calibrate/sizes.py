"""Honest counts and sizes: in millions and in MB, in each precision, and rounded as students round them."""

from collections.abc import Iterator
from types import ModuleType

import numpy as np

from nbverdict.compare.numbers import HALF_A_PERCENT
from nbverdict.evidence.cases import Case
from nbverdict.judging.discovery import challenge_of
from tools.calibrate.measured import Honest, deviation
from tools.calibrate.places import precisions
from tools.calibrate.values import COMPARED

DECIMALS = {"two decimals": 2, "one decimal": 1, "whole numbers": 0}


def honest_sizes(module: ModuleType, case: Case, label: str) -> Iterator[Honest]:
    """Yield by how much the counts and sizes of one case deviate, relative to what they are."""
    name = challenge_of(module)
    right = module.reference(case, "cpu")
    for one in (c for c in COMPARED if c.challenge == name and c.judges(case)):
        values = one.values(right)
        for kind, told in _told(values).items():
            apart = deviation(values, told, HALF_A_PERCENT)
            yield Honest("HALF_A_PERCENT", kind, "sizes", f"{name}, {one.check}", label, apart)


def _told(values: np.ndarray) -> dict[str, np.ndarray]:
    import torch

    rounded = {name: values.round(decimals) for name, decimals in DECIMALS.items()}
    stored = {
        name: torch.from_numpy(values).to(dtype).double().numpy() for name, dtype in precisions().items()
    }
    return stored | rounded
