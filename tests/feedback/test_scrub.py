"""What a student must not see does not become part of his page; what would run, not of formgrader's."""

from nbformat.v4 import new_code_cell, new_notebook, new_output

from graders.feedback.scrub import CleanOutputs, HideHidden


def test_hidden_lines_and_what_is_for_staff_are_dropped() -> None:
    """The visible part, the outputs and what a student reads of his checks stay."""
    source = "assert True\n### BEGIN HIDDEN TESTS\nhidden()\n### END HIDDEN TESTS"
    record = {
        "checks": [{"line": "a line", "sentence": "a message", "staff": ["expected 42"]}],
        "diagnoses": [{"idea": "an idea", "way": "by 42"}],
    }
    cell = new_code_cell(source, metadata={"course": record, "nbgrader": {"grade_id": "g"}})
    HideHidden().preprocess(new_notebook(cells=[cell]), {})

    assert cell.source == "assert True"
    assert cell.metadata["course"]["checks"] == [{"line": "a line", "sentence": "a message", "staff": []}]
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
