"""What was measured, one row for each case; every figure is computed from these rows."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

STOCK, OURS = "stock", "ours"  # what runs
UNCHANGED, CHECKS, FROM_NOTHING = "regrade unchanged", "regrade checks", "grade changed checks"
BOTH_SIDES, BOTH_WAYS, MOVED = "stock and ours", "kept evidence and nothing kept", "before and after"


@dataclass(frozen=True)
class RunRow:
    """One whole process: a class graded by stock nbgrader, by us, or by us again."""

    what: str
    whole: bool  # the whole assignment, or the challenges alone
    submissions: int
    seconds: float
    cpu_seconds: float
    counted_by: str
    told_seconds: float | None = None  # from the first submission to the last, as `nbverdict grade` says
    run: int | None = None
    judged: int | None = None
    unchanged: int | None = None


@dataclass(frozen=True)
class FloorRow:
    """One notebook in a process that has the imports: its cells and its hidden calls, each once."""

    whole: bool
    student: str
    notebook: str
    cpu_seconds: float
    cells: int
    calls: int


@dataclass(frozen=True)
class ScoreRow:
    """One task of one student in two gradebooks."""

    what: str
    student: str
    task: str
    one: float | None
    other: float | None

    @property
    def must_agree(self) -> bool:
        """Whether both are to hold the same: before and after a check is changed they are not."""
        return self.what != MOVED

    @property
    def agrees(self) -> bool:
        """Whether both gradebooks hold the same points."""
        return self.one is not None and self.one == self.other

    @property
    def line(self) -> str:
        """Say what is compared."""
        return f"{self.what}: {self.student}, {self.task}: {self.one} and {self.other}"


@dataclass(frozen=True)
class CaseRow:
    """One case that stock was given: whether our grading asked the same submission's process for it."""

    student: str
    task: str
    case: str
    agrees: bool
    must_agree: bool = True

    @property
    def line(self) -> str:
        """Say which case was not asked."""
        return f"{self.student}, {self.task}: we did not ask `{self.case}` as it was drawn for stock"


@dataclass(frozen=True)
class KernelRow:
    """One idle kernel: the megabytes that it shares with nobody."""

    private_mb: float


Row = RunRow | FloorRow | ScoreRow | CaseRow | KernelRow


def read_rows(path: Path) -> list[Row]:
    """Return the rows of an earlier run; none where there was none."""
    kinds = {kind.__name__: kind for kind in (RunRow, FloorRow, ScoreRow, CaseRow, KernelRow)}
    told = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []
    return [kinds[row.pop("row")](**row) for row in told]


def write_rows(rows: Iterable[Row], path: Path) -> None:
    """Write a line of JSON for each row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps({"row": type(row).__name__, **asdict(row)}) + "\n" for row in rows)
    path.write_text("".join(lines), "utf-8")
