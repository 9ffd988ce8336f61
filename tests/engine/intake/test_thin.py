"""A submitted notebook is thinned before nbformat reads it, which takes its time for each bracket."""

import json
import time
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nbverdict.intake.metadata import MOST_CELLS, TooManyCellsError
from nbverdict.intake.reading import read_notebook
from nbverdict.intake.thin import MOST_PARTS, TooManyPartsError, thinned

MUCH = 5_000_000
TIMES, A_LITTLE = 4, 0.3  # of what JSON alone takes, and seconds
CODE = {"cell_type": "code", "id": "a", "metadata": {}, "source": "x", "execution_count": None}
WRONG = {"output_type": "strea", "name": "stdout", "text": "x"}


def notebook(*cells: Any, metadata: Any = None) -> str:
    """Return the JSON of a notebook."""
    told = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata or {}, "cells": list(cells)}
    return json.dumps(told)


def thin(text: str) -> str:
    """Read a notebook as intake does, and thin it."""
    return thinned(read_notebook(text.encode()).told)


HOSTILE = {
    "lists": notebook(metadata={"a": [[]] * (MUCH // 4)}),
    "dictionaries": notebook(metadata={"a": [{}] * (MUCH // 4)}),
    "outputs that are none": notebook({**CODE, "outputs": [WRONG] * (MUCH // 60)}),
    "names beside those of a cell": notebook(
        {**CODE, "outputs": [], **{f"a{n}": 1 for n in range(MUCH // 12)}}
    ),
    "metadata of a cell": notebook({**CODE, "outputs": [], "metadata": {"tags": [[]] * (MUCH // 4)}}),
    "pictures": notebook(
        {
            **CODE,
            "outputs": [{"output_type": "display_data", "metadata": {}, "data": {"image/png": ""}}] * 60_000,
        }
    ),
}
TOO_MUCH = {
    "cells": notebook(*[CODE] * (MOST_CELLS + 1)),
    "attachments": notebook(
        {"cell_type": "markdown", "attachments": {f"a{n}": {} for n in range(MOST_PARTS)}}
    ),
    "what nbgrader may hold": notebook({**CODE, "metadata": {"nbgrader": {"a": [[]] * MOST_PARTS}}}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_intake_drops_takes_no_time(name: str) -> None:
    """Five megabytes of it are read in a few times what their JSON takes, and what is kept is a notebook."""
    started = time.process_time()
    json.loads(HOSTILE[name])
    parsed = time.process_time()
    read = nbformat.reads(thin(HOSTILE[name]), as_version=4)

    assert time.process_time() - parsed < TIMES * (parsed - started) + A_LITTLE
    nbformat.validate(read)


@pytest.mark.parametrize("name", TOO_MUCH)
def test_more_than_anybody_hands_in_is_refused_before_it_is_read(name: str) -> None:
    """With a reason of its own."""
    with pytest.raises((TooManyCellsError, TooManyPartsError)):
        thin(TOO_MUCH[name])


def test_what_is_graded_stays() -> None:
    """Cells with their names and pictures; of outputs the pictures alone."""
    shown = new_output("display_data", data={"image/png": "AAAA", "text/plain": "<Figure>"})
    given = new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}, "mine": 1},
        cells=[
            new_markdown_cell("![a](attachment:b.png)", id="a", attachments={"b.png": {"image/png": "AAAA"}}),
            new_code_cell(
                "f()", id="b", metadata={"nbgrader": {"grade_id": "f"}, "tags": ["x"]}, outputs=[shown]
            ),
        ],
    )

    read = nbformat.reads(thin(nbformat.writes(given)), as_version=4)

    assert read.cells[0] == given.cells[0]
    assert read.cells[1].metadata == {"nbgrader": {"grade_id": "f"}}
    assert read.cells[1].source == "f()"
    assert read.cells[1].outputs[0].data == {"image/png": "AAAA"}
    assert read.metadata == {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
