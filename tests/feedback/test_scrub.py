"""What a student must not see does not become part of his page."""

from nbformat.v4 import new_code_cell, new_notebook

from graders.feedback.scrub import HideHidden


def test_hidden_lines_and_records_are_dropped() -> None:
    """The visible part and the outputs stay."""
    source = "assert True\n### BEGIN HIDDEN TESTS\nhidden()\n### END HIDDEN TESTS"
    cell = new_code_cell(
        source, metadata={"course": {"checks": ["expected 42"]}, "nbgrader": {"grade_id": "g"}}
    )
    HideHidden().preprocess(new_notebook(cells=[cell]), {})

    assert cell.source == "assert True"
    assert cell.metadata == {"nbgrader": {"grade_id": "g"}}
