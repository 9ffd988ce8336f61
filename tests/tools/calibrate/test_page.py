"""The page of tolerances: what it concludes, and that it is there for each."""

from pathlib import Path

import pytest

from nbverdict.compare import numbers
from nbverdict.compare.numbers import Tolerance
from tests.tools.calibrate.rows import measured
from tools.calibrate.page import BEGIN, END, PAGE, times, write_page

SENTENCES = (
    "`float32` deviates by up to 5e-05, 20 times less than the tolerance.",
    "The nearest mistake that is always seen is `near` (a) of `attention_weights`: it deviates by 0.02, ",
    "Accepted with less than a factor of 10 to spare: three decimals (weights), 2.",
    "No tolerance leaves a factor of 10 on both sides of all that is accepted: between three decimals",
    "`bfloat16` is not always accepted: weights deviate by up to 0.004 (1 of 2 runs are within).",
    "`nearer` of `attention_weights` is taken for right in 1 of 2 cases, where it is within the tolerance.",
    "`nowhere` of `attention_weights` changes no value that is compared, in any case.",
)


@pytest.fixture
def page(tmp_path: Path) -> str:
    """A page written from a few rows, with text before and after its marks."""
    path = tmp_path / "page.md"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    write_page(measured(), path)
    return path.read_text("utf-8")


def test_what_was_written_by_hand_stays(page: str) -> None:
    """Only what lies between the marks is replaced."""
    assert page.startswith(f"before\n{BEGIN}\n\n2 draws on ")
    assert page.endswith(f"\n{END}\nafter\n")
    assert "old" not in page


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_page_says_what_to_conclude(sentence: str, page: str) -> None:
    """One sentence for each thing that a tolerance lets through or does not, and for what cannot be."""
    assert f"\n- {sentence}" in page


def test_the_tables_hold_the_worst_run_and_the_nearest_cases(page: str) -> None:
    """With how many of them lie on which side."""
    assert "\n| bfloat16 | weights | 0.004 | sdpa, cpu, 1 thread; draw 0, causal | 1 of 2 |\n" in page
    assert "\n| nearer | attention_weights | weights_are_right | 0.0002 | 0.2 | 1 of 2 |\n" in page


@pytest.mark.parametrize(
    ("ratio", "text"), [(0.012, "0.012"), (9.26, "9.3"), (2650.0, "2,600"), (91000, "91,000")]
)
def test_ratios_have_two_digits(ratio: float, text: str) -> None:
    """However large they are."""
    assert times(ratio) == text


def test_every_tolerance_is_on_the_page() -> None:
    """docs/tolerances.md has a heading for each."""
    text = PAGE.read_text("utf-8")
    named = [name for name, value in vars(numbers).items() if isinstance(value, Tolerance)]

    assert [name for name in named if f"\n## `{name}`" not in text] == []
