"""The evidence store: plain data, by content, whole or not at all."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nbverdict.evidence.answers import Answers
from nbverdict.evidence.cases import Case
from nbverdict.evidence.decode import Call, CallOutcome, decode
from nbverdict.evidence.store import ChallengeVersion, Runs
from tests.engine.evidence.test_decode import ARRAYS, figure

GRID = ChallengeVersion("attention_grid", 1)
CASE = Case("shown", "f", (3,), weights=b"w")
KEY = "ab" * 32
CELLS = {"cells": [{"outputs": [{"text": "é"}]}]}


def answers() -> list[Answers]:
    """Return a figure with an array."""
    return [Answers(CASE, decode(figure(), ARRAYS).calls)]


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    """Cells as they were given, and answers with their arrays; the same values have the same digest."""
    runs = Runs(tmp_path)
    kept = runs.keep(KEY, CELLS, {GRID: answers()})
    first = kept.digest(GRID)
    found = runs.find(KEY, [GRID])

    assert found is not None
    assert found.cells() == CELLS
    [one] = found.answers(GRID, [CASE]) or []
    np.testing.assert_array_equal(one.figure.panels[0].heatmaps[0].values, [[1.0]])
    assert runs.keep(KEY, CELLS, {GRID: answers()}).digest(GRID) == first
    assert [path.name for path in (tmp_path / "runs/ab").iterdir()] == [KEY]


def test_what_was_never_collected_is_not_found(tmp_path: Path) -> None:
    """Another key, another challenge, another version of its cases."""
    runs = Runs(tmp_path)
    runs.keep(KEY, CELLS, {GRID: answers()})

    assert runs.find("cd" * 32, [GRID]) is None
    assert runs.find(KEY, [GRID, ChallengeVersion("plot_t5", 1)]) is None
    assert runs.find(KEY, [ChallengeVersion("attention_grid", 2)]) is None


@pytest.mark.parametrize(
    "other", [replace(CASE, args=(4,)), replace(CASE, weights=b"x"), replace(CASE, name="hidden")]
)
def test_answers_to_other_cases_are_no_answers(tmp_path: Path, other: Case) -> None:
    """What a process was asked is kept with what it answered."""
    run = Runs(tmp_path).keep(KEY, CELLS, {GRID: answers()})

    assert run.answers(GRID, [other]) is None
    assert run.answers(GRID, [CASE, other]) is None


def test_texts_that_may_differ_do_not_count(tmp_path: Path) -> None:
    """An address in the text of an exception is no value."""
    runs = Runs(tmp_path)

    def digest(detail: str) -> str:
        told = [Answers(CASE, (Call(outcome=CallOutcome.RAISED, exception="TypeError", detail=detail),))]
        return runs.keep(KEY, CELLS, {GRID: told}).digest(GRID)

    assert digest("at 0x7f01") == digest("at 0x7f02")
