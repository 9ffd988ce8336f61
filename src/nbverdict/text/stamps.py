"""The files that nbgrader's exchange adds to a submission: a time stamp, and a secret for its feedback.

They differ each time that the same work is handed in, so receipts, digests and processes ignore them. That is
safe only if they cannot carry anything else: a file of another form in their place is refused, and a file
of the same name elsewhere is an ordinary one.
"""

from pathlib import Path, PurePath

from nbverdict.text.expressions import Expression
from nbverdict.text.times import REGION, read_time

STAMP, SECRET = "timestamp.txt", "submission_secret.txt"
LONGEST = 200  # bytes
FORMS = {
    PurePath(STAMP): Expression(
        r"(\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?"
        rf"( ?([A-Z]{{1,5}}|{REGION}|[+-]\d\d(:?\d\d)?))?)?)?\n?"
    ),
    PurePath(SECRET): Expression(r"[0-9a-f]{128}\n?"),  # as `nbgrader submit` generates it
}
NO_TIME = (
    "it is not a time stamp, or its time zone is unknown or ambiguous: write it as "
    "`2026-11-29 11:46:05 UTC`, or with the hours and minutes from UTC as `2026-11-29 12:46:05 +0100`"
)
NO_ZONE = f"its time cannot be read: {NO_TIME}"  # it is a stamp all the same
NO_DRAWN = "it is not what `nbgrader submit` writes there: give your file another name"


def is_stamp(name: PurePath) -> bool:
    """Return whether the exchange adds a file of this path in a submission."""
    return name in FORMS


def is_added(name: PurePath, path: Path) -> bool:
    """Return whether the exchange added a file, by its path and its form."""
    try:
        return is_stamp(name) and path.is_file() and refused_as_stamp(name, path) in ("", NO_ZONE)
    except OSError:
        return False


def refused_as_stamp(name: PurePath, path: Path) -> str:
    """Return why a file cannot stand in for a stamp, else an empty text; nbgrader would stop at it."""
    try:
        text = path.read_text("ascii") if path.stat().st_size <= LONGEST else "more"
    except UnicodeDecodeError:
        text = "another"
    if not FORMS[name].fullmatch(text):
        return NO_TIME if name == PurePath(STAMP) else NO_DRAWN
    if name != PurePath(STAMP) or not text.strip() or read_time(text):
        return ""
    return NO_TIME if "/" in text else NO_ZONE  # words with a slash can say anything, unless they are a zone
