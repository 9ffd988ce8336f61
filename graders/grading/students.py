"""What a student may be called: one rule for what is handed in, and for who is looked for."""

from graders.compare.quoted import quoted
from graders.errors import StaffError
from graders.printable import printable

MOST = 200  # bytes: a file's name has 255, and ours have a name within them


def unfit(name: str) -> str:
    """Return why no student can be called so, or nothing; brackets and blanks are letters like any other."""
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        return "it is no UTF-8"
    if size > MOST:
        return f"it is longer than {MOST} bytes"
    if not name or name.startswith(".") or "/" in name:  # with a dot nbgrader sees no folder
        return "it is empty, begins with a dot or leads elsewhere"
    return "it holds letters that nobody sees" if printable(name) != name or name != name.strip() else ""


def ensure_fit(name: str) -> None:
    """Refuse to look for whom nobody can be.

    Raises:
        StaffError: no student can be called so.
    """
    if reason := unfit(name):
        raise StaffError(f"no student can be called {quoted(name)}: {reason}")
