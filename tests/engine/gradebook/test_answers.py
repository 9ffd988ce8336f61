"""What identifies an answer: all that a person may be led to before they decide."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nbverdict.gradebook.answers import answer_digests, words_of
from nbverdict.notebook.record import KEY, RECORD
from tests.small_course import TOLD

WRITTEN = {**TOLD, "grade": True, "solution": True, "grade_id": "why"}
TASK = {**TOLD, "task": True, "locked": True, "grade_id": "task"}
TEST = {**TOLD, "grade": True, "locked": True, "grade_id": "test"}
DOUBT = {"version": 1, "doubt": "the text of its question was changed: the answer may stand there"}


def answers(folder: Path, text: str = "As shown.", *, run: str = "", **parts: Any) -> dict[str, str]:
    """Return what identifies the answers of a submission with these parts, as handed in and as graded."""
    code = new_code_cell("half(3)", id="code", outputs=[new_output("stream", text=parts.get("printed", ""))])
    written = new_markdown_cell(text, id="why", metadata={"nbgrader": WRITTEN, **parts.get("told", {})})
    test = new_code_cell("assert half(2) == 1", id="test", metadata={"nbgrader": TEST})
    task = new_markdown_cell("Draw it.", id="task", metadata={"nbgrader": TASK})
    notebook = new_notebook(cells=[code, written, test, task], metadata={KEY: run})
    for name in ("handed_in", "graded"):
        (folder / name).mkdir(exist_ok=True)
        nbformat.write(notebook, folder / name / "p.ipynb")
    for name, content in parts.get("files", {}).items():
        (folder / "handed_in" / name).parent.mkdir(exist_ok=True)
        (folder / "handed_in" / name).write_text(content)
    return answer_digests(folder / "graded", folder / "handed_in", parts.get("refused", ""))


@pytest.mark.parametrize(
    "other",
    [
        {"text": "As drawn."},
        {"printed": "I do not know."},
        {"files": {"q.ipynb": "{}"}},
        {"files": {"data/timestamp.txt": "I do not know."}},
        {"told": {RECORD: DOUBT}},
        {"refused": "0f"},
    ],
    ids=["text", "output", "another notebook", "file", "doubt", "refused file"],
)
def test_what_a_person_judged_is_all_that_was_handed_in(tmp_path: Path, other: dict[str, Any]) -> None:
    """An answer can point anywhere: else a reviewed one is exchanged, and nobody is asked."""
    before = answers(tmp_path)["p/why"]

    assert answers(tmp_path)["p/why"] == before
    assert answers(tmp_path, **other)["p/why"] != before


def test_the_words_of_an_answer_are_told_apart(tmp_path: Path) -> None:
    """Those who wrote the same are looked at together, whatever else they handed in."""
    words = words_of(answers(tmp_path)["p/why"])

    assert words == words_of(answers(tmp_path, printed="another")["p/why"]) != ""
    assert words != words_of(answers(tmp_path, "As drawn.")["p/why"])


def test_an_answer_that_may_stand_elsewhere_has_no_words(tmp_path: Path) -> None:
    """It was written into a cell of code, say; so it is like nobody else's."""
    assert words_of(answers(tmp_path, told={RECORD: DOUBT})["p/why"]) == ""


def test_a_task_is_answered_by_all_that_was_handed_in(tmp_path: Path) -> None:
    """Its answer is cells of their own: like nobody else's, and known again once it was reviewed."""
    before = answers(tmp_path)["p/task"]

    assert answers(tmp_path)["p/task"] == before != ""
    assert answers(tmp_path, printed="another")["p/task"] != before
    assert words_of(before) == ""


def test_a_test_is_answered_by_what_the_notebook_does(tmp_path: Path) -> None:
    """Points that a person gave for code stay while that is the same."""
    assert answers(tmp_path, "Yes.", run="one")["p/test"] == answers(tmp_path, "No.", run="one")["p/test"]
    assert answers(tmp_path, run="one")["p/test"] != answers(tmp_path, run="another")["p/test"]
