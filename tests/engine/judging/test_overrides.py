"""Rulings about a faulty check: dropped, or everybody's."""

from dataclasses import replace
from pathlib import Path

import pytest

from nbverdict.judging.overrides import OverrideKind, Ruling, Rulings
from nbverdict.judging.table import message
from nbverdict.judging.verdict import CheckStatus, CheckVerdict, Verdict

FORM = CheckVerdict("form", "It has a form", 1, 1, CheckStatus.PASSED)
VALUES = CheckVerdict("values", "Its values are right", 3, 0, CheckStatus.WRONG, "they are not")
VERDICT = Verdict("mask", (FORM, VALUES))


def ruling(check: str, kind: OverrideKind, challenge: str = "mask") -> Ruling:
    """Return a ruling with a reason."""
    return Ruling(challenge=challenge, check=check, kind=kind, reason="it asked too much")


def test_a_dropped_check_counts_for_nobody(tmp_path: Path) -> None:
    """The others carry its points, so the challenge is worth what it was."""
    rulings = Rulings(tmp_path, "hw")
    rulings.make(ruling("values", OverrideKind.DROP))
    ruled = rulings.applied(VERDICT)

    assert (ruled.earned, ruled.worth) == (4, 4)
    assert message(ruled.checks[1]) == "this check does not count: it asked too much"


def test_full_marks_are_everybodys(tmp_path: Path) -> None:
    """With the reason beside the check."""
    rulings = Rulings(tmp_path, "hw")
    rulings.make(ruling("values", OverrideKind.FULL_MARKS))
    ruled = rulings.applied(VERDICT)

    assert (ruled.earned, ruled.worth, ruled.checks[0]) == (4, 4, FORM)
    assert "it asked too much" in message(ruled.checks[1])


def test_a_later_ruling_takes_an_earlier_ones_place(tmp_path: Path) -> None:
    """And one about another challenge or assignment changes nothing here."""
    rulings = Rulings(tmp_path, "hw")
    rulings.make(ruling("values", OverrideKind.DROP))
    rulings.make(ruling("values", OverrideKind.FULL_MARKS))
    rulings.make(ruling("form", OverrideKind.DROP, challenge="another"))

    assert [one.kind for one in rulings.all()] == [OverrideKind.FULL_MARKS, OverrideKind.DROP]
    assert rulings.applied(VERDICT).earned == 4
    assert Rulings(tmp_path, "other").applied(VERDICT) == VERDICT


@pytest.mark.parametrize("kind", OverrideKind)
def test_what_a_ruled_check_closed_is_open_again(tmp_path: Path, kind: OverrideKind) -> None:
    """A faulty check is often what others hang on: who passed them has their points."""
    closed = replace(FORM, status=CheckStatus.GATED, earned=0, behind="values")
    rulings = Rulings(tmp_path, "hw")
    rulings.make(ruling("values", kind))

    assert rulings.applied(Verdict("mask", (closed, VALUES))).earned == 4


@pytest.mark.parametrize("kind", OverrideKind)
def test_what_a_ruled_check_kept_from_being_judged_waits(tmp_path: Path, kind: OverrideKind) -> None:
    """Nobody knows what it would have said."""
    skipped = replace(FORM, status=CheckStatus.SKIPPED, earned=0, behind="values")
    rulings = Rulings(tmp_path, "hw")
    assert not rulings.applied(Verdict("mask", (skipped, VALUES))).pending
    rulings.make(ruling("values", kind))

    assert rulings.applied(Verdict("mask", (skipped, VALUES))).pending == "form is broken"


@pytest.mark.parametrize("kind", OverrideKind)
@pytest.mark.parametrize("status", [CheckStatus.SKIPPED, CheckStatus.GATED], ids=["not judged", "closed"])
def test_what_stands_behind_what_waits_by_now_waits_too(
    tmp_path: Path, kind: OverrideKind, status: CheckStatus
) -> None:
    """Whatever the order of the checks: nobody knows whether it would have been opened."""
    last = CheckVerdict("last", "It comes last", 1, 0, status, behind="form")
    skipped = replace(FORM, status=CheckStatus.SKIPPED, earned=0, behind="values")
    rulings = Rulings(tmp_path, "hw")
    rulings.make(ruling("values", kind))
    ruled = rulings.applied(Verdict("mask", (last, skipped, VALUES)))

    assert ruled.pending == "last is broken; form is broken"


@pytest.mark.parametrize("kind", OverrideKind)
def test_what_stands_behind_what_is_open_again_is_judged_as_it_was(
    tmp_path: Path, kind: OverrideKind
) -> None:
    """Closed with points of its own, it has them."""
    last = CheckVerdict("last", "It comes last", 1, 0, CheckStatus.GATED, behind="form")
    closed = replace(FORM, status=CheckStatus.GATED, earned=0, behind="values")
    rulings = Rulings(tmp_path, "hw")
    rulings.make(ruling("values", kind))

    assert rulings.applied(Verdict("mask", (last, closed, VALUES))).earned == 5
