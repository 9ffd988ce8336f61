"""What others wrote, as a terminal and a log may show it."""

import sys

import pytest
import regex

from nbverdict.text.printable import BLANK, counted, line, printable


@pytest.mark.parametrize(
    "letter", ["\x1b", "\x07", "\x9b", "\n", "\r", "\u2028", "\u202e", "\u2066", "\udcff"]
)
def test_no_letter_acts_on_who_reads_it(letter: str) -> None:
    """Controls, ends of lines, and what turns letters around; letters of any language stay."""
    assert printable(f"\u00fcb\u4e16{letter}c") == "\u00fcb\u4e16 c"


@pytest.mark.parametrize(
    ("number", "told"), [(1, "1 point"), (1.0, "1 point"), (0, "0 points"), (1 / 3, "0.3333 points")]
)
def test_one_point_is_no_points(number: float, told: str) -> None:
    """A third has four digits."""
    assert counted(number) == told


def test_a_line_of_a_log_is_one_line() -> None:
    """Whatever is put into it."""
    assert line("%s is late: %d", "a\x1b[2J\nERROR: b", 3) == "a [2J ERROR: b is late: 3"


def test_letters_that_nobody_sees_are_blanks() -> None:
    """Else a name fills a line with nothing, and goes on below as if it was another's words."""
    assert printable("".join(sorted(BLANK))).isspace()


def test_what_unicode_calls_ignorable_is_blank() -> None:
    """All of it, and what has no ink: a name looks as no other name does."""
    letters = "".join(map(chr, range(sys.maxunicode + 1)))
    ignored = "".join(regex.findall(r"\p{Default_Ignorable_Code_Point}", letters))

    assert len(ignored) > 4_000
    assert printable(f"{ignored}\U0001d159\U00016fe4").isspace()
