"""The kill matrix: which mutants fail which checks, if that says something about the check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

from nbverdict.judging.discovery import challenge_of
from nbverdict.judging.scoring import scored_checks
from nbverdict.selfcheck.outcomes import ObservedVariant
from nbverdict.selfcheck.variants import VariantKind


@dataclass(frozen=True)
class KillMatrix:
    """The checks and mutants of a challenge, and which mutant kills which check."""

    challenge: str
    checks: tuple[str, ...]
    mutants: tuple[str, ...]
    kills: frozenset[tuple[str, str]]  # (check, mutant)

    @property
    def idle(self) -> tuple[str, ...]:
        """Return the checks that no mutant kills."""
        killed = {check for check, _ in self.kills}
        return tuple(check for check in self.checks if check not in killed)


def matrix(module: ModuleType, observed: Sequence[ObservedVariant]) -> KillMatrix:
    """Return the kill matrix of a challenge.

    A mutant kills a check that finds it wrong, if at least half of the checks that do not require this one
    still pass: a crash, which fails everything, kills nothing.
    """
    name = challenge_of(module)
    needs = needed(module)
    mutants = [
        one for one in observed if one.variant.challenge == name and one.variant.kind is VariantKind.MUTANT
    ]
    kills = {
        (check, one.variant.name)
        for one in mutants
        for check in needs
        if check in one.wrong and _is_told_apart(check, one.failed, needs)
    }
    return KillMatrix(name, tuple(needs), tuple(one.variant.name for one in mutants), frozenset(kills))


def needed(module: ModuleType) -> dict[str, frozenset[str]]:
    """Return, by check and in order, the checks that it requires, directly or indirectly."""
    needs: dict[str, frozenset[str]] = {}
    for check in scored_checks(module):
        marks = getattr(check, "pytestmark", [])
        own = frozenset(name for mark in marks if mark.name == "requires" for name in mark.args)
        needs[check.__name__.removeprefix("test_")] = own.union(*(needs.get(name, ()) for name in own))
    return needs


def _is_told_apart(check: str, failed: frozenset[str], needs: Mapping[str, frozenset[str]]) -> bool:
    others = [name for name, on in needs.items() if name != check and check not in on]
    passing = [name for name in others if name not in failed]
    return 2 * len(passing) >= len(others)
