"""A rehearsal ends at an author's first fault, in one sentence that says where, before anything is graded."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from nbverdict.commands.init import init
from nbverdict.config.settings import read_config
from nbverdict.errors import StaffError
from nbverdict.judging.discovery import load_challenge
from nbverdict.judging.rehearsal import rehearse
from nbverdict.selfcheck.check import Check

CHECKS, MISTAKES = "checks.py", "mistakes.py"
BACKWARDS = "The means are right, and in the wrong order: the first belongs to the beginning of the series."
AT = "graders/moving_average/"
FAULTS = {  # in which file, what stands there, what is written instead, and what is said
    "a syntax error": (CHECKS, "def reference(", "def reference((", f"{AT}checks.py:18: the checks of"),
    "an import": (CHECKS, "import numpy as np", "import nampy as np", f"{AT}checks.py:3: the checks of"),
    "a syntax error in a mistake": (MISTAKES, "return right[::-1]", "return right[::-1", f"{AT}mistakes.py:"),
    "no shown case": (CHECKS, "def shown_cases", "def show_cases", "has no function `shown_cases`"),
    "no hidden case": (CHECKS, "def hidden_cases", "def hide_cases", "has no function `hidden_cases`"),
    "no reference": (CHECKS, "def reference", "def right", "has no function `reference`"),
    "shown_cases raises": (
        CHECKS,
        'return [Case("shown"',
        'return [1 / 0, Case("shown"',
        f"{AT}checks.py:10: `shown_cases` of `moving_average` raises: ZeroDivisionError",
    ),
    "hidden_cases raises": (
        CHECKS,
        "rng.integers(8, 20)",
        "rng.integers(20, 8)",
        f"{AT}checks.py:39: `hidden_cases` of `moving_average` raises: ValueError: `low >= high`",
    ),
    "hidden_cases returns none": (CHECKS, "in (1, 2)]", "in ()]", "draws no hidden case"),
    "hidden_cases returns nothing": (
        CHECKS,
        "return [_drawn",
        "[_drawn",
        "`hidden_cases` of `moving_average` raises: TypeError",
    ),
    "hidden_cases returns something else": (
        CHECKS,
        "return [_drawn(rng",
        "return [(rng",
        "`hidden_cases` of `moving_average` returns a `tuple` among its cases",
    ),
    "two cases of one name": (
        CHECKS,
        'f"hidden {number}"',
        '"hidden"',
        "draws two cases with the name `hidden`",
    ),
    "reference raises": (
        CHECKS,
        "values, window = case.args\n",
        "values, window = case.arguments\n",
        f"{AT}checks.py:20: `reference` of `moving_average` raises on `shown`: AttributeError",
    ),
    "a mistake raises": (
        MISTAKES,
        "right * case.args[1]",
        "right * case.args[7]",
        f"{AT}mistakes.py:11: the mistake `sum_for_mean` of `moving_average` never fits a case",
    ),
    "a mistake names a case wrongly": (
        MISTAKES,
        "window = case.args[1]",
        "window = cas.args[1]",
        f"{AT}mistakes.py:17: the mistake `divided_by_one_less` of `moving_average` never fits a case",
    ),
    "an argument that cannot travel": (
        CHECKS,
        "5.0, 10.0], 2]",
        "5.0, 10.0], object()]",
        "`moving_average` has a case `shown` that cannot be sent: an argument of a case is a `object`",
    ),
    "no gate": (CHECKS, "gate=True, ", "", "has 0 gates among 2 checks"),
    "two gates": (CHECKS, "points=1, form=True", "points=1, gate=True", "has 2 gates among 2 checks"),
    "a check that is not there": (
        CHECKS,
        'requires="has_a_mean_for_each_window"',
        'requires="has_a_mean"',
        "lets `means_are_right` require `has_a_mean`, which is not a check above it",
    ),
    "a case that is not there": (
        CHECKS,
        "points=1, form=True",
        'points=1, form=True, cases="hiden 1"',
        "lets `has_a_mean_for_each_window` judge `hiden 1`, which is not a case",
    ),
    "a mistake costs what is not there": (
        MISTAKES,
        '@mistake(costs="means_are_right")\ndef sum_for_mean',
        '@mistake(costs="means")\ndef sum_for_mean',
        "lets the mistake `sum_for_mean` cost `means`, which is not a check",
    ),
    "a check without a docstring": (
        CHECKS,
        '    """Each value is the mean of its window"""\n',
        "",
        "the check `test_means_are_right` has no docstring",
    ),
    "a check by another name": (CHECKS, "def test_means", "def means", f"{AT}checks.py:"),
    "a mistake without a docstring": (
        MISTAKES,
        f'"""{BACKWARDS}"""',
        "",
        f"{AT}mistakes.py:",
    ),
}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    """A course as `nbverdict init` makes it."""
    init(tmp_path / "own")
    yield tmp_path / "own"
    shutil.rmtree(tmp_path / "own")


def rehearsed(root: Path) -> None:
    """Rehearse the challenge of a course."""
    read_config(root)
    rehearse(load_challenge("moving_average"))


def test_what_init_makes_has_no_fault(own: Path) -> None:
    """Nothing is raised."""
    rehearsed(own)


@pytest.mark.parametrize(("file", "stands", "instead", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_in_one_sentence(own: Path, file: str, stands: str, instead: str, told: str) -> None:
    """What is wrong, where, and what to do next."""
    path = own / AT / file
    text = path.read_text("utf-8")
    assert text.count(stands) == 1
    path.write_text(text.replace(stands, instead), "utf-8")
    with pytest.raises(StaffError) as raised:
        rehearsed(own)

    assert told in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.hint


def test_a_check_of_an_assignment_begins_with_it(own: Path) -> None:
    """And leaves nothing behind."""
    path = own / AT / CHECKS
    path.write_text(path.read_text("utf-8").replace("gate=True, ", ""), "utf-8")
    before = sorted(own.rglob("*"))
    with pytest.raises(StaffError, match="has 0 gates"):
        Check(own, "week1", own / "build")

    assert [one for one in sorted(own.rglob("*")) if "__pycache__" not in one.parts] == [
        one for one in before if "__pycache__" not in one.parts
    ]
