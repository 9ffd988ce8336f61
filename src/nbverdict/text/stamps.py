"""What nbgrader's exchange adds to a submission: when it was handed in, and a secret that names its feedback.

They differ each time that the same work is handed in, so no receipt, digest or process knows of them. That is
safe as long as they can say nothing else: no other file is kept in their place, and nowhere else is a file
of their names one of them.
"""

from pathlib import Path, PurePath

from nbverdict.text.expressions import Expression
from nbverdict.text.times import read_time

STAMP, SECRET = "timestamp.txt", "submission_secret.txt"
LONGEST = 200  # bytes
FORMS = {
    PurePath(STAMP): Expression(
        r"(\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?( ?([A-Z]{1,5}|[+-]\d\d(:?\d\d)?))?)?)?\n?"
    ),
    PurePath(SECRET): Expression(r"[0-9a-f]{128}\n?"),  # as `nbgrader submit` draws it
}
NO_TIME = (
    "it is no time stamp, or of a zone whose name is not known or means several: write it as "
    "`2026-11-29 11:46:05 UTC`, or with the hours and minutes from UTC as `2026-11-29 12:46:05 +0100`"
)
NO_ZONE = f"of its time nobody can say when that was: {NO_TIME}"  # a stamp all the same
NO_DRAWN = "it is not what `nbgrader submit` writes there: give your file another name"


def is_stamp(name: PurePath) -> bool:
    """Say whether a file is what the exchange adds, by where it lies in the submission."""
    return name in FORMS


def is_added(name: PurePath, path: Path) -> bool:
    """Say whether a file is what the exchange adds, by its place and form: what differs there each time."""
    try:
        return is_stamp(name) and path.is_file() and refused_as_stamp(name, path) in ("", NO_ZONE)
    except OSError:
        return False


def refused_as_stamp(name: PurePath, path: Path) -> str:
    """Return why a file cannot take the place of a stamp, or nothing; nbgrader reads it whole, and stops."""
    try:
        text = path.read_text("ascii") if path.stat().st_size <= LONGEST else "more"
    except UnicodeDecodeError:
        text = "another"
    if not FORMS[name].fullmatch(text):
        return NO_TIME if name == PurePath(STAMP) else NO_DRAWN
    return "" if name != PurePath(STAMP) or not text.strip() or read_time(text) else NO_ZONE
