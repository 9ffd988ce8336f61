"""How far known mistakes lie from what is right, in what a check sees of each case."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nbverdict.authoring.mistake import Made, Mistake
from nbverdict.evidence.cases import Case
from nbverdict.judging.discovery import known_mistakes
from tools.calibrate.measured import SAME, Near, deviation, tolerances
from tools.calibrate.values import Compared

Way = tuple[str, str]  # a mistake, and one way of making it


def distances(compared: Compared, cases: Sequence[Case]) -> list[Near]:
    """Return each way of making a known mistake, with what it makes of the cases on which it is not right.

    One that is right on all of them is returned where it should cost this check something.
    """
    mistakes = known_mistakes(compared.module)
    charged = {mistake.name for mistake in mistakes if compared.check in mistake.charged}
    found: dict[Way, list[float]] = {}
    for case in filter(compared.judges, cases):
        for way, apart in _deviations(compared, case, mistakes):
            found.setdefault(way, []).extend([apart] if apart > SAME else [])
    return [
        Near(compared.tolerance, compared.challenge, compared.check, name, way, tuple(apart))
        for (name, way), apart in found.items()
        if apart or name in charged
    ]


def _deviations(compared: Compared, case: Case, mistakes: Sequence[Mistake]) -> Iterator[tuple[Way, float]]:
    """Yield by how much the worst value of a case deviates: one that is beyond the tolerance is enough."""
    tolerance = tolerances()[compared.tolerance]
    right = compared.module.reference(case, "cpu")
    expected = compared.values(right)
    for mistake in mistakes:
        with np.errstate(all="ignore"):  # a mistake may well divide by zero
            for way, made in _made(mistake, case, right).items():
                yield (mistake.name, way), deviation(expected, compared.values(made), tolerance)


def _made(mistake: Mistake, case: Case, right: Any) -> Made:
    """Return what a mistake makes of a case; nothing where it cannot be made, for its shapes do not fit."""
    try:
        return mistake.made(case, right)
    except (ValueError, IndexError):
        return {}
