"""Intake: what decides a score is code, never metadata."""

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from graders.grading.intake.metadata import MOST_CELLS, PICTURES, Intake, TooManyCellsError

KERNEL = {"name": "python3", "display_name": "Python 3"}


def test_tags_and_foreign_metadata_are_dropped() -> None:
    """`skip-execution` would give full marks on stock nbgrader; here it does not get in."""
    told = {
        "nbgrader": {"grade_id": "g"},
        "tags": ["skip-execution"],
        "course": {"earned": 99},
        "deletable": False,
    }
    cell = new_markdown_cell("x", metadata=told, attachments={"a.png": {}})
    notebook = new_notebook(cells=[cell], metadata={"ungraded": "please", "kernelspec": KERNEL, "x": 1})
    Intake().preprocess(notebook, {})

    assert notebook.cells[0].metadata == {"nbgrader": {"grade_id": "g"}, "deletable": False}
    assert "attachments" not in notebook.cells[0]
    assert notebook.metadata == {"kernelspec": KERNEL}


def test_a_notebook_has_an_end() -> None:
    """Thousands of cells take minutes of everybody's time, whatever is in them."""
    with pytest.raises(TooManyCellsError):
        Intake().preprocess(new_notebook(cells=[new_markdown_cell("x") for _ in range(MOST_CELLS + 1)]), {})


def test_a_reason_of_our_own_gets_through() -> None:
    """What could not be read carries why into the second pass."""
    notebook = new_notebook()
    Intake().preprocess(notebook, {"ungraded": "it is cut off"})

    assert notebook.metadata["ungraded"] == "it is cut off"


def test_only_pictures_stay_attached_and_none_is_missing() -> None:
    """Strings of an image's kind, as long as there is room; nbconvert stops at a name without a picture."""
    text = "![](attachment:plot.png) ![](attachment:gone.png)"
    attached = {"plot.png": {"image/png": "aGk=", "text/html": "<b>", "image/gif": 7}, "x": 7}
    large = {"large.png": {"image/png": "A" * (PICTURES - 3)}}
    notebook = new_notebook(cells=[new_markdown_cell(text), new_markdown_cell("")])
    notebook.cells[0].attachments, notebook.cells[1].attachments = attached, large
    Intake().preprocess(notebook, {})

    assert notebook.cells[0].attachments == {
        "plot.png": {"image/png": "aGk="},
        "gone.png": {"image/png": ""},
    }
    assert "attachments" not in notebook.cells[1]
