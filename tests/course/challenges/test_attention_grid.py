"""The attention grid, beyond what its variants say."""

from collections.abc import Callable
from typing import Any

from nbverdict.selfcheck.variants import VariantKind
from tests.course.challenges.variants import code

Assess = Callable[..., Any]


def test_a_layout_mistake_is_charged_once(assess: Assess) -> None:
    """A row of four panels loses the layout's point and nothing else."""
    assert assess("attention_grid", code("attention_grid", VariantKind.MUTANT, "one_row")).earned == 9


def test_a_missing_panel_says_nothing_about_the_other_three(assess: Assess) -> None:
    """Layout and titles cannot be judged without it, and one mistake is named."""
    verdict = assess("attention_grid", code("attention_grid", VariantKind.MUTANT, "three_panels"))
    found = {check.name: str(check.status) for check in verdict.checks}

    assert [one.mistake for one in verdict.diagnoses] == ["another_number_of_panels"]
    assert (found["panels_stand_two_by_two"], found["axes_carry_the_tokens"]) == ("skipped", "passed")
