"""The visible checks of `decode` and `memory_bill`: what grading takes passes, and each known mistake fails."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import nbformat
import pytest

from graders.models.cache import PROJECT
from nbverdict.selfcheck.variants import Variant, VariantKind
from tests.conftest import IMPORTS
from tests.course.challenges.variants import named, of_kind

pytestmark = [pytest.mark.course, pytest.mark.slow]
NOTEBOOK = PROJECT / "source" / "inside_the_layer" / "inside_the_layer.ipynb"
CELLS = {
    "decode": ("decode-example", "check-decode"),
    "memory_bill": ("bill-example", "check-memory-bill"),
}
HONEST = [one for one in of_kind(VariantKind.HONEST) if one.challenge in CELLS]
MUTANTS = [one for one in of_kind(VariantKind.MUTANT) if one.challenge in CELLS]


@pytest.fixture(scope="module")
def visible() -> Iterator[Callable[[str, str], None]]:
    """Run the visible part of a challenge's check on a student's code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(NOTEBOOK.parent), *sys.path])
        cells = {cell.id: cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells}

        def run(challenge: str, answer: str) -> None:
            state: dict[str, Any] = {}
            exec(f"{IMPORTS}\nimport cache_checks\nimport layer_tools as tools", state)
            example, check = CELLS[challenge]
            exec(cells[example], state)
            exec(answer, state)
            exec(cells[check].split("### BEGIN HIDDEN")[0], state)

        yield run


@pytest.mark.parametrize("variant", HONEST, ids=named)
def test_what_grading_takes_is_right_on_the_example(
    variant: Variant, visible: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """An honest answer of any kind passes, and is told so."""
    visible(variant.challenge, variant.code)

    assert "right" in capsys.readouterr().out


@pytest.mark.parametrize("variant", MUTANTS, ids=named)
def test_each_known_mistake_fails_on_the_example(
    variant: Variant, visible: Callable[[str, str], None]
) -> None:
    """All of them do, so that nobody waits for grading to learn of one."""
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it says: some end with an error of their own
        visible(variant.challenge, variant.code)
