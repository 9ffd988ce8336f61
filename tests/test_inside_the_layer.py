"""The third notebook's visible checks: an open task lets it run on, and a common slip fails."""

import io
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import nbformat
import pytest

from graders.models.cache import PROJECT
from nbverdict.notebook.submission import split_hidden
from nbverdict.selfcheck.variants import Variant, VariantKind
from tests.conftest import IMPORTS
from tests.course.challenges.variants import named, of_kind

pytestmark = pytest.mark.course
FOLDER = PROJECT / "source" / "inside_the_layer"
TASKS = {"bert_layer": 1, "reach": 2}
UNSEEN = {"three_heads", "squeezed"}  # what the examples cannot show


def variants(kind: VariantKind) -> list[Variant]:
    """Return the variants of the notebook's tasks."""
    return [one for one in of_kind(kind) if one.challenge in TASKS]


SLIPS = [one for one in variants(VariantKind.MUTANT) if one.name not in UNSEEN]


@pytest.fixture(scope="module")
def cells() -> dict[str, str]:
    """Return the notebook's cells by their ids."""
    notebook = nbformat.read(FOLDER / "inside_the_layer.ipynb", as_version=4)
    return {cell.id: cell.source for cell in notebook.cells}


@pytest.fixture(scope="module")
def names(cells: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Return what the notebook has defined where its checks run."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()):
        patch.setattr(sys, "path", [str(FOLDER), *sys.path])
        defined: dict[str, Any] = {}
        exec(IMPORTS, defined)
        for cell in ("setup", "example-layer", "example-reach"):
            exec(cells[cell], defined)
        yield defined


def check(challenge: str, answer: str, cells: dict[str, str], names: dict[str, Any]) -> str:
    """Run the visible part of a check on a student's code, and return what it prints."""
    state = dict(names)
    exec(answer, state)
    with redirect_stdout(io.StringIO()) as out:
        exec(split_hidden(cells[f"check-{challenge.replace('_', '-')}"])[0], state)
    return out.getvalue()


@pytest.mark.parametrize("challenge", TASKS)
def test_an_open_task_is_one_sentence(
    challenge: str, cells: dict[str, str], names: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing raises, unless nbgrader validates or grades."""
    told = f"Task {TASKS[challenge]} is open: {challenge} returns nothing yet.\n"

    assert check(challenge, "", cells, names) == told
    assert check(challenge, f"def {challenge}(*given): raise NotImplementedError", cells, names) == told
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(AssertionError, match="returns nothing yet"):
        check(challenge, "", cells, names)


@pytest.mark.parametrize("variant", variants(VariantKind.HONEST), ids=named)
def test_what_grading_takes_is_right_on_the_example(
    variant: Variant, cells: dict[str, str], names: dict[str, Any]
) -> None:
    """An honest answer of any kind passes, and is told so."""
    assert "right. Grading tries other" in check(variant.challenge, variant.code, cells, names)


@pytest.mark.parametrize("variant", SLIPS, ids=named)
def test_a_known_mistake_fails_on_the_example(
    variant: Variant, cells: dict[str, str], names: dict[str, Any]
) -> None:
    """All of them do, but for those that only other inputs show."""
    with pytest.raises(AssertionError, match=f"Task {TASKS[variant.challenge]}: "):
        check(variant.challenge, variant.code, cells, names)


def test_the_probe_of_the_notebook_shows_a_window(cells: dict[str, str], names: dict[str, Any]) -> None:
    """A change of the second token reaches the second to the fourth output, and no other."""
    state = dict(names)
    *first, last = cells["probe"].splitlines()
    exec("\n".join(first), state)

    assert (eval(last, state) > 1e-4).tolist() == [False, True, True, True, False]  # noqa: S307


def test_the_picture_says_what_it_shows(names: dict[str, Any]) -> None:
    """Who does not see it reads each output's inputs."""
    picture = names["boxes"].show_reach([[True, False], [True, True]])

    assert picture.alt == "Which output depends on which inputs: output 0 on [0]; output 1 on [0, 1]."
    assert picture.alt in picture._repr_html_()
