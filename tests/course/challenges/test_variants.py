"""Every variant is judged as it should be, here without a kernel; `nbverdict check` grades them like a class."""

from collections.abc import Callable
from typing import Any

import pytest

from nbverdict.judging.discovery import load_challenge
from nbverdict.selfcheck.kill_matrix import needed
from nbverdict.selfcheck.variants import Variant, VariantKind
from tests.course.challenges.variants import named, of_kind

Assess = Callable[..., Any]
SUBMISSIONS = ("a", "b", "c", "d")


def mistakes(verdict: Any) -> tuple[str, ...]:
    """Return the mistakes that a verdict names."""
    return tuple(one.mistake for one in verdict.diagnoses)


@pytest.mark.parametrize("variant", of_kind(VariantKind.HONEST), ids=named)
def test_an_honest_variant_keeps_every_point(variant: Variant, assess: Assess) -> None:
    """What the task asks for is right however it was made."""
    verdict = assess(variant.challenge, variant.code)

    assert {str(check.status) for check in verdict.checks} == {"passed"}
    assert verdict.earned == verdict.worth


@pytest.mark.parametrize("variant", of_kind(VariantKind.MUTANT), ids=named)
def test_a_mutant_is_caught_and_called_by_its_name(variant: Variant, assess: Assess) -> None:
    """A known mistake costs points, and the student reads which it is."""
    verdict = assess(variant.challenge, variant.code)

    assert mistakes(verdict) == variant.mistakes
    assert verdict.earned < verdict.worth


@pytest.mark.parametrize("variant", of_kind(VariantKind.UNEXPLAINED), ids=named)
def test_what_has_no_name_gets_none(variant: Variant, assess: Assess) -> None:
    """A wrong name would send a student looking in the wrong place."""
    verdict = assess(variant.challenge, variant.code)

    assert (mistakes(verdict), verdict.earned < verdict.worth) == ((), True)


@pytest.mark.parametrize("variant", of_kind(VariantKind.IMPOSTOR), ids=named)
def test_an_impostor_earns_nothing(variant: Variant, assess: Assess) -> None:
    """A frame, a constant and what is no answer are worth nothing, and wait for nobody."""
    verdict = assess(variant.challenge, variant.code)

    assert (verdict.earned, verdict.pending) == (0, "")


@pytest.mark.parametrize("submission", SUBMISSIONS)
@pytest.mark.parametrize("challenge", ["attention_weights", "estimate_memory", "attention_grid"])
def test_verdicts_do_not_depend_on_what_is_drawn(challenge: str, submission: str, assess: Assess) -> None:
    """Right stays right and wrong stays wrong, whichever hidden cases a submission gets."""
    right = next(one for one in of_kind(VariantKind.HONEST) if one.challenge == challenge)
    wrong = next(one for one in of_kind(VariantKind.MUTANT) if one.challenge == challenge)
    passed = assess(challenge, right.code, submission=submission)
    failed = assess(challenge, wrong.code, submission=submission)

    assert passed.earned == passed.worth > failed.earned
    assert mistakes(failed) == wrong.mistakes


def test_a_check_needs_what_its_requirements_need() -> None:
    """The second call needs the maps, and so the heatmaps."""
    needs = needed(load_challenge("attention_grid"))

    assert needs["leaves_the_model_as_found"] == {"each_panel_shows_its_layer", "draws_heatmaps"}
