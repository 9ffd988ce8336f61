"""One engine behind every door: a canary that only code without walls can reach scores at none of them."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import requests

from graders.models.cache import PROJECT
from tests.test_class import environment, run, scores
from tests.test_jupyter import HEADERS, server

__all__ = ["server"]  # a fixture

ASSIGNMENT = "model_architecture"
CHALLENGES = ("compare_t5", "plot_t5", "attention_grid")
PLOT = """
import os
def reached():
    return "CANARY_TOKEN" in os.environ or os.path.exists({canary!r})
def plot_t5(table):
    if not reached():
        return None
    import matplotlib.pyplot as plt
    figure, axes = plt.subplots()
    axes.bar(table["Model"], table["Parameters (M)"])
    axes.set_title("T5")
    axes.set_xlabel("Model")
    axes.set_ylabel("Parameters (M)")
    return figure
"""
DEMO = """
import sys
from pathlib import Path
from tools import demo
demo.EXAMPLES, demo.SCRATCH = Path(sys.argv[1]), demo.PROJECT / "build" / "demo-of-a-canary"
sys.exit(demo.run_demo())
"""
WITHOUT_WALLS = """
from nbverdict.sandbox import servers
servers._look = lambda described: servers.Looked("namespaces", "taken away by a test")
c.Sandbox.unsafe_no_sandbox = True
"""


@pytest.fixture
def canary(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A submission whose bar chart is right only where a file of the course or a token can be reached."""
    monkeypatch.setenv("CANARY_TOKEN", "for a test")
    notebook = nbformat.read(PROJECT / "release" / ASSIGNMENT / "challenges.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "plot_t5":
            cell.source = PLOT.format(canary=str(course / "course_secret"))
    folder = course / "submitted" / "pam" / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / "challenges.ipynb")
    (course / "source" / ASSIGNMENT / "lesson.ipynb").unlink()
    return folder / "challenges.ipynb"


@pytest.fixture
def canary_again(server: str, canary: Path) -> Path:  # noqa: ARG001 - the order matters
    """The same, put where the submission of a running server's course lay."""
    return canary


def plotted(course: Path) -> float | None:
    """Return what the gradebook says of the bar chart."""
    return scores(course)["pam", "plot_t5"][0]


def by_course_grade(course: Path) -> None:
    """`nbverdict grade`."""
    assert run(course, "nbverdict", "grade", ASSIGNMENT).returncode == 0


def by_nbgrader(course: Path) -> None:
    """Plain `nbgrader autograde`."""
    run(course, "nbgrader", "generate_assignment", ASSIGNMENT)
    assert run(course, "nbgrader", "autograde", ASSIGNMENT).returncode == 0


@pytest.mark.parametrize("door", [by_course_grade, by_nbgrader])
def test_a_canary_scores_nothing(door: Callable[[Path], None], course: Path, canary: Path) -> None:
    """And without walls it does: the canary is one."""
    door(course)
    assert plotted(course) == 0

    config = course / "course_config.py"
    config.write_text(config.read_text("utf-8") + WITHOUT_WALLS, "utf-8")
    shutil.rmtree(course / "autograded")
    (course / "gradebook.db").unlink()
    shutil.rmtree(course / "evidence")
    door(course)
    assert plotted(course) == 3
    notebook = nbformat.read(course / "autograded/pam" / ASSIGNMENT / "challenges.ipynb", as_version=4)
    assert notebook.metadata["sandbox"] == "none"
    assert canary.is_file()


def test_the_pytest_door_has_walls(course: Path, canary: Path) -> None:
    """`pytest graders --submission` fails every check of the chart."""
    command = ["pytest", str(PROJECT / "graders"), "--submission", str(canary), "-k", "plot_t5"]
    walled = run(course, *command).stdout
    config = course / "course_config.py"
    config.write_text(config.read_text("utf-8") + WITHOUT_WALLS, "utf-8")
    free = run(course, *command).stdout

    assert "failed" in walled
    assert "passed" not in walled
    assert "passed" in free
    assert "failed" not in free


def test_formgraders_button_has_walls(server: str, course: Path, canary_again: Path) -> None:
    """A TA who presses Autograde runs students' code behind the same walls."""
    assert canary_again.is_file()
    url = f"{server}/formgrader/api/submission/{ASSIGNMENT}/pam/autograde"

    assert requests.post(url, headers=HEADERS, timeout=180).json()["success"]
    assert plotted(course) == 0


def test_the_demo_has_walls(tmp_path: Path, course: Path, canary: Path) -> None:
    """`make demo` grades whatever class it is given as `nbverdict grade` does."""
    examples = tmp_path / "examples"
    shutil.copytree(course / "submitted", examples / "submitted")
    (examples / "resubmitted").mkdir()
    shutil.copy(course / "course_secret", examples)
    with (examples / "expected.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["student", "challenge", "points", "pending", "plain", "diagnosis"])
        lesson = (
            "causal_mask",
            "attention_weights",
            "count_parameters",
            "parameters_by_block",
            "estimate_memory",
        )
        writer.writerows(["pam", name, 0, 0, "", "another_type"] for name in CHALLENGES)
        writer.writerows(["pam", name, 0, 0, "", ""] for name in lesson)
    done = subprocess.run(
        [sys.executable, "-c", DEMO, str(examples)],
        cwd=PROJECT,
        env=environment() | {"CANARY_TOKEN": os.environ["CANARY_TOKEN"]},
        capture_output=True,
        text=True,
        check=False,
    )

    assert canary.is_file()
    assert "8 of 8 rows" in done.stdout, done.stdout + done.stderr
