"""What identifies an answer: all that a person would look at before they decide."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from graders.grading.answers import answer_digests
from graders.grading.record import RECORD
from tests.small_course import TOLD

WRITTEN = {**TOLD, "grade": True, "solution": True, "grade_id": "why"}
DOUBT = {"pending": "its question was written into: the answer may stand there", "ungraded": ""}


def digest(
    folder: Path,
    text: str = "As shown.",
    *,
    below: str = "",
    picture: str = "",
    question: str = "",
    **told: Any,
) -> str:
    """Return what identifies an answer in a notebook with these parts."""
    answer = new_markdown_cell(text, id="why", metadata={"nbgrader": WRITTEN, **told})
    if picture:
        answer.attachments = {"a.png": {"image/png": picture}}
    extra = [new_markdown_cell(below, id="below")] if below else []
    cells = [
        new_markdown_cell(f"Why? {question}", id="question"),
        answer,
        *extra,
        new_code_cell("1", id="end"),
    ]
    nbformat.write(new_notebook(cells=cells), folder / "p.ipynb")
    return answer_digests(folder)["p/why"]


@pytest.mark.parametrize(
    "other",
    [{"text": "As drawn."}, {"picture": "AAAA"}, {"below": "I do not know."}, {RECORD: DOUBT}],
    ids=["the text", "a picture", "a cell below", "a doubt where it stands"],
)
def test_another_answer_is_another(tmp_path: Path, other: dict[str, Any]) -> None:
    """Else two students share one review, or a reviewed answer is exchanged and nobody is asked."""
    assert digest(tmp_path) == digest(tmp_path)
    assert digest(tmp_path, **other) != digest(tmp_path)


def test_an_answer_that_may_stand_elsewhere_is_the_whole_notebook(tmp_path: Path) -> None:
    """It was written into its question, say; elsewhere the question's words are no part of it."""
    doubtful = {RECORD: DOUBT}

    assert digest(tmp_path, question="Since.", **doubtful) != digest(tmp_path, question="No.", **doubtful)
    assert digest(tmp_path, question="Since.") == digest(tmp_path, question="No.")
