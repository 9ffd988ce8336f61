"""Which values each check compares within a tolerance."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from graders.estimate_memory.reference import MEGABYTE
from graders.memory_bill.reference import Answer
from graders.shared.attention import Grid
from graders.shared.t5 import BYTES, T5Size
from nbverdict.evidence.cases import Case
from nbverdict.judging.discovery import load_challenge
from nbverdict.judging.scoring import checks_of


@dataclass(frozen=True)
class Compared:
    """What one check compares of a case: `values` are those of a reference, or of a mistake in its place."""

    tolerance: str
    challenge: str
    check: str
    values: Callable[[Any], np.ndarray]

    @property
    def module(self) -> ModuleType:
        """Return the challenge."""
        return load_challenge(self.challenge)

    def judges(self, case: Case) -> bool:
        """Say whether the check judges this case."""
        check = next(one for one in checks_of(self.module) if one.__name__ == f"test_{self.check}")
        named = next((mark.args for mark in check.pytestmark if mark.name == "on"), None)
        return named is None or case.name in named


def _asked(grid: Grid) -> np.ndarray:
    """Return the maps of the layers that were asked for."""
    return np.concatenate([grid.mean_attention(layer).ravel() for layer in grid.layers])


def _millions(sizes: dict[str, T5Size]) -> np.ndarray:
    return np.array([size.parameters / 1e6 for size in sizes.values()])


def _megabytes(sizes: dict[str, T5Size]) -> np.ndarray:
    return np.array([size.bytes_at(name) / MEGABYTE for size in sizes.values() for name in BYTES])


def _numbers(named: dict[str, float]) -> np.ndarray:
    return np.array(list(named.values()), np.float64)


def _parts(answer: Answer) -> np.ndarray:
    return _numbers(dict(answer.parts))


HALF = "HALF_A_PERCENT"
COMPARED = (
    Compared("ATTENTION", "attention_grid", "each_panel_shows_its_layer", _asked),
    Compared("WEIGHTS", "attention_weights", "weights_are_right", np.asarray),
    Compared("WEIGHTS", "attention_weights", "survives_large_scores", np.asarray),
    Compared(HALF, "compare_t5", "counts_the_parameters", _millions),
    Compared(HALF, "compare_t5", "sizes_follow_from_the_precision", _megabytes),
    Compared(HALF, "plot_t5", "bars_show_the_parameters", _numbers),
    Compared(HALF, "estimate_memory", "inference_holds_the_weights", _numbers),
    Compared(HALF, "estimate_memory", "training_holds_four_times_the_weights", _numbers),
    Compared(HALF, "estimate_memory", "mixed_precision_keeps_a_master_copy", _numbers),
    Compared(HALF, "memory_bill", "weights_of_one_stack", _parts),
    Compared(HALF, "memory_bill", "weights_of_experts", _parts),
)
