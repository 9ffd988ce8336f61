"""What was measured: one value for each honest computation and each known mistake, in a tolerance's terms."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nbverdict.compare import numbers
from nbverdict.compare.numbers import Tolerance

SAME = 1e-9  # what deviates by less is what float64 rounds away, and no mistake
NOT_MEASURED = ("EXACT", "ROUNDING")  # allows nothing; no challenge compares with it


@dataclass(frozen=True)
class Honest:
    """By how much one honest computation of one case deviates from the reference."""

    tolerance: str
    kind: str  # the precision, or how results are rounded
    compared: str  # which values: `weights`, `row sums` ...
    how: str  # the kernel, and where it ran
    case: str
    deviation: float

    @property
    def what(self) -> str:
        """Return what is told apart on the page and in the plot."""
        return f"{self.kind} ({self.compared})"


@dataclass(frozen=True)
class Near:
    """By how much one way of making a known mistake deviates, in what one check compares."""

    tolerance: str
    challenge: str
    check: str
    mistake: str
    way: str
    deviations: tuple[float, ...]  # of each case in which it makes a difference at all

    @property
    def nearest(self) -> float:
        """Return the smallest of them; infinite where there is none."""
        return min(self.deviations, default=math.inf)

    @property
    def what(self) -> str:
        """Return its name, with the way of making it where there are several."""
        return self.mistake + (f" ({self.way})" if self.way else "")

    def within(self, allowed: float) -> int:
        """Return in how many cases its check does not see it."""
        return sum(apart <= allowed for apart in self.deviations)


@dataclass(frozen=True)
class Measured:
    """Everything that was measured, and where."""

    honest: tuple[Honest, ...]
    near: tuple[Near, ...]
    draws: int
    machine: str
    left_out: str = ""  # where an honest computation could not run, and why

    def kinds(self, tolerance: str) -> list[list[Honest]]:
        """Return the honest computations kind by kind, the one with the smallest deviation first."""
        kinds: dict[str, list[Honest]] = {}
        for row in self.honest:
            if row.tolerance == tolerance:
                kinds.setdefault(row.what, []).append(row)
        return sorted(kinds.values(), key=largest)

    def nearest(self, tolerance: str) -> list[Near]:
        """Return each mistake of each challenge that is seen once, in its nearest way, the nearest first."""
        found: dict[tuple[str, str], Near] = {}
        for row in sorted(self._near(tolerance), key=lambda row: row.nearest):
            if row.deviations:
                found.setdefault((row.challenge, row.mistake), row)
        return list(found.values())

    def missed(self, tolerance: str) -> list[Near]:
        """Return each way of making a mistake that a check takes for right in some case."""
        allowed = bound(tolerances()[tolerance])
        return [row for row in self._near(tolerance) if row.within(allowed)]

    def unseen(self, tolerance: str) -> list[Near]:
        """Return each way of making a mistake that changes no compared value in any case."""
        seen = {(row.challenge, row.what) for row in self._near(tolerance) if row.deviations}
        rows = {(row.challenge, row.what): row for row in self._near(tolerance)}
        return [row for key, row in rows.items() if key not in seen]

    def _near(self, tolerance: str) -> list[Near]:
        return [row for row in self.near if row.tolerance == tolerance]


def within(rows: Sequence[Honest], allowed: float) -> int:
    """Return how many of these rows a tolerance lets through."""
    return sum(row.deviation <= allowed for row in rows)


def largest(rows: Sequence[Honest]) -> float:
    """Return the largest deviation of these rows."""
    return max(row.deviation for row in rows)


def tolerances() -> dict[str, Tolerance]:
    """Return the named tolerances, but for those that have nothing to be measured."""
    named = {name: value for name, value in vars(numbers).items() if isinstance(value, Tolerance)}
    return {name: value for name, value in named.items() if name not in NOT_MEASURED}


def bound(tolerance: Tolerance) -> float:
    """Return what a deviation may be."""
    return tolerance.relative or tolerance.absolute


def deviation(expected: np.ndarray, got: np.ndarray, tolerance: Tolerance) -> float:
    """Return by how much the worst value deviates: absolute, or relative to what is expected.

    Infinite where shapes differ or a value is not finite.
    """
    if got.shape != expected.shape or not np.isfinite(got).all():
        return math.inf
    apart = np.abs(got.astype(np.float64) - expected)
    if not tolerance.relative:
        return float(apart.max(initial=0))
    ratios = np.where(apart > 0, np.inf, 0.0)
    np.divide(apart, np.abs(expected), out=ratios, where=expected != 0)
    return float(ratios.max(initial=0))
