"""The second course: another subject, graded by the same engine."""

import os
import subprocess
from pathlib import Path

import pytest

from graders.models.cache import PROJECT

ENVIRONMENT = PROJECT / ".venv-statistics" / "bin"  # of `make setup-statistics`: without torch
GRADED = """
from tools.second import PROJECT, run_second
raise SystemExit(run_second(PROJECT / "build" / "second-tested"))
"""
FOREIGN = ("torch", "transformers", "graders.shared", "graders.models")


@pytest.mark.xdist_group("second")
def test_a_class_of_another_subject_is_graded_as_expected() -> None:
    """Tables, estimators, line plots, classes and plain asserts get the points that expected.csv names."""
    outcome = subprocess.run(
        [ENVIRONMENT / "python", "-c", GRADED],
        cwd=PROJECT,
        env={**os.environ, "PATH": f"{ENVIRONMENT}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_second_course_is_a_course_by_itself() -> None:
    """Nothing in it imports this repository's own challenges or models, or torch."""
    texts = [path.read_text("utf-8") for path in Path(PROJECT / "examples/statistics").rglob("*.py")]

    assert texts
    assert not any(name in text for text in texts for name in FOREIGN)
