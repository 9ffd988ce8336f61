"""An answer is what its student wrote where a cell of its kind lets them write, shown as what it is."""

import base64
from collections.abc import Sequence
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

from nbverdict.report import answered
from nbverdict.report.answered import Part, answer_to, good_answer, question_of
from tests.engine.feedback.test_figures import picture
from tests.small_course import TOLD, manual, task

PNG = base64.b64encode(picture("red")).decode()
LAST = new_markdown_cell(
    "Done.", id="last", metadata={"nbgrader": {**TOLD, "locked": True, "grade_id": "end"}}
)
TITLE = new_markdown_cell("## Masks", id="title")
BLANK = new_code_cell("# draw here", id="blank")
RELEASED = [TITLE, task(), BLANK, LAST]


def shown(cells: Sequence[Any], name: str = "task", released: Sequence[Any] = RELEASED) -> Part:
    """Return what is shown of a student's cells."""
    return answer_to(name, cells, released)


def coded(source: str, **data: str) -> Any:
    """Return a manually graded cell of code that showed this."""
    cell = manual(source)
    cell.outputs = [new_output("display_data", {kind.replace("_", "/"): told for kind, told in data.items()})]
    return cell


def test_code_is_shown_as_code_with_what_it_put_out() -> None:
    """Text and pictures, with no more of either than a student's own page lets through."""
    html = "<script>run()</script><b onclick=run()>seen</b><h1>Scores</h1>"
    text = shown([coded("# a *b*\ndraw()", text_html=html)], "manual").html
    drawn = shown([coded("draw()", image_png=PNG, text_plain="<Figure>")], "manual")

    assert '<div class="source"' in text
    assert "# a *b*" in text
    assert "<b>seen</b><h5>Scores</h5>" in text
    assert "run()" not in text
    assert f"data:image/png;base64,{PNG}" in drawn.html
    assert drawn.whole


def test_code_that_was_not_run_is_an_answer_and_an_empty_cell_is_none() -> None:
    """What stands there is told from what does not."""
    empty, code = manual(""), manual("mask = 1")
    empty.source = code.outputs = ""

    assert shown([empty], "manual") == Part(answered.NOTHING, whole=True)
    assert "mask" in shown([code], "manual").html


def test_a_task_is_answered_in_the_cells_below_it() -> None:
    """Those that were added or changed, up to the next that nbgrader knows; the course's own are left out."""
    own = [new_markdown_cell("Mine."), new_code_cell("draw(1)"), new_code_cell("")]
    after = new_code_cell("of another task")
    html = shown([new_markdown_cell("Before."), *RELEASED[:2], own[0], BLANK, *own[1:], LAST, after]).html

    assert "<p>Mine.</p>" in html
    assert "draw" in html
    assert html.count('class="cell"') == 2
    for text in ("Before", "Draw a mask", "axes", "here", "another"):
        assert text not in html


def test_a_cell_of_the_course_that_was_written_into_is_an_answer() -> None:
    """As is a copy of one: it was added."""
    changed = new_code_cell("# draw here\nmine()")

    assert "mine" in shown([task(), changed, LAST]).html
    assert "draw here" in shown([task(), BLANK, BLANK, LAST]).html
    assert "Masks" in shown([task(), TITLE, BLANK, LAST]).html


def test_where_nothing_is_below_a_task_its_answer_may_stand_elsewhere() -> None:
    """That is no empty answer, and is not known to be the same as another."""
    assert shown([new_markdown_cell("Mine."), task(), BLANK, LAST]) == Part(answered.ELSEWHERE)


@pytest.mark.parametrize(
    "cell",
    [
        coded("draw()", text_vega="{}"),
        coded("draw()", image_webp="x"),
        new_markdown_cell("Renamed.", metadata={"nbgrader": {**TOLD, "grade_id": "other"}}),
        {**manual("draw()"), "cell_type": "heading"},
    ],
    ids=["an output", "a picture", "no such cell", "another kind of cell"],
)
def test_what_cannot_be_shown_is_said(cell: Any) -> None:
    """Nobody has seen all of it."""
    part = shown(answered.read_cells([cell]), "manual")

    assert not part.whole
    assert "<em>" in part.html or "could not be shown" in part.html


def test_what_was_asked_and_what_is_wanted_stand_apart() -> None:
    """Of a task that is its text and its mark scheme, of code what stands above it and its solution."""
    source = [task(), new_markdown_cell("Write *it*."), manual("mask = [1] * 2 * 3"), new_raw_cell("x")]

    assert question_of("task", source) == "<p>Draw a mask.</p>\n"
    assert good_answer("task", source) == "<p>Good with axes.</p>\n"
    assert question_of("manual", source) == "<p>Write <em>it</em>.</p>\n"
    assert '<div class="source"' in str(good_answer("manual", source))
    assert "SOLUTION" not in str(good_answer("manual", source))
    assert (question_of("other", source), good_answer("other", source)) == (None, None)
