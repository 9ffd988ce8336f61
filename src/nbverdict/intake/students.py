"""Valid names of students: one rule for submissions and for command lines."""

from unicodedata import category

from nbverdict.errors import StaffError
from nbverdict.text.printable import printable
from nbverdict.text.quoted import quoted

MOST = 200  # bytes: a file's name has 255, and ours have a name within them
# beside letters, marks and numbers; all others mean something to a tool: a part of a URL (`\`, `?`,
# `#`, `%`, `:`), a command to a shell, a cell of a table
WITHIN = frozenset(" ._-@',()[]+&\u00b7\u2010\u2019\u30fb")
FIRST = frozenset("_([")  # a sign before these makes an option of a command, or a formula of a table


def unfit(name: str) -> str:
    """Return why a student's name is invalid, or an empty string; brackets and blanks are allowed."""
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        return "it is not UTF-8"
    if size > MOST:
        return f"it is longer than {MOST} bytes"
    if not name or name.startswith(".") or "/" in name:  # nbgrader ignores folders that begin with a dot
        return "it is empty, begins with a dot or contains a slash"
    if printable(name) != name or name != name.strip():
        return "it holds invisible characters"
    if odd := next((letter for letter in name if not _is_letter(letter) and letter not in WITHIN), ""):
        return f"it holds {quoted(odd)}, which means something to tools that read names"
    return "" if _is_letter(name[0]) or name[0] in FIRST else f"it begins with {quoted(name[0])}"


def _is_letter(letter: str) -> bool:
    """Return whether this is a letter of any language, a mark on one, or a number."""
    return category(letter)[0] in "LMN"


def ensure_fit(name: str) -> None:
    """Refuse an invalid student name.

    Raises:
        StaffError: the name is invalid.
    """
    if reason := unfit(name):
        raise StaffError(f"{quoted(name)} is not a valid student name: {reason}")
