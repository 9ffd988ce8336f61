"""What cannot be shown costs its own place on a page, and neither the page nor a point."""

import base64
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from nbverdict.cleaning.bounded import Bounded
from nbverdict.cleaning.inert import LANGUAGE, NOT_SHOWN
from nbverdict.cleaning.quiet import quiet_outputs
from nbverdict.course.grade_class import Classroom
from nbverdict.feedback.cells import show_cells
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.page import write_report
from tests import small_course
from tests.engine.feedback.test_figures import picture

HALF = "\ud83d"
SHOW = """
from IPython.display import display
display({}, raw=True, metadata={{'filenames': {{'image/png': 'x'}}}})
"""
PACKS = """
import json
get_ipython().kernel.session.pack = lambda one: json.dumps(one, default=str).encode()
"""
RAISES = """
try:
    raise ValueError('\\ud83d')
except ValueError:
    get_ipython().showtraceback()
"""
COUNTS = """
_session = get_ipython().kernel.session
_send = _session.send
def _sends(stream, message, content=None, *others, **options):
    if isinstance(content, dict) and "execution_count" in content:
        content = {**content, "execution_count": "<script>run()</script>"}
    return _send(stream, message, content, *others, **options)
_session.send = _sends
"""
BROKEN = picture("red")[:40].hex()
PACKED = f"__import__('base64').b64encode(bytes.fromhex('{BROKEN}')).decode()"
CODE = {
    "half": f"{PACKS}# {HALF}\nprint('\\ud83d')\nprint('after')",
    "error": PACKS + RAISES,
    "nothing": SHOW.format("{'image/png': 'no picture'}"),
    "broken": SHOW.format(f"{{'image/png': {PACKED}}}"),
    "odd": SHOW.format("{'image/png': {'a': 1}, 'text/html': 7, 'application/javascript': 'run()'}"),
    "count": COUNTS,
    "next": "",
}
ESSAY = {"half": f"Because {HALF}", "next": "![](<attachment:a b.png>)"}


def hand_in(root: Path, student: str) -> None:
    """Hand in a notebook with one such part, and a picture as its output."""
    path = small_course.hand_in(root, student, small_course.RIGHT, "Why")
    told = json.loads(path.read_text("utf-8"))
    told["cells"][0]["source"] += CODE[student]
    told["cells"][2]["source"] = ESSAY.get(student, "Because.")
    packed = base64.b64encode(picture("red")).decode()
    output = {"output_type": "display_data", "data": {"image/png": packed}, "metadata": {}}
    told["cells"][0]["outputs"] = [output]
    path.write_text(json.dumps(told), "utf-8")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded class, with a report."""
    root = small_course.build(tmp_path_factory.mktemp("parts"))
    for student in CODE:
        hand_in(root, student)
    room = Classroom(root)
    graded = list(room.grade("hw", room.students("hw")))
    assert {one.student: one.error for one in graded if one.error} == {}
    assert {one.student: sum(r.earned for r in one.results) for one in graded} == dict.fromkeys(CODE, 2)
    write_report(CourseFiles(root), "hw")
    return root


def autograded(root: Path, student: str) -> Any:
    """Return a student's graded notebook."""
    return nbformat.read(root / "autograded" / student / "hw/p.ipynb", as_version=4)


@pytest.mark.parametrize("student", CODE)
def test_there_is_a_page(course: Path, student: str) -> None:
    """With the answer on it, and with nothing that a page would take for markup."""
    text = (course / "feedback" / student / "hw/p.html").read_text("utf-8")

    assert "grade_causal_mask" in text
    assert "<script" not in text


def test_what_was_printed_has_no_breaks_on_a_page() -> None:
    """They keep Jupyter from making links; here nothing does, and an address can be copied."""
    texts = "see http://host.example/x", "File /srv/x.py:1"
    shows = new_output("display_data", data={"text/plain": texts[0]})
    error = new_output("error", ename="E", evalue="e", traceback=[texts[1]])
    cell = new_code_cell("", outputs=[new_output("stream", text=texts[0]), shows, error])
    quiet_outputs(new_notebook(cells=[cell]))

    shown = show_cells(new_notebook(cells=[cell]), Bounded())[0].outputs
    assert shown == tuple(f'<pre tabindex="0">{text}</pre>' for text in (texts[0], *texts))
    assert texts[0] not in cell.outputs[0].text


def test_a_mark_scheme_has_a_title() -> None:
    """Not nbgrader's marks, which mean nothing to a student; what a student writes stays as it is."""
    marked = small_course.task()
    own = nbformat.v4.new_markdown_cell("BEGIN MARK SCHEME")
    shown = show_cells(new_notebook(cells=[marked, own]), Bounded())

    assert "<strong>Mark scheme</strong></p>\n<p>Good with axes." in shown[0].source
    assert "MARK SCHEME" not in shown[0].source
    marked.metadata["nbgrader"]["task"] = False  # as in a notebook that could not be graded
    [again] = show_cells(new_notebook(cells=[marked]), Bounded())
    assert "axes" not in again.source
    assert "Draw a mask." in again.source
    assert "BEGIN MARK SCHEME" in shown[1].source


@pytest.mark.parametrize("student", CODE)
def test_what_is_saved_is_on_the_list(course: Path, student: str) -> None:
    """For whoever opens it, with whatever."""
    notebook = autograded(course, student)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]

    assert notebook.metadata.get("language_info", LANGUAGE) == LANGUAGE
    assert all(not output.get("metadata") for output in outputs)
    assert all(isinstance(cell.get("execution_count"), int | None) for cell in notebook.cells)


@pytest.mark.parametrize("student", ["nothing", "odd"])
def test_what_could_not_be_shown_is_said(course: Path, student: str) -> None:
    """In its place."""
    assert NOT_SHOWN in (course / "feedback" / student / "hw/p.html").read_text("utf-8")


def test_half_a_letter_is_a_mark(course: Path) -> None:
    """In code, in text and in what was printed; what came after it is there."""
    cells = autograded(course, "half").cells

    assert "# \ufffd" in cells[0].source
    assert cells[2].source == "Because \ufffd"
    assert "after" in str(cells[0].outputs)
