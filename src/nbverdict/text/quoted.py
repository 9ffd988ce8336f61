"""Quotes a student's text in a sentence of ours, so that it cannot read as our own words."""

import builtins
import os
import string
from pathlib import Path
from unicodedata import normalize

from nbverdict.errors import CourseError
from nbverdict.text.printable import printable

LONGEST = 120  # characters of it that are quoted
OF_PYTHON = frozenset(  # names that a student did not choose
    name for name, one in vars(builtins).items() if isinstance(one, type) and issubclass(one, BaseException)
)
ESCAPED = str.maketrans({mark: f"\\{mark}" for mark in string.punctuation})


def quoted(text: object) -> str:
    """Return a student's text between backticks, on one line; the text cannot close the quote."""
    return f"`{one_line(text)}`"


def one_line(text: object, *, most: int = LONGEST) -> str:
    """Return a student's text for use between backticks: on one line, shortened, without backticks."""
    start = str(text)[: most + 1]
    shown = "".join("'" if normalize("NFKC", char) == "`" else char for char in printable(start))
    return shown if len(start) <= most else f"{shown[:most]}…"


def in_our_words(error: BaseException, *ours: Path) -> str:
    """Describe an error in our words: students choose the paths in it, and may choose its text.

    For an error of the system, name the folder among `ours` in which it occurred, but not the path below it.
    """
    kind = type(error).__name__
    if isinstance(error, CourseError):  # a sentence of ours
        return f"{kind}: {error}"
    if not isinstance(error, OSError) or error.errno is None:
        return f"{kind}: {quoted(error)}" if str(error) else kind
    path = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes | Path) else Path()
    where = max((one for one in ours if path.is_relative_to(one)), key=lambda one: len(one.parts), default="")
    return f"{kind}: {os.strerror(error.errno)}" + (f", in {quoted(where)}" if where else "")


def named(name: str) -> str:
    """Return the name of an exception, quoted unless it is one of Python's."""
    return name if name in OF_PYTHON else quoted(name)


def as_markdown(sentence: str) -> str:
    """Return Markdown that shows a sentence literally; text between backticks is code."""
    parts = sentence.split("`")
    if len(parts) % 2 == 0 or "" in parts[1::2]:  # they do not form pairs
        return sentence.translate(ESCAPED)
    return "`".join(part if at % 2 else part.translate(ESCAPED) for at, part in enumerate(parts))
