"""The second course: another subject, graded by the same engine."""

from pathlib import Path

import pytest

from graders.models.cache import PROJECT
from tools.second import run_second

FOREIGN = ("torch", "transformers", "graders.shared", "graders.models")


@pytest.mark.xdist_group("second")
def test_a_class_of_another_subject_is_graded_as_expected() -> None:
    """Tables, estimators, line plots, classes and plain asserts get the points that expected.csv names."""
    assert run_second(PROJECT / "build" / "second-tested") == 0


def test_the_second_course_is_a_course_by_itself() -> None:
    """Nothing in it imports this repository's own challenges or models, or torch."""
    texts = [path.read_text("utf-8") for path in Path(PROJECT / "examples/statistics").rglob("*.py")]

    assert texts
    assert not any(
        name in text
        for text in texts
        for name in ("torch", "transformers", "graders.shared", "graders.models")
    )
