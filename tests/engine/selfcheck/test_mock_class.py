"""Every variant is handed in, once for each draw, by as few students as can be."""

from nbverdict.selfcheck.mock_class import DRAWS, mock_class
from nbverdict.selfcheck.variants import Variant, VariantKind


def variants(challenge: str, count: int) -> list[Variant]:
    """Return so many variants of a challenge."""
    return [Variant(challenge, VariantKind.MUTANT, f"m{number}", "") for number in range(count)]


def test_each_variant_is_handed_in_once_for_each_draw() -> None:
    """Where a challenge has fewer than another, some come again; a notebook without any more stays away."""
    three, five, two = variants("a", 3), variants("b", 5), variants("c", 2)
    found = mock_class([*three, *five, *two], {"first": ["a", "b"], "second": ["c"]})
    handed_in = [one for seat in found for answers in seat.answers.values() for one in answers.values()]

    assert len(found) == 5 * len(DRAWS)
    assert {handed_in.count(one) for one in (*five, *two)} == {len(DRAWS)}
    assert {handed_in.count(one) for one in three} == {len(DRAWS), 2 * len(DRAWS)}
    assert len({seat.student for seat in found}) == len(found)
