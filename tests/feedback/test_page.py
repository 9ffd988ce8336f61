"""The student's page is nbconvert's, made in less time."""

import base64
import time

import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from graders.feedback.page import FeedbackExporter
from graders.grading.settings import read_config
from graders.models.cache import PROJECT

PIXEL = base64.b64encode(b"a picture").decode()
PICTURE = new_output("display_data", data={"image/png": PIXEL})
TABLE = new_output("display_data", data={"text/html": "<table><tr><td>1 &lt; 2</td></tr></table>"})
BARE = new_output(
    "display_data", data={"text/html": "<p>an <img src='a>b.png'> and <img alt='told' src=''></p>"}
)
PRINTED = new_output("stream", text="1 < 2 and <img> of <div class='jp-OutputArea-output'>")


def made(exporter: type[HTMLExporter], notebook: NotebookNode) -> str:
    """Return a page, as the course's configuration makes it."""
    page: str = exporter(config=read_config(PROJECT)).from_notebook_node(notebook)[0]
    return page


@pytest.mark.parametrize("output", [PICTURE, TABLE, BARE, PRINTED])
def test_a_page_says_what_nbconverts_says(output: NotebookNode) -> None:
    """Tag for tag, attribute for attribute, word for word."""
    notebook = new_notebook(
        cells=[new_markdown_cell("# One *title*", id="a"), new_code_cell("1 < 2", id="b", outputs=[output])]
    )

    ours, theirs = (
        BeautifulSoup(made(exporter, notebook), "html.parser")
        for exporter in (FeedbackExporter, HTMLExporter)
    )

    assert [(tag.name, tag.attrs) for tag in ours.find_all(True)] == [
        (tag.name, tag.attrs) for tag in theirs.find_all(True)
    ]
    assert ours.get_text() == theirs.get_text()


def test_tags_without_an_end_take_no_longer_than_others() -> None:
    """A student's own HTML may hold any number of them."""
    output = new_output("display_data", data={"text/html": '<img "' * 200_000 + '<div class="jp-' * 50_000})
    started = time.process_time()

    made(FeedbackExporter, new_notebook(cells=[new_code_cell("", outputs=[output])]))

    assert time.process_time() - started < 10
