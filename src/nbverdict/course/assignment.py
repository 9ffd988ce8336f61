"""Fingerprints of an assignment and of what judges it; they decide which submissions are graded again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from nbverdict.course.ledger import LedgerEntry
from nbverdict.errors import StaffError
from nbverdict.evidence.secret import fingerprint
from nbverdict.execution.preprocessors import ExecuteAndJudge
from nbverdict.gradebook.rows import Rows, tests_of
from nbverdict.judging.overrides import Rulings
from nbverdict.notebook.keys import Surroundings, checks_digest, digest
from nbverdict.notebook.submission import hidden_call, split_hidden
from nbverdict.store.folders import digest_of, ordinary_files
from nbverdict.text.printable import counted


@dataclass(frozen=True, kw_only=True)
class AssignmentFingerprint:
    """The fingerprint of one assignment in its present state."""

    assignment: str
    definition: Rows = field(repr=False)
    challenges: tuple[str, ...]
    asks: str  # identifies its cells, points and files, and what each challenge asks of a process
    judged: str  # identifies its checks and rulings, the reference's device and the configuration
    around: Surroundings

    @property
    def plain_tests(self) -> tuple[str, ...]:
        """Return the ids of the cells that hold plain tests, without a challenge."""
        sources = {row["name"]: row["source"] or "" for row in self.definition["source_cell"]}
        names = dict.fromkeys(name for _, name in tests_of(self.definition))
        return tuple(name for name in names if not hidden_call(split_hidden(sources[name])[1]))

    def is_kept(self, entry: LedgerEntry) -> bool:
        """Return whether the cached evidence answers all that the assignment asks now."""
        return entry.asked == self.asks and entry.around == self.around

    def is_all(self, entry: LedgerEntry) -> bool:
        """Return whether nothing has changed since this entry."""
        return self.is_kept(entry) and entry.judged == self.judged

    def changed(self, entry: LedgerEntry) -> list[str]:
        """Return the changes that make a submission run again."""
        own = ["what the assignment asks"] if entry.asked != self.asks else []
        return [*own, *(f"the {name}" for name in self.around.changed(entry.around))]


def asked_of(
    assignment: str, definition: Rows, source: Path, release: Path, runner: ExecuteAndJudge
) -> AssignmentFingerprint:
    """Return the fingerprint of an assignment.

    Raises:
        StaffError: its points in `source` differ from those in the gradebook.
    """
    _ensure_points(assignment, definition, source)
    calls = (hidden_call(split_hidden(row["source"] or "")[1]) for row in definition["source_cell"])
    challenges = tuple(dict.fromkeys(call for call in calls if call))
    assessor = runner.assessor
    cells = [
        _values(row) for name in ("source_cell", "grade_cells", "task_cells") for row in definition[name]
    ]
    due = [str(row["duedate"]) for row in definition["assignment"]]
    files = digest_of(release, ordinary_files(release))
    versions = [asdict(assessor.asked(name)) for name in challenges]
    rulings = [asdict(one) for one in Rulings(assessor.store, assignment).all()]
    checks = [checks_digest(name) for name in challenges]
    settings = {name: dict(runner.config[name]) for name in runner.config if name != "CourseDirectory"}
    return AssignmentFingerprint(
        assignment=assignment,
        definition=definition,
        challenges=challenges,
        asks=digest([sorted(cells), files, versions]),
        judged=digest([checks, rulings, due, assessor.device, settings]),
        around=runner.surroundings(fingerprint(assessor.secret)),
    )


def _values(row: Mapping[str, Any]) -> str:
    """Return the digest of a row without its ids, which differ between gradebooks."""
    return digest({name: value for name, value in row.items() if name != "id" and not name.endswith("_id")})


def _ensure_points(assignment: str, definition: Rows, source: Path) -> None:
    """Refuse graded cells that changed after students got the assignment."""
    notebooks = {row["id"]: row["name"] for row in definition["notebook"]}
    places = {row["id"]: (notebooks[row["notebook_id"]], row["name"]) for row in definition["base_cell"]}
    rows = (*definition["grade_cells"], *definition["task_cells"])
    promised = {places[row["id"]]: float(row["max_score"] or 0.0) for row in rows}
    there = dict(_points_in(sorted(source.glob("*.ipynb"))))
    for notebook, name in [*there, *promised]:
        now, then = there.get((notebook, name)), promised.get((notebook, name))
        if now != then:
            what = _difference(now, then)
            raise StaffError(
                f"`{name}` of {notebook}.ipynb {what}, which is what students were promised",
                hint=f"`nbverdict release {assignment}` makes source/ count, and the next grading puts new "
                f"cells into what was handed in; or make source/{assignment} as it was",
            )


def cells_not_released(definition: Rows, source: Path) -> list[str]:
    """Return the tests and read-only cells whose text in the source is not the released one, which counts."""
    notebooks = {row["id"]: row["name"] for row in definition["notebook"]}
    stored = {
        (notebooks[row["notebook_id"]], row["name"]): row["source"] for row in definition["source_cell"]
    }
    return [
        f"{path.stem}: {told['grade_id']}"
        for path in sorted(source.glob("*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
        if any((told := cell.metadata.get("nbgrader", {})).get(name) for name in ("grade", "locked"))
        and not told.get("solution")
        and "AUTOTEST" not in cell.source  # which nbgrader replaces
        and stored.get((path.stem, told["grade_id"]), cell.source).split() != cell.source.split()
    ]


def _difference(now: float | None, then: float | None) -> str:
    """Return how a cell's points in the source differ from those in the gradebook."""
    if now is None:
        return f"is not in source/, and is worth {then:g} in the gradebook"
    if then is None:
        return f"is worth {counted(now)} in source/ and is not in the gradebook"
    return f"is worth {counted(now)} in source/ and {then:g} in the gradebook"


def _points_in(notebooks: Sequence[Path]) -> Iterator[tuple[tuple[str, str], float]]:
    """Yield the points of each graded cell, by notebook and name."""
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            told = cell.metadata.get("nbgrader", {})
            if told.get("grade") or told.get("task"):
                yield (path.stem, told["grade_id"]), float(told.get("points", 0) or 0)
