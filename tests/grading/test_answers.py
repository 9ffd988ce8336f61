"""What identifies an answer: all that a person would look at before they decide."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from graders.grading.answers import answer_digests, own_files
from graders.grading.intake.match import Release
from graders.grading.record import KEY, RECORD
from tests.small_course import TOLD

WRITTEN = {**TOLD, "grade": True, "solution": True, "grade_id": "why"}
CODE = {**TOLD, "solution": True, "grade_id": "half"}
DOUBT = {"pending": "its question was written into: the answer may stand there", "ungraded": ""}
LOOK = "print(half(3))"  # the release's own cell, to look at one's work


def printed(source: str, text: str) -> NotebookNode:
    """Return a cell of code and what it printed."""
    return new_code_cell(source, outputs=[new_output("stream", text=text)])


def cells(text: str = "As shown.", **parts: Any) -> list[NotebookNode]:
    """Return the cells of a notebook with these parts; without any it is as released."""
    answer = new_markdown_cell(text, id="why", metadata={"nbgrader": WRITTEN, **parts.get("told", {})})
    if "picture" in parts:
        answer.attachments = {"a.png": {"image/png": parts["picture"]}}
    code = parts.get("code", "def half(x): ...")
    found = [
        new_code_cell(code, id="half", metadata={"nbgrader": CODE}),
        printed(LOOK, parts.get("looked", "")),
        new_markdown_cell(parts.get("question", "Why?"), id="question"),
        parts.get("above"),
        answer,
        parts.get("below"),
        new_code_cell("1", id="last"),
        parts.get("end"),
    ]
    return [cell for cell in found if cell]


def digest(folder: Path, files: Any = (), run: str = "", **parts: Any) -> str:
    """Return what identifies the answer in a notebook with these parts, and these files beside it."""
    notebook = new_notebook(cells=cells(**parts), metadata={KEY: run})
    nbformat.write(notebook, folder / "p.ipynb")
    return answer_digests(folder, {"p": Release(cells())}, files)["p/why"]


@pytest.mark.parametrize(
    "other",
    [
        {"text": "As drawn."},
        {"picture": "AAAA"},
        {"below": new_markdown_cell("I do not know.")},
        {"above": new_markdown_cell("I do not know.")},
        {"end": new_markdown_cell("I do not know.")},
        {"below": printed("print(open('a.txt').read())", "I do not know.")},
        {"question": "Yes?"},
        {"files": [("a.txt", "0f")]},
        {"told": {RECORD: DOUBT}},
    ],
    ids=["text", "picture", "below", "above", "far below", "printed", "question", "file", "doubt"],
)
def test_another_answer_is_another(tmp_path: Path, other: dict[str, Any]) -> None:
    """Else two students share one review, or a reviewed answer is exchanged and nobody is asked."""
    assert digest(tmp_path) == digest(tmp_path)
    assert digest(tmp_path, **other) == digest(tmp_path, **other) != digest(tmp_path)


def test_what_a_file_holds_is_seen_where_it_is_printed(tmp_path: Path) -> None:
    """The same cell can show anything."""
    show = "print(open('a.txt').read())"

    assert digest(tmp_path, below=printed(show, "5")) != digest(tmp_path, below=printed(show, "7"))


def test_the_code_of_another_task_is_no_part_of_a_text(tmp_path: Path) -> None:
    """Nor is what it shows in a cell of the release: else no two answers would be the same."""
    other = {"code": "def half(x): return x / 2", "looked": "1.5", "run": "another"}

    assert digest(tmp_path, **other) == digest(tmp_path)


def test_code_that_a_person_judges_is_all_that_it_runs(tmp_path: Path) -> None:
    """The same words may call something else."""

    def code(run: str) -> str:
        cell = new_code_cell("half(3)", id="why", metadata={"nbgrader": WRITTEN})
        nbformat.write(new_notebook(cells=[cell], metadata={KEY: run}), tmp_path / "p.ipynb")
        return answer_digests(tmp_path, {"p": Release([cell])})["p/why"]

    assert code("one") == code("one") != code("another")


def test_files_as_they_were_released_are_nobodys_own(tmp_path: Path) -> None:
    """Nor are notebooks, and what the exchange adds."""
    for name in ("ours/data.csv", "theirs/data.csv", "theirs/p.ipynb", "theirs/timestamp.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert own_files(tmp_path / "theirs", tmp_path / "ours") == []
    (tmp_path / "theirs/data.csv").write_text("y")
    (tmp_path / "theirs/notes").mkdir()
    (tmp_path / "theirs/notes/timestamp.txt").write_text("x")
    own = own_files(tmp_path / "theirs", tmp_path / "ours")

    assert [name for name, _ in own] == ["data.csv", "notes/timestamp.txt"]


def test_an_answer_that_may_stand_elsewhere_is_the_whole_notebook(tmp_path: Path) -> None:
    """It was written into a cell of code, say; elsewhere that is no part of it."""
    doubtful = {"told": {RECORD: DOUBT}}

    assert digest(tmp_path, code="# Since.", **doubtful) != digest(tmp_path, code="# No.", **doubtful)
    assert digest(tmp_path, code="# Since.") == digest(tmp_path, code="# No.")
