"""Enormous output fills no memory, no notebook and no page, and decides nothing."""

from typing import Any

import pytest
from nbgrader.utils import determine_grade

from nbverdict.execution.output_limits import CUT, LETTERS, OF_ALL
from tests.engine.execution.test_preprocessors import PLOT, outcomes, run, stdout

__all__ = ["run"]  # a fixture
HTML = "from IPython.display import HTML, display\n"
REPLY = """
session = get_ipython().kernel.session
honest_send = session.send

def send(stream, message, content=None, *others, **options):
    if message == "execute_reply":
        long = {"status": "error", "ename": "E", "evalue": "e", "traceback": ["x" * 5_000_000]}
        content = {**content, **long}
    return honest_send(stream, message, content, *others, **options)

session.send = send
"""
GRADE = {"nbgrader": {"grade": True, "solution": False, "points": 3, "grade_id": "g"}}


def size(cell: Any) -> int:
    """Return how many letters a cell's outputs are."""
    return len(str(cell.outputs))


@pytest.mark.parametrize(
    "source",
    [
        "print('x' * 3_000_000)",
        "for i in range(300_000): print(i, i % 768)",
        "import sys\nfor i in range(20_000): print(i, flush=True); print(i, file=sys.stderr, flush=True)",
        HTML + "for _ in range(40): display(HTML('<p>' + 'y' * 100_000 + '</p>'))",
        HTML + "h = display(HTML('x'), display_id=True); h.update(HTML('y' * 3_000_000))",
        HTML + "from IPython.display import update_display\n"
        "for _ in range(900): display(HTML('x'), display_id='a')\n"
        "update_display(HTML('y' * 90_000), display_id='a')",
        "raise ValueError('x' * 3_000_000)",
        "'x' * 3_000_000",
        HTML + "display(HTML('x'), metadata={'x': 'y' * 3_000_000})",
        "for _ in range(1000): get_ipython().showtraceback((ValueError, ValueError('x' * 3000), None))",
        REPLY,
    ],
    ids=[
        "line",
        "lines",
        "two streams",
        "pages",
        "update",
        "places",
        "error",
        "result",
        "metadata",
        "errors",
        "reply",
    ],
)
def test_no_cell_puts_out_more_than_a_reader_can_take_in(run: Any, source: str) -> None:
    """What came first stays, and the notebook goes on."""
    notebook, evidence = run(PLOT, source, timeout=30)

    assert size(notebook.cells[1]) < 3 * LETTERS
    assert outcomes(evidence) == ["answer", "answer"]


def test_a_reader_is_told_that_it_was_cut(run: Any) -> None:
    """And reads what came first."""
    notebook, _ = run("print('first'); print('x' * 3_000_000)", challenges=())

    assert stdout(notebook.cells[0]).startswith("first\n")
    assert stdout(notebook.cells[0]).endswith(CUT)


def test_a_whole_notebook_is_bounded_too(run: Any) -> None:
    """Many cells that each keep within the bounds of one do not add up without end."""
    notebook, _ = run(*(["print('x' * 900_000)"] * 26), challenges=(), timeout=30)

    assert OF_ALL - LETTERS < sum(map(size, notebook.cells)) < OF_ALL + 2 * LETTERS
    assert stdout(notebook.cells[-1]) == CUT


@pytest.mark.parametrize(("decides", "points"), [("assert False", 0), ("1.5", 1.5)])
def test_what_decides_points_is_never_cut_away(run: Any, decides: str, points: float) -> None:
    """An error or a result after enormous output still counts, where a test cell runs the nbgrader way."""
    notebook, _ = run(f"print('x' * 3_000_000)\n{decides}", challenges=())
    notebook.cells[0].metadata = GRADE

    assert determine_grade(notebook.cells[0]) == (points, 3)


def test_what_an_honest_cell_puts_out_is_kept_whole(run: Any) -> None:
    """Text, figures and tables of usual size."""
    notebook, _ = run(
        "print('x' * 100_000)\nimport pandas as pd\npd.DataFrame({'a': range(50)})", challenges=()
    )
    text, table = notebook.cells[0].outputs

    assert len(text.text) == 100_001
    assert set(table.data) == {"text/plain", "text/html"}
