"""The release: generated from source/, without solutions, and helpful while it is unsolved."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from graders.models.cache import PROJECT
from nbverdict.judging.discovery import challenge_names, load_challenge
from nbverdict.notebook.submission import read_grade_cell
from tests.test_class import environment, run

ASSIGNMENT_OF = {
    "challenges": "model_architecture",
    "lesson": "model_architecture",
    "inside_the_layer": "inside_the_layer",
}
ASSIGNMENTS = sorted({*ASSIGNMENT_OF.values()})
SENTENCES = {
    "challenges": dict.fromkeys(
        ("stub", "emptied"),
        (
            "Task 1a: compare_t5 returns nothing yet",
            "Task 1b: plot_t5 returns nothing yet",
            "Task 2a: attention_grid returns nothing yet",
        ),
    ),
    "lesson": dict.fromkeys(
        ("stub", "emptied"),
        (
            "Checkpoint 1: causal_mask returns nothing yet",
            "Checkpoint 2: attention_weights returns nothing yet",
            "Checkpoint 3: count_parameters returns nothing yet",
            "Checkpoint 4: parameters_by_block returns nothing yet",
            "Checkpoint 5: estimate_memory returns nothing yet",
        ),
    ),
    "inside_the_layer": dict.fromkeys(
        ("stub", "emptied"),
        (
            "Task 1: bert_layer returns nothing yet",
            "Task 2: reach returns nothing yet",
            "Task 3: decode returns nothing yet",
            "Task 4: bill returns nothing yet",
        ),
    ),
}
FAILING = {"challenges": 5, "lesson": 5, "inside_the_layer": 4}  # cells, with those of text
UNSOLVED = [(name, state) for name, states in SENTENCES.items() for state in states]


def read(folder: str, name: str) -> nbformat.NotebookNode:
    """Return the notebook as it lies in source/ or release/."""
    return nbformat.read(PROJECT / folder / ASSIGNMENT_OF[name] / f"{name}.ipynb", as_version=4)


def all_cells() -> list[nbformat.NotebookNode]:
    """Return the cells of all notebooks of source/."""
    return [cell for name in SENTENCES for cell in read("source", name).cells]


def validate(notebook: nbformat.NotebookNode, name: str, folder: Path) -> str:
    """Return what `nbgrader validate` says of a notebook in a copy of the released folder."""
    shutil.copytree(PROJECT / "release" / ASSIGNMENT_OF[name], folder, dirs_exist_ok=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")
    (folder / "nbgrader_config.py").write_text("c = get_config()\n")
    return run(folder, "nbgrader", "validate", f"{name}.ipynb").stdout


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_release_is_what_source_generates(assignment: str, course: Path) -> None:
    """What is committed is what nbgrader makes of source/, byte for byte."""
    assert run(course, "nbgrader", "generate_assignment", assignment).returncode == 0

    assert files(course / "release" / assignment) == files(PROJECT / "release" / assignment)


@pytest.mark.parametrize("name", SENTENCES)
def test_the_release_holds_no_solution_and_no_hidden_test(name: str) -> None:
    """Students get stubs and visible checks only."""
    text = "\n".join(cell.source for cell in read("release", name).cells)
    solved = [c.source for c in read("source", name).cells if c.metadata.get("nbgrader", {}).get("solution")]
    inner = [line.strip() for source in solved for line in source.splitlines() if "SOLUTION" not in line]

    assert not any(word in text for word in ("HIDDEN TESTS", "BEGIN SOLUTION", "from graders", "grade("))
    assert not [
        line for line in inner if len(line) > 40 and line in text and not line.startswith(("def ", '"""'))
    ]


@pytest.mark.parametrize("name", SENTENCES)
def test_no_notebook_stores_outputs(name: str) -> None:
    """Source and release hold neither outputs nor counts."""
    cells = [c for folder in ("source", "release") for c in read(folder, name).cells if c.cell_type == "code"]

    assert not [cell.id for cell in cells if cell.outputs or cell.execution_count]


def test_points_in_the_text_are_the_points_of_the_checks() -> None:
    """Each grade cell is worth what its challenge's checks add up to, and says so."""
    from nbverdict.judging.scoring import score

    graded = [(cell, found) for cell in all_cells() if (found := read_grade_cell(cell))]
    for cell, found in graded:
        assert cell.metadata.nbgrader.points == score(load_challenge(found.challenge or ""), []).worth
        assert f"# {cell.metadata.nbgrader.points} points:" in found.visible

    assert {found.challenge for _, found in graded} == set(challenge_names())


@pytest.mark.parametrize(("name", "state"), UNSOLVED)
def test_an_unsolved_release_fails_with_a_sentence_for_each_task(
    name: str, state: str, tmp_path: Path
) -> None:
    """`nbgrader validate` says what is missing, with the stub and with the solution cell emptied."""
    notebook = read("release", name)
    for cell in notebook.cells:
        told: Any = cell.metadata.get("nbgrader", {})
        if state == "emptied" and cell.cell_type == "code" and told.get("solution"):
            cell.source = ""
    said = validate(notebook, name, tmp_path)

    assert f"VALIDATION FAILED ON {FAILING[name]} CELL(S)" in said
    assert all(f"AssertionError: {sentence}" in said for sentence in SENTENCES[name][state])


@pytest.mark.parametrize("name", SENTENCES)
def test_the_solution_validates(name: str, tmp_path: Path, solutions: dict[str, str]) -> None:
    """`nbgrader validate` succeeds on the release with the solutions filled in."""
    notebook = read("release", name)
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = solutions.get(grade_id, cell.source)

    assert "Success! Your notebook passes all the tests." in validate(notebook, name, tmp_path)


@pytest.mark.parametrize("challenge", challenge_names())
def test_the_solution_scores_all_automatic_points(
    challenge: str, solutions: dict[str, str], assess: Callable[..., Any]
) -> None:
    """What the source solves is right on the example and on hidden cases."""
    verdict = assess(challenge, solutions[challenge])

    assert verdict.earned == verdict.worth


@pytest.mark.parametrize("name", SENTENCES)
def test_an_author_can_grade_in_their_own_kernel(name: str, course: Path) -> None:
    """`nbgrader validate` on the source runs the hidden calls in that kernel, and succeeds."""
    said = run(course, "nbgrader", "validate", f"source/{ASSIGNMENT_OF[name]}/{name}.ipynb")

    assert "Success! Your notebook passes all the tests." in said.stdout


def test_a_grading_run_without_our_configuration_refuses(tmp_path: Path) -> None:
    """Stock nbgrader would run the hidden call in the student's process: it raises there."""
    code = "import nbverdict, os; os.environ['NBGRADER_EXECUTION'] = 'autograde'; nbverdict.grade('plot_t5')"
    outcome = subprocess.run(
        ["python", "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )

    assert outcome.returncode == 1
    assert "this grading run lacks the course's configuration" in outcome.stderr
