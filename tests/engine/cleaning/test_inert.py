"""What may leave a notebook is a short list, and nothing that is not on it reaches a page."""

from typing import Any

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_notebook, new_output, new_raw_cell

from nbverdict.cleaning.inert import LANGUAGE, NOT_SHOWN, inert_outputs, make_inert, text_of, writable
from tests.pictures import PIXEL

PNG = PIXEL
ASKED = "/formgrader?path=autograded/ME/hw"
HALF = "\ud83d"


def shown(**output: Any) -> list[Any]:
    """Return what is left of one output, as plain data."""
    return list(inert_outputs([NotebookNode(output)]))


@pytest.mark.parametrize(
    "metadata",
    [
        {"filenames": {"image/png": ASKED, "image/jpeg": ASKED}},
        {"image/png": {"width": "1 onerror=run()", "alt": "x", "unconfined": True}},
        {"text/html": {"isolated": True}},
        {"isolated": True, "needs_background": "light"},
    ],
)
def test_no_metadata_of_an_output_is_left(metadata: dict[str, Any]) -> None:
    """A page asks for the files that it names, and writes its sizes as they are."""
    found = shown(output_type="display_data", data={"image/png": PNG}, metadata=metadata)

    assert found == [{"output_type": "display_data", "data": {"image/png": PNG}, "metadata": {}}]


def test_without_the_list_a_page_asks_for_the_file_that_an_output_names() -> None:
    """As nbconvert makes it: formgrader's page is made in the same way."""
    output = new_output("display_data", data={"image/png": PNG}, metadata={"filenames": {"image/png": ASKED}})
    notebook = new_notebook(cells=[new_code_cell("", outputs=[output])])

    assert f'src="{ASKED}"' in HTMLExporter().from_notebook_node(notebook)[0]
    make_inert(notebook)
    assert ASKED not in HTMLExporter().from_notebook_node(notebook)[0]


@pytest.mark.parametrize(
    ("data", "left"),
    [
        ({"application/javascript": "run()", "text/plain": "1"}, {"text/plain": "1"}),
        ({"application/vnd.jupyter.widget-view+json": {}, "text/html": ["<b>", "x"]}, {"text/html": "<b>x"}),
        ({"application/pdf": "AAAA"}, {"text/plain": NOT_SHOWN}),
        ({"image/png": "no picture", "text/plain": "<Figure>"}, {"text/plain": NOT_SHOWN}),
        ({"image/png": {"a": 1}}, {"text/plain": NOT_SHOWN}),
        ({"image/jpeg": PNG}, {"text/plain": NOT_SHOWN}),
        ({"image/svg+xml": "<!DOCTYPE s [<!ENTITY a 'b'>]><svg/>"}, {"text/plain": NOT_SHOWN}),
        ({"text/html": HALF}, {"text/html": "\ufffd"}),
        ([], {"text/plain": NOT_SHOWN}),
    ],
)
def test_only_known_forms_of_the_right_type_are_left(data: Any, left: Any) -> None:
    """What cannot be shown is said to be so, and the rest of the page stands."""
    assert shown(output_type="display_data", data=data)[0].data == left


def test_the_text_of_a_result_stays_as_it_is() -> None:
    """It may decide points, and a picture beside it that is none changes nothing."""
    found = shown(output_type="execute_result", data={"text/plain": "0.5", "image/png": "x"})

    assert found[0].data == {"text/plain": "0.5"}


@pytest.mark.parametrize("count", ["<script>run()</script>", {"a": 1}, True, 1.5])
def test_the_number_beside_a_cell_is_a_number(count: Any) -> None:
    """A page shows it unescaped."""
    cell = NotebookNode(cell_type="code", metadata={}, source="", outputs=[], execution_count=count)
    result = NotebookNode(output_type="execute_result", data={"text/plain": "1"}, execution_count=count)
    notebook = NotebookNode(cells=[cell], metadata={})
    cell.outputs = [result]
    make_inert(notebook)

    assert notebook.cells[0].execution_count is None
    assert notebook.cells[0].outputs[0].execution_count is None


def test_what_is_no_output_is_none() -> None:
    """Whatever it says that it is; of those that are, each part has its type."""
    assert list(inert_outputs([7, {"output_type": "pyout"}, {}])) == []
    assert list(inert_outputs("outputs")) == []
    assert shown(output_type="stream", name="<b>", text=["a", HALF])[0] == {
        "output_type": "stream",
        "name": "stdout",
        "text": "a\ufffd",
    }
    assert shown(output_type="error", ename=1, evalue="e", traceback="t")[0] == {
        "output_type": "error",
        "ename": NOT_SHOWN,
        "evalue": "e",
        "traceback": [],
    }


def test_a_cell_keeps_nbgraders_metadata_and_nothing_else() -> None:
    """Of nbgrader's, what is of its type: a page writes names and points as they are."""
    told = {"grade_id": '"><script>', "grade": True, "points": "<b>", "solution": 1, "remove": True}
    cell = new_code_cell("1", metadata={"nbgrader": told, "tags": ["hide"], "course": {"earned": 9}})
    raw = new_raw_cell("x", metadata={"raw_mimetype": "text/html"})
    odd = from_dict({"cell_type": "heading", "metadata": [], "source": ["a", "b"], "more": 1})
    notebook = NotebookNode(cells=[cell, raw, odd], metadata={})
    make_inert(notebook)

    assert [one.metadata for one in notebook.cells] == [{"nbgrader": {"grade": True}}, {}, {}]
    assert notebook.cells[2] == {"cell_type": "raw", "metadata": {}, "source": "ab"}


def test_a_notebook_keeps_its_kernel_and_python() -> None:
    """No title, no widgets, no language that it names; what we wrote is named by us."""
    told = {
        "kernelspec": {"name": "python3", "display_name": "<script>", "env": {"A": "b"}},
        "language_info": {"name": "python", "pygments_lexer": {"a": 1}},
        "title": "t",
        "widgets": {},
        "run": "key",
    }
    notebook = from_dict({"cells": [], "metadata": told})
    make_inert(notebook, ours=("run",))

    assert notebook.metadata == {"run": "key", "kernelspec": {"name": "python3"}, "language_info": LANGUAGE}


def test_half_a_letter_becomes_one_that_can_be_written_down() -> None:
    """In every text of plain data; whole ones stay, and two halves are one."""
    told = writable({HALF: [HALF, "\U0001f600", {"a": (HALF, 1)}]})

    assert told == {"\ufffd": ["\ufffd", "\U0001f600", {"a": ["\ufffd", 1]}]}
    assert text_of("\ud83d\ude00") == "\U0001f600"


@pytest.mark.parametrize("points", [10**400, float("inf"), float("nan")])
def test_a_number_that_no_computer_counts_with_is_none(points: float) -> None:
    """It would stop whoever compares it."""
    cell = new_code_cell(metadata={"nbgrader": {"points": points, "grade": True}})
    make_inert(new_notebook(cells=[cell]))

    assert cell.metadata.nbgrader == {"grade": True}
