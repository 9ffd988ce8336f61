"""Intake: what decides a score is code, never metadata."""

import base64
import io
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from nbverdict.cleaning.inert import packed_picture
from nbverdict.intake.metadata import MOST_CELLS, PICTURES, Intake, TooManyCellsError

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


def picture(**options: Any) -> str:
    """Return a small PNG as base64."""
    file = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(file, "PNG", **options)
    return base64.b64encode(file.getvalue()).decode()


def test_only_pictures_stay_attached_and_none_is_missing() -> None:
    """As long as there is room; nbconvert stops at a name without a picture."""
    text = "![](attachment:plot.png) ![](attachment:gone.png)"
    attached = {"plot.png": {"image/png": picture(), "text/html": "<b>", "image/gif": 7}, "x": 7}
    large = {"large.png": {"image/png": "iVBORw0KGgo" + "A" * PICTURES}}
    notebook = new_notebook(cells=[new_markdown_cell(text), new_markdown_cell("")])
    notebook.cells[0].attachments, notebook.cells[1].attachments = attached, large
    Intake().preprocess(notebook, {})

    assert {name: [*kinds] for name, kinds in notebook.cells[0].attachments.items()} == {
        "plot.png": ["image/png"],
        "gone.png": ["image/png"],
    }
    assert packed_picture("image/png", notebook.cells[0].attachments["plot.png"]["image/png"])
    assert "attachments" not in notebook.cells[1]


def test_attached_pictures_are_drawn_anew() -> None:
    """What is packed with one does not come along, and what only begins like one is none."""
    told = PngInfo()
    told.add_text("note", "answers " * 9)
    cell = new_markdown_cell("![](attachment:a.png) ![](attachment:b.png)")
    false = base64.b64encode(b"\x89PNG\r\n\x1a\nanswers").decode()
    cell.attachments = {"a.png": {"image/png": picture(pnginfo=told)}, "b.png": {"image/png": false}}
    notebook = new_notebook(cells=[cell])
    Intake().preprocess(notebook, {})

    assert b"answers" not in base64.b64decode(notebook.cells[0].attachments["a.png"]["image/png"])
    assert notebook.cells[0].attachments["b.png"]["image/png"] == ""


def test_outputs_stay_for_the_pictures_that_are_kept_of_them() -> None:
    """They are cleared two steps later."""
    output = new_output("display_data", data={"image/png": picture()})
    notebook = new_notebook(cells=[new_code_cell("1", outputs=[output])])
    Intake().preprocess(notebook, {})

    assert notebook.cells[0].outputs == [output]
