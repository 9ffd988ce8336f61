"""Regular expressions that cannot backtrack: the only ones that read what others wrote.

They run on RE2, whose time grows with the length of a text and with nothing else. Python's own `re` tries one
way after the other, and sixty thousand blank lines take it minutes. RE2 has no lookaround, and its classes of
letters, digits and blanks know ASCII only.
"""

from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np
import re2


class ExpressionMatch(Protocol):
    """Where an expression was found, and what its groups hold."""

    def __getitem__(self, group: int | str) -> str:
        """Return what a group holds, by number or name; 0 is all of it."""


class Expression:
    """A regular expression, compiled once."""

    def __init__(self, pattern: str, *, any_case: bool = False) -> None:
        """Compile a pattern of RE2's."""
        options = re2.Options()
        options.log_errors = False
        options.case_sensitive = not any_case
        self._compiled = re2.compile(pattern, options)

    def search(self, text: str) -> ExpressionMatch | None:
        """Return the first place in a text."""
        found: ExpressionMatch | None = self._compiled.search(encodable(text))
        return found

    def match(self, text: str) -> ExpressionMatch | None:
        """Return the place at the start of a text."""
        found: ExpressionMatch | None = self._compiled.match(encodable(text))
        return found

    def fullmatch(self, text: str) -> ExpressionMatch | None:
        """Return the place that is the whole text."""
        found: ExpressionMatch | None = self._compiled.fullmatch(encodable(text))
        return found

    def finditer(self, text: str) -> Iterator[ExpressionMatch]:
        """Yield each place in a text."""
        found: Iterator[ExpressionMatch] = self._compiled.finditer(encodable(text))
        return found

    def split(self, text: str) -> list[str]:
        """Return what lies before, between and behind the places in a text."""
        parts: list[str] = self._compiled.split(encodable(text))
        return parts

    def replaced(self, text: str, by: Callable[[ExpressionMatch], str]) -> str:
        """Return a text with each place replaced."""
        made: str = self._compiled.sub(by, encodable(text))
        return made


class _Words(dict[int, str]):
    """What stands for each letter where words are told apart; each is asked once."""

    def __init__(self, kept: str) -> None:
        super().__init__({ord(one): one for one in kept})

    def __missing__(self, letter: int) -> str:
        self[letter] = chr(letter) if chr(letter).isalnum() else " "
        return self[letter]


def encodable(text: str) -> str:
    """Return a text whose pairs of surrogates are letters, and whose halves of one are marked."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _without_halves(text)
    return text


def _without_halves(text: str) -> str:
    letters = np.array([text]).view(np.uint32)
    high, low = ((letters >= first) & (letters < first + 0x400) for first in (0xD800, 0xDC00))
    at = np.flatnonzero(high[:-1] & low[1:])
    letters[at] = 0x10000 + ((letters[at] - 0xD800) << 10) + (letters[at + 1] - 0xDC00)
    letters = np.delete(letters, at + 1)
    letters[(letters >= 0xD800) & (letters < 0xE000)] = 0xFFFD
    return letters.tobytes().decode("utf-32")


def words_in(text: str, also: str = "") -> list[str]:
    """Return the runs of letters, digits, underscores and what else is named, in their order."""
    return text.translate(_Words(f"_{also}")).split()
