"""`pytest graders --submission=PATH`."""

from pathlib import Path

import pytest

from graders.models.cache import PROJECT
from nbverdict.commands.init import init
from tests.test_class import run

pytestmark = pytest.mark.course


def test_the_checks_run_on_one_submission_as_ordinary_tests() -> None:
    """Each check is a test, once for each case; what failed is what the student got wrong."""
    notebook = "examples/submitted/ivy/model_architecture/challenges.ipynb"
    outcome = run(PROJECT, "pytest", "graders", "--submission", notebook)

    assert outcome.returncode == 1
    assert "6 failed, 45 passed" in outcome.stdout
    assert "FAILED graders/attention_grid/checks.py::test_panels_stand_two_by_two[hidden-1]" in outcome.stdout


def test_a_notebook_finds_the_modules_of_its_course() -> None:
    """The lesson imports what lies beside its original; the challenges of the other notebook are left out."""
    notebook = "examples/submitted/jon/model_architecture/lesson.ipynb"
    outcome = run(PROJECT, "pytest", "graders", "--submission", notebook)

    assert "FAILED graders/attention_weights/checks.py::test_survives_large_scores" in outcome.stdout
    assert outcome.stdout.count("FAILED ") == 1
    assert "1 failed, 54 passed, 48 deselected" in outcome.stdout


def test_without_a_submission_it_says_what_to_do() -> None:
    """Checks alone have nothing to judge."""
    outcome = run(PROJECT, "pytest", "graders")

    assert outcome.returncode == 4
    assert "pass --submission=PATH" in outcome.stderr


def test_a_path_that_is_no_notebook_is_said_in_a_sentence() -> None:
    """No traceback for a typing mistake."""
    outcome = run(PROJECT, "pytest", "graders", "--submission", "nowhere.ipynb")

    assert outcome.returncode == 4
    assert "nowhere.ipynb is not one notebook" in outcome.stderr


@pytest.mark.parametrize("asked", ["graders", "graders/moving_average/checks.py"])
def test_a_course_of_ones_own_needs_no_settings_of_pytest(tmp_path: Path, asked: str) -> None:
    """Each check is collected once, whether its folder is named or its file."""
    init(tmp_path / "own")
    outcome = run(tmp_path / "own", "pytest", asked, "--submission", "source/week1/week1.ipynb")

    assert outcome.returncode == 0
    assert "6 passed" in outcome.stdout
