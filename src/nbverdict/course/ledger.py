"""The ledger: the last grading of each submission, so that an unchanged one is not graded again."""

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

    `state` is the digest of its folder, `asked` that of the assignment with what each challenge asks, and
    `judged` that of the checks and rulings; `answers` has a digest for each grade cell, `graded` one for each
    autograded notebook, and `seconds` its run time.
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
    holds: bool = True  # false once it must be graded again
    coming: Mapping[str, str] = field(default_factory=dict)  # as `graded`, of an unfinished grading
    coming_answers: Mapping[str, str] = field(default_factory=dict)

    def seen(self, there: Mapping[str, str]) -> dict[str, str]:
        """Return the answers that people can see in `autograded/`, which nbgrader may have changed.

        If a grading was interrupted, people may have seen the old or the new ones: only equal ones count.
        """
        old = tuple(f"{name}/" for name, _ in there.items() & self.graded.items())
        new = tuple(f"{name}/" for name, _ in there.items() & self.coming.items())
        both = self.answers.items() & self.coming_answers.items()
        known = {cell: answer for cell, answer in both if cell.startswith(new)}
        return known | {cell: answer for cell, answer in self.answers.items() if cell.startswith(old)}


ENTRY = Codec[LedgerEntry](LedgerEntry)


class Ledger:
    """The ledger below a course's evidence; an unreadable entry counts as not graded."""

    def __init__(self, evidence: Path) -> None:
        """Set the folder; it is made when the first submission is graded."""
        self.folder = evidence / GRADED

    def last(self, assignment: str, student: str) -> LedgerEntry | None:
        """Return the last entry of a submission, whether or not it still holds."""
        return ENTRY.find(self._path(assignment, student))

    def enter(self, assignment: str, student: str, entry: LedgerEntry) -> None:
        """Write an entry."""
        ENTRY.write(self._path(assignment, student), entry)

    def drop(
        self,
        assignment: str,
        student: str,
        *,
        coming: Mapping[str, str] | None = None,
        answers: Mapping[str, str] | None = None,
    ) -> None:
        """Invalidate an entry, so that the next run grades the submission.

        `coming` has the digests of the notebooks about to be placed, `answers` those of their answers.
        """
        last = self.last(assignment, student)
        if last is not None:
            told = replace(last, holds=False, coming=coming or {}, coming_answers=answers or {})
            ENTRY.write(self._path(assignment, student), told)

    def _path(self, assignment: str, student: str) -> Path:
        return self.folder / assignment / f"{student}.json"


def contents_of(autograded: Path) -> dict[str, str]:
    """Return the digests of the autograded notebooks."""
    return {path.stem: content_of(path) for path in sorted(autograded.glob("*.ipynb")) if path.is_file()}
