"""What was handed in with a submission and does not lie in it: it was handed in all the same.

It was left behind when the submission was collected, or refused and moved out: plain nbgrader's grading moves
it, and so does a version that is brought back. It counts for when the work came, and for what a person
decided about it, as if it lay there still, until something newer is collected.
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
Kept = dict[str, str | list[list[str]]]  # what identifies the rest, and what does not lie in it
RECORD = NamesCodec[Kept](Kept)


class Moved:
    """What of one student's submission does not lie in it, below the course's evidence."""

    def __init__(self, evidence: Path, assignment: str, student: str) -> None:
        """Name the file; it is made when something is left behind or moved."""
        self.path = evidence / FOLDER / assignment / MOVED / f"{student}.json"

    def beside(self, examined: Examined) -> Examined:
        """Return a submission with what was moved out of it; of another that lies there now nothing was."""
        record = RECORD.read(self.path)
        if not record:
            return examined
        there = {one.path for one in examined.refused}
        moved = tuple(one for one in told_of(record[MOVED]) if one.path not in there)
        return replace(examined, moved=moved) if record[LEFT] == _left(examined, moved) else examined

    def known(self) -> tuple[Refused, ...]:
        """Return what is known of the last submission, whether it lies there still or not."""
        record = RECORD.read(self.path)
        return told_of(record[MOVED]) if record else ()

    def note(self, examined: Examined) -> None:
        """Write down what is refused of a submission, before it is moved, and what was before it."""
        self._write(examined, (*without_stamp(examined.refused), *examined.moved))

    def begin(self, examined: Examined) -> None:
        """Write down what was left behind of a submission, in the place of what is known of another."""
        self.forget()
        self._write(examined, without_stamp(examined.moved))

    def _write(self, examined: Examined, moved: Sequence[Refused]) -> None:
        if not moved:
            return
        RECORD.write(self.path, {LEFT: _left(examined, moved), MOVED: [one.texts for one in moved]})

    def forget(self) -> None:
        """Know of nothing, for another submission takes the place of this one."""
        self.path.unlink(missing_ok=True)


def _left(examined: Examined, moved: Iterable[Refused]) -> str:
    """Return what identifies the rest of a submission; what stands for a notebook that was moved is none."""
    folder, gone = examined.folder, {one.path for one in moved}
    named = {path: path.relative_to(folder) for path in examined.kept}
    own = (path for path, name in named.items() if not is_stamp(name))
    return digest_of(folder, (path for path in own if gone.isdisjoint(_stands_for(path, named[path]))))


def _stands_for(path: Path, name: PurePath) -> set[PurePath]:
    """Return what of a submission a file may stand for: the notebook of its name, or all of it."""
    return {name, PurePath()} if is_placeholder(path) else set()
