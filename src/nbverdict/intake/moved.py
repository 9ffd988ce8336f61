"""Files that were handed in with a submission but no longer lie in its folder.

They were left behind when it was collected, or refused and moved out, by a grading under plain nbgrader or by
restoring a version. They count for the time of receipt, and for a person's decisions about
the submission, as if they still lay there, until a newer submission is collected.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from nbverdict.intake.files import Examined, Refused, told_of, without_stamp
from nbverdict.intake.quarantine import is_placeholder
from nbverdict.intake.receipts import FOLDER
from nbverdict.store.folders import digest_of
from nbverdict.store.typed import NamesCodec
from nbverdict.text.stamps import is_stamp

MOVED, LEFT = "moved", "left"
Kept = dict[str, str | list[list[str]]]  # digest of the rest, and the moved entries
RECORD = NamesCodec[Kept](Kept)


class Moved:
    """The record of one student's moved files, below the course's evidence."""

    def __init__(self, evidence: Path, assignment: str, student: str) -> None:
        """Set the path; the file is made when something is left behind or moved."""
        self.path = evidence / FOLDER / assignment / MOVED / f"{student}.json"

    def beside(self, examined: Examined) -> Examined:
        """Return a submission with the entries moved out of it; another submission's record is ignored."""
        record = RECORD.read(self.path)
        if not record:
            return examined
        there = {one.path for one in examined.refused}
        moved = tuple(one for one in told_of(record[MOVED]) if one.path not in there)
        return replace(examined, moved=moved) if record[LEFT] == _left(examined, moved) else examined

    def known(self) -> tuple[Refused, ...]:
        """Return the record of the last submission, whether it still lies there or not."""
        record = RECORD.read(self.path)
        return told_of(record[MOVED]) if record else ()

    def note(self, examined: Examined) -> None:
        """Record the refused entries of a submission before they are moved, with those moved earlier."""
        self._write(examined, (*without_stamp(examined.refused), *examined.moved))

    def begin(self, examined: Examined) -> None:
        """Start the record of a new submission with the entries left behind."""
        self.forget()
        self._write(examined, without_stamp(examined.moved))

    def _write(self, examined: Examined, moved: Sequence[Refused]) -> None:
        if not moved:
            return
        RECORD.write(self.path, {LEFT: _left(examined, moved), MOVED: [one.texts for one in moved]})

    def forget(self) -> None:
        """Clear the record, because another submission replaces this one."""
        self.path.unlink(missing_ok=True)


def _left(examined: Examined, moved: Iterable[Refused]) -> str:
    """Return the digest of the rest of a submission, without placeholders of moved notebooks."""
    folder, gone = examined.folder, {one.path for one in moved}
    named = {path: path.relative_to(folder) for path in examined.kept}
    own = (path for path, name in named.items() if not is_stamp(name))
    return digest_of(folder, (path for path in own if gone.isdisjoint(_stands_for(path, named[path]))))


def _stands_for(path: Path, name: PurePath) -> set[PurePath]:
    """Return the paths that a placeholder may stand for: the notebook of its name, or the whole folder."""
    return {name, PurePath()} if is_placeholder(path) else set()
