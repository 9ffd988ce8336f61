"""A page comes to an end, whatever stands in a notebook, also where nbconvert makes it: in formgrader."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from graders.models.cache import PROJECT
from nbverdict.cleaning import bounded
from nbverdict.cleaning.markdown import render
from nbverdict.config.settings import read_config

HONEST = [
    new_markdown_cell(
        "# A title\n\nWith *stress*, `code` and $x^2$.\n\n| a | b |\n| - | - |\n| 1 | <br> |", id="a"
    ),
    new_code_cell(
        "def f(x):\n    return x + 1  # one",
        id="b",
        outputs=[new_output("stream", text="\x1b[31mred\x1b[0m < 1")],
    ),
]
WRONG = {
    "formulas": new_markdown_cell("\\begin{a}" * 100_000),
    "numbers": new_code_cell("1." * 200_000),
    "colours": new_code_cell("", outputs=[new_output("stream", text="\x1b[31mx" * 150_000)]),
    "shown formulas": new_code_cell(
        "", outputs=[new_output("display_data", data={"text/markdown": "\\begin{a}" * 100_000})]
    ),
    "tags": new_markdown_cell("<b>" * 100_000),
}


def page(*cells: Any, ours: bool = True) -> str:
    """Return a page, as the course's configuration makes it."""
    config = read_config(PROJECT) if ours else Config()
    made: str = HTMLExporter(config=config).from_notebook_node(new_notebook(cells=list(cells)))[0]
    return made


def test_an_honest_page_says_what_nbconverts_says() -> None:
    """Word for word; formulas are MathML instead of LaTeX that a script draws."""
    ours, theirs = (BeautifulSoup(page(*HONEST, ours=own), "html.parser") for own in (True, False))
    for formula in ours.find_all("math"):
        formula.replace_with("$x^2$")
    for link in theirs.select(".anchor-link"):
        link.decompose()

    assert "".join(ours.get_text().split()) == "".join(theirs.get_text().split())
    assert len(ours.find_all("td")) == len(theirs.find_all("td")) == 2


@pytest.mark.parametrize("name", WRONG)
def test_what_takes_hours_is_shown_as_it_is(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the page is there in seconds, with what stands before it as always."""
    monkeypatch.setattr(bounded, "SECONDS", 2.0)
    started = time.process_time()
    made = page(HONEST[0], WRONG[name], HONEST[1])

    assert time.process_time() - started < 30
    assert "<em>stress</em>" in made
    assert "def f(x)" in re.sub("<[^>]*>", "", made)


def test_each_page_has_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """One exporter makes the pages of a whole class."""
    monkeypatch.setattr(bounded, "SECONDS", 1.0)
    exporter = HTMLExporter(config=read_config(PROJECT))
    exporter.from_notebook_node(new_notebook(cells=[WRONG["formulas"]]))

    assert "<em>stress</em>" in exporter.from_notebook_node(new_notebook(cells=HONEST))[0]


def test_where_no_clock_can_be_set_only_short_texts_are_parsed() -> None:
    """A server may make its pages in a thread."""
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(page, HONEST[0], new_markdown_cell("*a* " * 10_000)).result()

    assert "<em>stress</em>" in made
    assert "<em>a</em>" not in made


def test_one_text_takes_a_part_of_the_time_of_a_page() -> None:
    """What comes after it is shown as always."""
    texts = ("\\begin{a}" * 10_000, "a" * (bounded.MOST + 1), "*a*")
    parse, started = bounded.Bounded(), time.process_time()
    shown = [parse(text, partial(render, text)) for text in texts]

    assert time.process_time() - started < bounded.OF_ONE + 1
    assert [one[:5] for one in shown] == ["<pre>", "<pre>", "<p><e"]


def test_a_page_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What its texts would become has room, all together; what has none is shown as it is."""
    monkeypatch.setattr(bounded, "MOST_MADE", 100)
    of_page = bounded.Bounded()

    shown = [of_page("a", lambda size=size: "x" * size) for size in (60, 60, 20)]

    assert shown == ["x" * 60, "<pre>a</pre>", "x" * 20]
