"""A release keeps the pictures that its texts show, and no others."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from nbverdict.cleaning.released import DropUnnamedPictures

PICTURES = {"a.png": {"image/png": "AAAA"}, "my plot.png": {"image/png": "BBBB"}}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("YOUR ANSWER HERE", set()),
        ("![a](attachment:a.png)", {"a.png"}),
        ("![a](attachment:my%20plot.png)", {"my plot.png"}),
        ("![a](attachment:a.png) ![b](attachment:my%20plot.png)", {"a.png", "my plot.png"}),
    ],
)
def test_only_pictures_that_a_text_names_stay(text: str, kept: set[str]) -> None:
    """Jupyter writes a blank in a name as `%20`; what a cleared solution showed is gone."""
    cell = new_markdown_cell(text, attachments=dict(PICTURES))

    DropUnnamedPictures().preprocess_cell(cell, {}, 0)

    assert set(cell.get("attachments", {})) == kept


def test_a_cell_without_pictures_stays_as_it_is() -> None:
    """Of any kind."""
    cell = new_code_cell("x")

    assert DropUnnamedPictures().preprocess_cell(cell, {}, 0)[0] == cell
