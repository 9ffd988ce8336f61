"""The figures of `make graders`, computed from rows, and what each must be."""

from collections.abc import Mapping, Sequence

from nbverdict.selfcheck.variants import VariantKind
from tools.graders.rows import BLIND, CHECK, Row

ZERO = (
    "wrongly_diagnosed",
    "rejected",
    "with_points",
    "blind_honest_rejected",
    "blind_wrong_accepted",
    "blind_misnamed",
)
AT_LEAST = {"mutants": 60, "honest": 60, "impostors": 20, "unexplained_wrong": 30}
AT_MOST = {"most_without_a_right_answer": 1, "most_without_work": 0}  # points of a challenge
NAMED = 0.9  # of the mutants, at least, by their right name


def count(rows: Sequence[Row]) -> dict[str, float]:
    """Return the figures."""
    of = {kind: [row for row in rows if row.what == kind] for kind in (*VariantKind, CHECK, BLIND)}
    mutants, blind = of[VariantKind.MUTANT], of[BLIND]
    wrong = [*mutants, *of[VariantKind.UNEXPLAINED]]
    honest = {row.name for row in blind} - {row.name for row in blind if row.mistaken}
    return {
        "checks": sum(row.caught for row in of[CHECK]),
        "mutants": len(mutants),
        "caught": sum(row.caught for row in mutants),
        "diagnosed": sum(bool(row.expected) and set(row.named) == {row.expected} for row in mutants),
        "unexplained_wrong": len(of[VariantKind.UNEXPLAINED]),
        "wrongly_diagnosed": sum(_is_misnamed(row) for row in wrong),
        "honest": len(of[VariantKind.HONEST]),
        "rejected": sum(set(row.earned) != {row.worth} for row in of[VariantKind.HONEST]),
        "impostors": len(of[VariantKind.IMPOSTOR]),
        "with_points": sum(set(row.earned) != {0.0} for row in of[VariantKind.IMPOSTOR]),
        "most_without_a_right_answer": max((row.unearned for row in rows), default=0.0),
        "most_without_work": max((row.unworked for row in rows), default=0.0),
        "blind_honest_rejected": len({row.name for row in blind if row.name in honest and row.caught}),
        "blind_wrong_accepted": sum(row.mistaken and not row.caught for row in blind),
        "blind_misnamed": sum(_is_misnamed(row) for row in blind),
    }


def bad(figures: Mapping[str, float]) -> list[str]:
    """Return the figures that are not as they must be."""
    few = [name for name, least in AT_LEAST.items() if figures[name] < least]
    wrong = [name for name in ZERO if figures[name]]
    wrong += [name for name, most in AT_MOST.items() if figures[name] > most]
    missed = ["caught"] if figures["caught"] < figures["mutants"] else []
    unnamed = ["diagnosed"] if figures["diagnosed"] < NAMED * figures["mutants"] else []
    return [*few, *wrong, *missed, *unnamed]


def _is_misnamed(row: Row) -> bool:
    """Say whether a name was given that is not among the right ones."""
    return any(set(names) - set(row.expected) for names in row.named)
