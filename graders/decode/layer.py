"""What a call of `decode` is given, step by step, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

FLOAT = 4  # bytes of a float32
PROJECTIONS = ("q_proj.weight", "k_proj.weight", "v_proj.weight", "o_proj.weight")
Weights = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Step:
    """One call: the next tokens of one sequence."""

    sequence: int
    first: int  # counted from 0
    end: int  # the one after its last
    weights: int = 0

    @property
    def told(self) -> tuple[int, int, int, int]:
        """Return the numbers that travel."""
        return self.sequence, self.first, self.end, self.weights


@dataclass(frozen=True, eq=False)  # its arrays have no hash
class Known:
    """One causal attention layer, the sequences that it reads, and in which order."""

    steps: tuple[Step, ...]
    sequences: tuple[np.ndarray, ...]  # (tokens, hidden) each
    weights: tuple[Weights, ...]  # of the first steps, and of later ones
    heads: int
    kv_heads: int

    @property
    def hidden(self) -> int:
        """Return how many numbers a token has."""
        return int(self.sequences[0].shape[1])

    @property
    def size(self) -> int:
        """Return how many numbers a query, a key or a value has."""
        return len(self.weights[0]["q_proj.weight"]) // self.heads

    @property
    def pair(self) -> int:
        """Return the bytes of one token's keys and values."""
        return 2 * self.kv_heads * self.size * FLOAT

    @property
    def flops(self) -> int:
        """Return the FLOPs of the last step, of one token: two for each multiplication and its sum."""
        projected = 2 * self.hidden * self.size * (2 * self.heads + 2 * self.kv_heads)
        return projected + 4 * self.steps[-1].end * self.heads * self.size

    @property
    def flops_of_keys(self) -> int:
        """Return the FLOPs of projecting one token to its keys and values."""
        return 4 * self.hidden * self.kv_heads * self.size


@dataclass(frozen=True)
class Run:
    """What the steps give: each one's output, the FLOPs of the last, and the bytes of the cache behind it."""

    outputs: tuple[np.ndarray, ...]
    flops: int
    held: int


def right_run(known: Known, outputs: tuple[np.ndarray, ...]) -> Run:
    """Return these outputs with the FLOPs and bytes of a cache that holds keys and values alone."""
    return Run(outputs, known.flops, known.steps[-1].end * known.pair)
