"""Keeps every graded version of a submission with its scores: nothing that was handed in is lost."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

from pydantic import BeforeValidator

from nbverdict.errors import StaffError
from nbverdict.intake.files import TEXTS, Examined, told_of, without_stamp
from nbverdict.notebook.results import CellResult, points_of_results
from nbverdict.store.folders import copy_files, ordinary_files
from nbverdict.store.typed import Codec, DamagedError

FOLDER, FILES, ABOUT, REFUSED = "versions", "files", "version.json", "refused.json"
Points = Annotated[  # points, extra credit, and which answer was seen, which older versions lack
    tuple[float | None, float | None, str],
    BeforeValidator(lambda told: (*told, "")[:3] if isinstance(told, list) else told),
]
Given = Mapping[str, Mapping[str, Points]]  # by notebook and cell
Checks = Mapping[str, Mapping[str, Mapping[str, float]]]  # by notebook, challenge and check


@dataclass(frozen=True)
class SubmissionVersion:
    """One version: its files, and the points of each notebook that could be graded, earned and worth."""

    number: int
    digest: str
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    given: Given = field(default_factory=dict)  # manual scores that are laid aside
    order: int = 0  # a counter of gradings: the highest was graded last
    first: Checks = field(default_factory=dict)  # points of each check at the first grading
    last: Checks = field(default_factory=dict)  # and at the last one
    unread: tuple[str, ...] = ()  # waiting: NOTEBOOK/CHALLENGE, or NOTEBOOK if it could not be judged


VERSION = Codec[SubmissionVersion](SubmissionVersion)


class Versions:
    """The versions of one student's submission, below the course's evidence."""

    def __init__(self, evidence: Path, assignment: str, student: str) -> None:
        """Set the folder; it is made when the first version is kept."""
        self.assignment, self.student = assignment, student
        self.folder = evidence / FOLDER / assignment / student

    def kept(self) -> list[SubmissionVersion]:
        """Return all versions, the oldest first."""
        found = self.folder.glob(f"[0-9]*/{ABOUT}") if self.folder.is_dir() else ()
        return sorted(map(_read, found), key=lambda version: version.number)

    def find(self, digest: str) -> SubmissionVersion | None:
        """Return the version with this content, if it was kept."""
        return next((version for version in self.kept() if version.digest == digest), None)

    def files(self, version: SubmissionVersion) -> Path:
        """Return the folder of a version's files."""
        return self.folder / str(version.number) / FILES

    def examined(self, version: SubmissionVersion, submitted: Path) -> Examined:
        """Return a version that was restored as the submission, with its refused entries."""
        folder, refused = self.files(version), self.files(version).with_name(REFUSED)
        kept = tuple(submitted / path.relative_to(folder) for path in ordinary_files(folder))
        told = told_of(TEXTS.read(refused) or ())
        return Examined(submitted, kept, moved=without_stamp(told))

    def keep(self, submitted: Examined) -> SubmissionVersion:
        """Keep the accepted files; the same content, refused entries included, is the same version."""
        digest, kept = submitted.digest, self.kept()
        if same := next((version for version in kept if version.digest == digest), None):
            return same
        version = SubmissionVersion(kept[-1].number + 1 if kept else 1, digest)
        half = self.folder / f".half-{uuid4().hex}"  # an interrupted run leaves no version
        (half / FILES).mkdir(parents=True)
        copy_files(submitted.kept, submitted.folder, half / FILES)
        if refused := [one.texts for one in (*submitted.refused, *submitted.moved)]:
            TEXTS.write(half / REFUSED, refused)
        VERSION.write(half / ABOUT, version, indent=1)
        half.rename(self.folder / str(version.number))
        return version

    def note(self, version: SubmissionVersion, results: Sequence[CellResult], notes: Sequence[str]) -> None:
        """Record the scores of a version; a notebook that could not be graded has no points."""
        names = dict.fromkeys(result.notebook for result in results)
        graded = {name: [r for r in results if r.notebook == name and r.automatic] for name in names}
        points = {
            name: (sum(r.earned for r in cells), sum(r.worth for r in cells))
            for name, cells in graded.items()
            if not any(r.ungraded for r in cells)
        }
        order = max(kept.order for kept in self.kept()) + 1
        now = points_of_results(results)
        before = _read(self.files(version).parent / ABOUT)
        first = {**now, **before.first}
        unread = tuple(f"{r.notebook}/{r.challenge}" for r in results if r.unread)
        stopped = {r.notebook for r in results if r.stopped}
        self._change(
            version,
            points=points,
            notes=tuple(notes),
            order=order,
            first=first,
            last=now,
            unread=tuple(dict.fromkeys((*before.unread, *unread, *sorted(stopped)))),
        )

    def checks_before(self, version: SubmissionVersion) -> Checks:
        """Return the points of each check in the attempt graded before a version."""
        others = [other for other in self.kept() if other.last and other.number != version.number]
        return max(others, key=_when).last if others else {}

    def waited_before(self, version: SubmissionVersion) -> set[str]:
        """Return the answers that waited for a person in any attempt before this one.

        A version that is handed in again after another is another attempt.
        """
        others = [one for one in self.kept() if one.number != version.number]
        own = _read(self.files(version).parent / ABOUT)
        again = any(one.order and (one.number > own.number or one.order > own.order > 0) for one in others)
        return {name for one in (*others, *([own] if again else ())) for name in one.unread}

    def lay_aside(self, version: SubmissionVersion, given: Given) -> None:
        """Store the manual scores of a version.

        An interrupted grading stores the same points again, and may no longer know for which answer.
        """
        known = {
            name: {cell: _as_known(of, version.given.get(name, {}).get(cell)) for cell, of in cells.items()}
            for name, cells in given.items()
        }
        self._change(version, given={**version.given, **known})

    def forget(self, version: SubmissionVersion, given: Given) -> None:
        """Remove the stored scores that were restored."""
        self._change(version, given={name: of for name, of in version.given.items() if name not in given})

    def take_back(self, notebook: str, cell: str, laid_aside: Points, instead: float | None) -> None:
        """Replace stored points with others, in every version whose answer is the same."""
        score, _, answer = laid_aside
        for version in self.kept():
            manual, extra, saw = version.given.get(notebook, {}).get(cell, (None, None, ""))
            if manual == score and (not answer or saw in (answer, "")):
                cells = {**version.given[notebook], cell: (instead, extra, saw)}
                self._change(version, given={**version.given, notebook: cells})

    def newest(self) -> SubmissionVersion | None:
        """Return the version that was graded last, with or without points."""
        return max((v for v in self.kept() if v.order or v.points), key=_when, default=None)

    def last_graded(self, notebook: str | None = None, *, but: int = 0) -> SubmissionVersion | None:
        """Return the last graded version with points for a notebook, or for any, except number `but`."""
        others = (version for version in self.kept() if version.number != but)
        graded = (v for v in others if (notebook in v.points if notebook else v.points))
        return max(graded, key=_when, default=None)

    def choose(self, number: int | None, *, other_than: str) -> SubmissionVersion:
        """Return the version with this number, by default the last graded one of another content.

        Raises:
            StaffError: there is none.
        """
        kept = self.kept()
        if number is None:
            fitting = [version for version in kept if version.points and version.digest != other_than]
        else:
            fitting = [version for version in kept if version.number == number]
        if not fitting:
            what = "no other graded version" if number is None else f"no version {number}"
            numbers = ", ".join(str(version.number) for version in kept)
            raise StaffError(
                f"there is {what} of `{self.assignment}` by {self.student}",
                hint=f"kept versions: {numbers or 'none'}",
            )
        return max(fitting, key=_when)

    def _change(self, version: SubmissionVersion, **new: Any) -> None:
        """Update some fields of a version; the others stay as they were written last."""
        folder = self.files(version).parent
        VERSION.write(folder / ABOUT, replace(_read(folder / ABOUT), **new), indent=1)

    def restore(self, version: SubmissionVersion, submitted: Path) -> None:
        """Replace the submission with a version; the caller has kept the submission."""
        submitted.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=submitted.parent, prefix=".restored-") as scratch:
            ready = Path(scratch) / "ready"
            ready.mkdir()
            files = self.files(version)
            copy_files(ordinary_files(files), files, ready)
            if submitted.is_symlink():
                submitted.unlink()
            elif submitted.exists():
                submitted.rename(Path(scratch) / "old")
            ready.rename(submitted)


def with_older_score(reason: str, evidence: Path, told: Mapping[str, str]) -> str:
    """Return why a notebook is not graded, and the score of its last graded version."""
    version = Versions(evidence, told["assignment"], told["student"]).last_graded(told["notebook"])
    if version is None:
        return reason
    earned, worth = version.points[told["notebook"]]
    return f"{reason}; version {version.number} scored {earned:g} of {worth:g}"


def _when(version: SubmissionVersion) -> tuple[int, int]:
    return version.order, version.number


def _read(path: Path) -> SubmissionVersion:
    """Read a version.

    Raises:
        DamagedError: the file is unreadable.
    """
    version = VERSION.read(path)
    if version is None:
        raise DamagedError(path)
    return version


def _as_known(points: Points, before: Points | None) -> Points:
    """Return points with the answer that was seen, taken from the stored points if only they have it."""
    return before if before and not points[2] and points[:2] == before[:2] else points
