"""The figures are computed from rows, and a bad row makes one bad."""

from dataclasses import replace

import pytest

from nbverdict.selfcheck.variants import VariantKind
from tools.graders.figures import bad, count
from tools.graders.rows import BLIND, CHECK, Row


def row(
    what: str, name: str, *, earned: float = 0.0, names: tuple[str, ...] = (), caught: bool = True
) -> Row:
    """Return a row as it should be, of a challenge that is worth 2."""
    mistaken = what == BLIND and bool(names)
    return Row(
        what=what,
        challenge="c",
        name=name,
        earned=(earned,),
        worth=2.0,
        caught=caught,
        expected=names,
        named=(names,),
        mistaken=mistaken,
    )


GOOD = [
    row(CHECK, "check"),
    *(row(VariantKind.MUTANT, f"m{n}", names=("slip",)) for n in range(60)),
    *(row(VariantKind.HONEST, f"h{n}", earned=2.0, caught=False) for n in range(60)),
    *(row(VariantKind.IMPOSTOR, f"i{n}") for n in range(20)),
    *(row(VariantKind.UNEXPLAINED, f"u{n}") for n in range(30)),
    row(BLIND, "honest", earned=2.0, caught=False),
    row(BLIND, "wrong", names=("slip",)),
]
SPOILED = {
    "caught": (1, {"caught": False}),
    "wrongly_diagnosed": (1, {"named": (("another",),)}),
    "rejected": (61, {"earned": (2.0, 1.0)}),
    "with_points": (121, {"earned": (1.0,)}),
    "most_without_a_right_answer": (1, {"unearned": 1.5}),
    "most_without_work": (1, {"unworked": 0.5}),
    "blind_honest_rejected": (-2, {"caught": True}),
    "blind_wrong_accepted": (-1, {"caught": False}),
    "blind_misnamed": (-1, {"named": (("another",),)}),
}


def test_good_rows_are_good() -> None:
    """Nothing is to object to."""
    assert bad(count(GOOD)) == []


@pytest.mark.parametrize("figure", SPOILED)
def test_one_bad_row_makes_its_figure_bad(figure: str) -> None:
    """Nothing counts that was not seen to fail."""
    at, change = SPOILED[figure]
    rows = list(GOOD)
    rows[at] = replace(rows[at], **change)  # type: ignore[arg-type]

    assert bad(count(rows)) == [figure]


def test_mutants_without_their_name_are_too_many() -> None:
    """Nine in ten must be called by their right name."""
    rows = [
        replace(one, named=((),)) if one.what == VariantKind.MUTANT and one.name < "m2" else one
        for one in GOOD
    ]

    assert bad(count(rows)) == ["diagnosed"]
