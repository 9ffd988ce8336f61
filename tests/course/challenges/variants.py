"""The variants that ship with the challenges, as tests pick them."""

from graders.models.cache import PROJECT
from nbverdict.judging.discovery import challenge_names
from nbverdict.selfcheck.variants import Variant, VariantKind, read_variants

VARIANTS = read_variants(PROJECT / "graders", challenge_names())


def of_kind(kind: VariantKind) -> list[Variant]:
    """Return the variants of a kind."""
    return [one for one in VARIANTS if one.kind is kind]


def code(challenge: str, kind: VariantKind, name: str) -> str:
    """Return the source text of one variant."""
    return next(
        one.code for one in VARIANTS if (one.challenge, one.kind, one.name) == (challenge, kind, name)
    )


def named(variant: Variant) -> str:
    """Return how a test of a variant is called."""
    return f"{variant.challenge}-{variant.name}"
