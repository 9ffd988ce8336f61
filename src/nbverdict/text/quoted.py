"""What a student wrote, where a sentence of ours names it: it must not read as our own words."""

import builtins
import os
import string
from pathlib import Path
from unicodedata import normalize

from nbverdict.errors import CourseError
from nbverdict.text.printable import printable

LONGEST = 120  # letters of it that are quoted
OF_PYTHON = frozenset(  # nobody else gave these names
    name for name, one in vars(builtins).items() if isinstance(one, type) and issubclass(one, BaseException)
)
ESCAPED = str.maketrans({mark: f"\\{mark}" for mark in string.punctuation})


def quoted(text: object) -> str:
    """Return a student's text between backticks, in one line: whatever it holds, it ends where we end it."""
    return f"`{one_line(text)}`"


def one_line(text: object, *, most: int = LONGEST) -> str:
    """Return a student's text as it may stand between backticks: no backtick of any kind, not long."""
    told = str(text)[: most + 1]
    seen = "".join("'" if normalize("NFKC", one) == "`" else one for one in printable(told))
    return seen if len(told) <= most else f"{seen[:most]}…"


def in_our_words(error: BaseException, *ours: Path) -> str:
    """Return what an error is, in our words: students choose the paths in it, and may choose its text.

    Of one of the system's it is said in which of the folders in `ours` it was, and not where in there.
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
    """Return the name of an exception: as it is where it is one of Python's, else quoted, as a student's."""
    return name if name in OF_PYTHON else quoted(name)


def as_markdown(sentence: str) -> str:
    """Return Markdown that shows a sentence and nothing else; what stands between backticks is code."""
    parts = sentence.split("`")
    if len(parts) % 2 == 0 or "" in parts[1::2]:  # they are no pairs
        return sentence.translate(ESCAPED)
    return "`".join(part if at % 2 else part.translate(ESCAPED) for at, part in enumerate(parts))
