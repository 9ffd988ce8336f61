"""What a student must not see does not become part of their page; what would run, not of formgrader's."""

from dataclasses import replace

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output, new_raw_cell

from nbverdict.feedback.scrub import CleanOutputs, HideHidden
from nbverdict.judging.verdict import CheckStatus, CheckVerdict, Diagnosis, Verdict
from nbverdict.notebook.record import GradeRecord, read_record
from nbverdict.sandbox.ends import Cause


def test_hidden_lines_and_what_is_for_staff_are_dropped() -> None:
    """The visible part, the outputs and what a student reads of their checks stay."""
    source = "assert True\n### BEGIN HIDDEN TESTS\nhidden()\n### END HIDDEN TESTS"
    staff, cause = ("expected 42",), Cause.SIGNAL
    told = CheckVerdict("c", "a line", 1.0, 0.0, CheckStatus.ENDED, "a message", staff, cause=cause)
    known = Diagnosis("m", "by 42", "an idea", ("c",), whole=True)
    cell = new_code_cell(source, metadata={"nbgrader": {"grade_id": "g"}})
    GradeRecord(verdict=Verdict("c", (told,), (known,))).write(cell)
    HideHidden().preprocess(new_notebook(cells=[cell]), {})

    assert cell.source == "assert True"
    record = read_record(cell)
    assert record
    assert record.verdict
    assert record.verdict.checks == (replace(told, staff=(), cause=Cause.UNKNOWN),)
    assert "expected 42" not in str(cell)
    assert "by 42" not in str(cell)


def test_outputs_are_harmless_in_formgrader() -> None:
    """HTML is cleaned, and scripts and widgets are left out; other forms stay."""
    data = {
        "text/html": "<b>1</b><script>run()</script>",
        "application/javascript": "run()",
        "text/plain": "1",
    }
    cell = new_code_cell("", outputs=[new_output("display_data", data=data)])
    CleanOutputs().preprocess(new_notebook(cells=[cell]), {})

    assert cell.outputs[0].data == {"text/html": "<b>1</b>", "text/plain": "1"}


def test_nothing_but_what_is_on_the_list_is_in_formgrader() -> None:
    """Also of a notebook that was graded before there was one: metadata, counts, raw cells."""
    data, asked = {"image/png": "iVBORw0KGgo="}, {"filenames": {"image/png": "/formgrader?path=x"}}
    output = new_output("display_data", data=data, metadata=asked)
    code = NotebookNode(new_code_cell("", outputs=[output]), execution_count="<script>run()</script>")
    raw = new_raw_cell('<a href="/formgrader?path=x">ada</a>', metadata={"raw_mimetype": "text/html"})
    notebook = NotebookNode(new_notebook(metadata={"title": "x"}), cells=[code, raw])
    CleanOutputs().preprocess(notebook, {})

    assert notebook.metadata == {}
    assert (code.outputs[0].metadata, code.execution_count, raw.metadata) == ({}, None, {})
    assert raw.source == "<pre>&lt;a href=&quot;/formgrader?path=x&quot;&gt;ada&lt;/a&gt;</pre>"
