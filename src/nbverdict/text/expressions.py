"""Regular expressions that cannot backtrack: no others may read what students wrote.

They run on RE2, in time linear in the length of a text. Python's own `re` backtracks, and takes minutes for
sixty thousand blank lines. RE2 does not have lookaround, and its classes of letters, digits and blanks cover
ASCII only.
"""

from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np
import re2


class ExpressionMatch(Protocol):
    """A match of an expression, with its groups."""

    def __getitem__(self, group: int | str) -> str:
        """Return a group by number or name; 0 is the whole match."""


class Expression:
    """A regular expression, compiled once."""

    def __init__(self, pattern: str, *, any_case: bool = False) -> None:
        """Compile a pattern of RE2."""
        options = re2.Options()
        options.log_errors = False
        options.case_sensitive = not any_case
        self._compiled = re2.compile(pattern, options)

    def search(self, text: str) -> ExpressionMatch | None:
        """Return the first match in a text."""
        found: ExpressionMatch | None = self._compiled.search(encodable(text))
        return found

    def match(self, text: str) -> ExpressionMatch | None:
        """Return the match at the start of a text."""
        found: ExpressionMatch | None = self._compiled.match(encodable(text))
        return found

    def fullmatch(self, text: str) -> ExpressionMatch | None:
        """Return the match of the whole text."""
        found: ExpressionMatch | None = self._compiled.fullmatch(encodable(text))
        return found

    def finditer(self, text: str) -> Iterator[ExpressionMatch]:
        """Yield each match in a text."""
        found: Iterator[ExpressionMatch] = self._compiled.finditer(encodable(text))
        return found

    def split(self, text: str) -> list[str]:
        """Return the parts of a text before, between and after its matches."""
        parts: list[str] = self._compiled.split(encodable(text))
        return parts

    def replaced(self, text: str, by: Callable[[ExpressionMatch], str]) -> str:
        """Return a text with each match replaced."""
        made: str = self._compiled.sub(by, encodable(text))
        return made


class _Words(dict[int, str]):
    """A table for `str.translate` that turns separators between words into spaces, filled on demand."""

    def __init__(self, kept: str) -> None:
        super().__init__({ord(char): char for char in kept})

    def __missing__(self, char: int) -> str:
        self[char] = chr(char) if chr(char).isalnum() else " "
        return self[char]


def encodable(text: str) -> str:
    """Return a text with surrogate pairs joined into characters, and lone surrogates replaced by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _without_halves(text)
    return text


def _without_halves(text: str) -> str:
    chars = np.array([text]).view(np.uint32)
    high, low = ((chars >= first) & (chars < first + 0x400) for first in (0xD800, 0xDC00))
    at = np.flatnonzero(high[:-1] & low[1:])
    chars[at] = 0x10000 + ((chars[at] - 0xD800) << 10) + (chars[at + 1] - 0xDC00)
    chars = np.delete(chars, at + 1)
    chars[(chars >= 0xD800) & (chars < 0xE000)] = 0xFFFD
    return chars.tobytes().decode("utf-32")


def words_in(text: str, also: str = "") -> list[str]:
    """Return the runs of letters, digits, underscores and the characters in `also`, in order."""
    return text.translate(_Words(f"_{also}")).split()
