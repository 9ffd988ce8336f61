"""The release: generated from source/, without solutions, and helpful while it is unsolved."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from graders.challenges.registry import challenge_names, load_challenge
from graders.grading.submission import read_grade_cell
from graders.models.cache import PROJECT
from tests.test_class import environment, run

NAME = "model_architecture/challenges.ipynb"
SENTENCES = (
    "Task 1a: compare_t5 returns nothing yet: return the DataFrame",
    "Task 1b: plot_t5 returns nothing yet: return the figure",
    "Task 2a: attention_grid returns nothing yet: return the figure",
)
UNDEFINED = ("Task 1a: define compare_t5", "Task 1b: define plot_t5", "Task 2a: define attention_grid")


def read(folder: str) -> nbformat.NotebookNode:
    """Return the notebook as it lies in source/ or release/."""
    return nbformat.read(PROJECT / folder / NAME, as_version=4)


def validate(notebook: nbformat.NotebookNode, folder: Path) -> str:
    """Return what `nbgrader validate` says of a notebook."""
    nbformat.write(notebook, folder / "challenges.ipynb")
    (folder / "nbgrader_config.py").write_text("c = get_config()\n")
    return run(folder, "nbgrader", "validate", "challenges.ipynb").stdout


def test_the_release_is_what_source_generates(course: Path) -> None:
    """What is committed is what nbgrader makes of source/, byte for byte."""
    assert run(course, "nbgrader", "generate_assignment", "model_architecture").returncode == 0

    assert (course / "release" / NAME).read_bytes() == (PROJECT / "release" / NAME).read_bytes()


def test_the_release_holds_no_solution_and_no_hidden_test() -> None:
    """Students get stubs and visible checks only."""
    text = (PROJECT / "release" / NAME).read_text("utf-8")
    solutions = [c.source for c in read("source").cells if c.metadata.get("nbgrader", {}).get("solution")]
    inner = [line.strip() for source in solutions for line in source.splitlines() if "SOLUTION" not in line]

    assert not any(word in text for word in ("HIDDEN TESTS", "BEGIN SOLUTION", "from graders", "grade("))
    assert not [
        line for line in inner if len(line) > 40 and line in text and not line.startswith(("def ", '"""'))
    ]


def test_no_notebook_stores_outputs() -> None:
    """Source and release hold neither outputs nor counts."""
    cells = [
        cell for folder in ("source", "release") for cell in read(folder).cells if cell.cell_type == "code"
    ]

    assert not [cell.id for cell in cells if cell.outputs or cell.execution_count]


def test_points_in_the_text_are_the_points_of_the_checks() -> None:
    """Each grade cell is worth what its challenge's checks add up to."""
    from graders.challenges.judge import weigh

    for cell in read("source").cells:
        graded = read_grade_cell(cell)
        if graded and graded.challenge:
            assert cell.metadata.nbgrader.points == weigh(load_challenge(graded.challenge), []).worth
            assert f"# {cell.metadata.nbgrader.points} points:" in graded.visible


def test_cells_are_short_and_text_comes_first() -> None:
    """A code cell shows one idea in at most 20 lines, and prose leads up to most of them."""
    cells = read("source").cells
    code = [index for index, cell in enumerate(cells) if cell.cell_type == "code"]
    after_text = [index for index in code if cells[index - 1].cell_type == "markdown"]

    assert max(len(cells[index].source.splitlines()) for index in code) <= 20
    assert len(after_text) / len(code) >= 0.6


@pytest.mark.parametrize("emptied", [False, True], ids=["stub", "emptied"])
def test_an_unsolved_release_fails_with_a_sentence_for_each_task(emptied: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """`nbgrader validate` says what is missing, with the stub and with the solution cell emptied."""
    notebook = read("release")
    for cell in notebook.cells:
        told: Any = cell.metadata.get("nbgrader", {})
        if emptied and cell.cell_type == "code" and told.get("solution"):
            cell.source = ""
    said = validate(notebook, tmp_path)

    assert "VALIDATION FAILED ON 5 CELL(S)" in said
    assert all(f"AssertionError: {sentence}" in said for sentence in (UNDEFINED if emptied else SENTENCES))


def test_the_solution_validates(tmp_path: Path, solutions: dict[str, str]) -> None:
    """`nbgrader validate` succeeds on the release with the solutions filled in."""
    notebook = read("release")
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = solutions.get(grade_id, cell.source)

    assert "Success! Your notebook passes all the tests." in validate(notebook, tmp_path)


@pytest.mark.parametrize("challenge", challenge_names())
def test_the_solution_scores_all_automatic_points(
    challenge: str, solutions: dict[str, str], assess: Callable[..., Any]
) -> None:
    """What the source solves is right on the example and on hidden cases."""
    verdict = assess(challenge, solutions[challenge])

    assert verdict.earned == verdict.worth


def test_an_author_can_grade_in_his_own_kernel(course: Path) -> None:
    """`nbgrader validate` on the source runs the hidden calls in that kernel, and succeeds."""
    said = run(course, "nbgrader", "validate", "source/" + NAME)

    assert "Success! Your notebook passes all the tests." in said.stdout


def test_a_grading_run_without_our_configuration_refuses(tmp_path: Path) -> None:
    """Stock nbgrader would run the hidden call in the student's process: it raises there."""
    code = (
        "import os; os.environ['NBGRADER_EXECUTION'] = 'autograde'; import graders; graders.grade('plot_t5')"
    )
    outcome = subprocess.run(
        ["python", "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )

    assert outcome.returncode == 1
    assert "this grading run lacks the course's configuration" in outcome.stderr
