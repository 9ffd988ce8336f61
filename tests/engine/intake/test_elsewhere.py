"""Notebooks of other assignments."""

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from nbverdict.intake.elsewhere import Elsewhere
from nbverdict.intake.match import ReleasedNotebook
from nbverdict.intake.notebooks import sort_out

SETUP = nbformat.v4.new_code_cell("import numpy as np")


def week(*texts: str) -> list[NotebookNode]:
    """Return a release that begins with the set-up of every week, and has a cell for each text."""
    return [SETUP, *(nbformat.v4.new_markdown_cell(text) for text in texts)]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    """The release of the first week."""
    folder = tmp_path / "hw1"
    folder.mkdir()
    notebook = nbformat.v4.new_notebook(cells=week("Doubles", "Write `double`.", "Why?"))
    nbformat.write(notebook, folder / "week1.ipynb")
    return Elsewhere((folder,))


SECOND = ReleasedNotebook(week("Means", "Write `mean`.", "What of nothing?"))


def test_a_notebook_of_another_week_is_named(elsewhere: Elsewhere) -> None:
    """Also with an answer of its student's own, and with the set-up that both weeks share."""
    cells = [*week("Doubles", "Write `double`.", "Why?"), nbformat.v4.new_code_cell("double = 2")]
    assert elsewhere.named(cells, SECOND) == "`week1.ipynb` of `hw1`"


@pytest.mark.parametrize(
    "cells",
    [
        week("Means", "Write `mean`.", "What of nothing?"),
        week("Means", "My own words", "My own question"),
        week("Doubles"),
        week("A", "B", "C", "Doubles", "Why?"),
        [],
    ],
)
def test_others_are_what_they_were_handed_in_as(elsewhere: Elsewhere, cells: list[NotebookNode]) -> None:
    """This week's, one that was changed much, one of few cells, one that quotes the other, and nothing."""
    assert not elsewhere.named(cells, SECOND)


def test_a_week_that_goes_on_with_another_is_itself(elsewhere: Elsewhere) -> None:
    """What both have decides nothing."""
    longer = ReleasedNotebook(week("Doubles", "Write `double`.", "Why?", *map(str, range(10))))
    assert not elsewhere.named(week("Doubles", "Write `double`.", "Why?"), longer)


def test_a_release_that_cannot_be_read_stops_nothing(elsewhere: Elsewhere) -> None:
    """It is another assignment's fault, and costs nobody their grade here."""
    (elsewhere.folders[0] / "a.ipynb").write_text("{", "utf-8")
    cells = week("Doubles", "Write `double`.", "Why?")

    assert elsewhere.named(cells, SECOND) == "`week1.ipynb` of `hw1`"


@pytest.mark.parametrize(
    ("cells", "waits"),
    [
        ([nbformat.v4.new_code_cell("print(1)"), nbformat.v4.new_markdown_cell("Of another course")], True),
        ([nbformat.v4.new_code_cell("double = 2")], False),
        ([nbformat.v4.new_code_cell("print(double)")], True),
        ([nbformat.v4.new_code_cell("")], False),
        ([], False),
    ],
)
def test_a_notebook_that_shares_nothing_with_its_release_waits(
    tmp_path: Path, cells: list[NotebookNode], *, waits: bool
) -> None:
    """One that was written anew has the names that are asked for, and is graded; so is an empty one."""
    asked = nbformat.v4.new_code_cell("double = ...", metadata={"nbgrader": {"solution": True}})
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "means.ipynb")
    found = sort_out(tmp_path, {"means": ReleasedNotebook([*SECOND.cells, asked])}).missing

    assert [one.pending for one in found.values()] == [True] * waits
    assert all("is another notebook, in which nothing" in one.reason for one in found.values())


def test_a_notebook_of_another_week_under_its_own_name_is_named(elsewhere: Elsewhere, tmp_path: Path) -> None:
    """Nothing of this week has such a name."""
    folder = tmp_path / "handed in"
    folder.mkdir()
    notebook = nbformat.v4.new_notebook(cells=week("Doubles", "Write `double`.", "Why?"))
    nbformat.write(notebook, folder / "week1.ipynb")
    found = sort_out(folder, {"means": SECOND}, elsewhere=elsewhere).missing["means"]

    assert found.reason == "`week1.ipynb` is `week1.ipynb` of `hw1`: hand in your own `means.ipynb`"
    assert found.pending
