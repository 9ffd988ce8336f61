"""What was graded last of each submission, and what came of it, so that it is not graded again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbverdict.config.settings import GRADED
from nbverdict.notebook.keys import Surroundings
from nbverdict.notebook.results import CellResult
from nbverdict.store.folders import content_of
from nbverdict.store.typed import Codec


@dataclass(frozen=True, kw_only=True)
class LedgerEntry:
    """One graded submission.

    `state` is what lay in its folder, `asked` identifies the assignment with what each challenge asks, and
    `judged` the checks and rulings; `answers` tells of each grade cell what was answered, `graded` of each
    notebook what was left for people to see, and `seconds` how long it ran.
    """

    state: str
    asked: str
    judged: str
    around: Surroundings
    results: tuple[CellResult, ...]
    notes: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    graded: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    holds: bool = True  # until it is graded again, which makes it history
    coming: Mapping[str, str] = field(default_factory=dict)  # as `graded`, of a grading that may be cut off
    coming_answers: Mapping[str, str] = field(default_factory=dict)

    def seen(self, there: Mapping[str, str]) -> dict[str, str]:
        """Return those answers that lie there for people to see; nbgrader may have put others there.

        Where a grading was cut off, people may have seen the old ones or the new: what is both is known.
        """
        old = tuple(f"{name}/" for name, _ in there.items() & self.graded.items())
        new = tuple(f"{name}/" for name, _ in there.items() & self.coming.items())
        both = self.answers.items() & self.coming_answers.items()
        known = {cell: answer for cell, answer in both if cell.startswith(new)}
        return known | {cell: answer for cell, answer in self.answers.items() if cell.startswith(old)}


ENTRY = Codec[LedgerEntry](LedgerEntry)


class Ledger:
    """The ledger below a course's evidence; what cannot be read was not graded yet."""

    def __init__(self, evidence: Path) -> None:
        """Name the folder; it is made when the first submission is graded."""
        self.folder = evidence / GRADED

    def last(self, assignment: str, student: str) -> LedgerEntry | None:
        """Return what came of a submission when it was graded last, whether or not that still holds."""
        return ENTRY.find(self._path(assignment, student))

    def enter(self, assignment: str, student: str, entry: LedgerEntry) -> None:
        """Write down what was graded."""
        ENTRY.write(self._path(assignment, student), entry)

    def drop(
        self,
        assignment: str,
        student: str,
        *,
        coming: Mapping[str, str] | None = None,
        answers: Mapping[str, str] | None = None,
    ) -> None:
        """Let an entry hold no longer, so that the next run grades the submission.

        `coming` identifies the notebooks that are about to lie there, and `answers` tells what they answer.
        """
        last = self.last(assignment, student)
        if last is not None:
            told = replace(last, holds=False, coming=coming or {}, coming_answers=answers or {})
            ENTRY.write(self._path(assignment, student), told)

    def _path(self, assignment: str, student: str) -> Path:
        return self.folder / assignment / f"{student}.json"


def contents_of(autograded: Path) -> dict[str, str]:
    """Return what identifies the notebooks that were left for people to see."""
    return {path.stem: content_of(path) for path in sorted(autograded.glob("*.ipynb")) if path.is_file()}
