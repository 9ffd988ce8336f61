"""A challenge of a course of one's own: what its author edits counts, and what its students are told fits."""

from pathlib import Path

import pytest

from nbverdict import assess
from nbverdict.config.course_code import CourseCode, use
from nbverdict.judging.discovery import asked_version

CHECKS = '''"""Largest values."""
from nbverdict import Answers, Case, check, expect_equal, mistake


def shown_cases():
    return [Case("shown", args=[[3, 1, 2]])]


def hidden_cases(rng):
    return [Case("hidden 1", args=[[int(one) for one in rng.integers(-9, 0, size=5)]])]


def reference(case):
    return max(case.args[0])


@check(points=1, gate=True)
def test_is_the_largest(evidence: Answers, reference):
    """The largest value"""
    expect_equal(evidence.number, reference)


@mistake(costs="is_the_largest")
def sizes_compared(case):
    """You compare sizes without their signs."""
    return max(case.args[0], key=abs)
'''


def course(root: Path, checks: str) -> Path:
    """Write a course with one challenge."""
    (root / "graders" / "largest").mkdir(parents=True)
    (root / "graders" / "largest" / "checks.py").write_text(checks, "utf-8")
    (root / "nbgrader_config.py").write_text("c = get_config()\n", "utf-8")
    return root


@pytest.mark.parametrize(("old", "new"), [("[3, 1, 2]", "[3, 1, 4]"), ("(-9, 0, size=5)", "(-9, 0, size=6)")])
def test_edited_cases_are_other_cases(tmp_path: Path, old: str, new: str) -> None:
    """Nobody has to raise a number: what was collected for the cases before is not asked for again."""
    versions = []
    for name, text in (("one", CHECKS), ("other", CHECKS.replace(old, new)), ("same", CHECKS)):
        use(CourseCode(course(tmp_path / name, text) / "graders"))
        versions.append(asked_version("largest").stem)

    assert versions[0] == versions[2] != versions[1]


def test_a_mistake_is_named_if_answers_show_it(tmp_path: Path) -> None:
    """The known mistake explains the hidden answer, and is right on the example."""
    code = "def largest(values):\n    return max(values, key=abs)"

    diagnoses = assess("largest", code, course=course(tmp_path, CHECKS)).diagnoses
    assert [one.mistake for one in diagnoses] == ["sizes_compared"]


def test_no_mistake_is_named_for_calls_that_raised(tmp_path: Path) -> None:
    """What answered is right, so no mistake was seen, whatever it would have made of the rest."""
    code = "def largest(values):\n    if min(values) < 0:\n        raise ValueError\n    return max(values)"

    verdict = assess("largest", code, course=course(tmp_path, CHECKS))
    assert (verdict.diagnoses, verdict.earned) == ((), 0)
