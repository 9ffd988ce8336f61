"""One row for each case, and the figures that are computed from them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.faults.paused import PHASES
from benchmarks.faults.problems import KINDS, Problem
from graders.models.cache import PROJECT

ROWS = PROJECT / "build" / "faults" / "rows.jsonl"


@dataclass(frozen=True, kw_only=True)
class KillRow:
    """One `kill -9` of a whole group, at one call of one point."""

    series: int
    variant: str
    phase: str
    point: str
    call: int
    graded: int  # students whose entry in the ledger held when the run was killed
    problems: tuple[Problem, ...]
    strays: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, kw_only=True)
class EndRow:
    """The end of a series: the run that completed the class, and one after it."""

    series: int
    variant: str
    kills: int
    code: int
    problems: tuple[Problem, ...]
    strays: tuple[str, ...]
    seconds: float
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class OtherRow:
    """Another fault: what went wrong, and nothing where nothing did."""

    fault: str
    failures: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, kw_only=True)
class SeenRow:
    """A product that was spoilt on purpose: what was seen of it, which must be something."""

    spoilt: str
    problems: tuple[Problem, ...]
    seconds: float


Row = KillRow | EndRow | OtherRow | SeenRow


def figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Return what the last line says."""
    kills = [row for row in rows if isinstance(row, KillRow)]
    others = [row for row in rows if isinstance(row, OtherRow)]
    runs = [row for row in rows if isinstance(row, KillRow | EndRow)]
    problems = [problem for row in runs for problem in row.problems]
    return {
        "kills": len(kills),
        "kills_by_phase": {phase: sum(row.phase == phase for row in kills) for phase in PHASES},
        **{kind: sum(problem.kind == kind for problem in problems) for kind in KINDS},
        "stray_processes": sum(len(row.strays) for row in runs),
        "other_faults": len(others),
        "other_failures": sum(bool(row.failures) for row in others),
        "spoilt": sum(isinstance(row, SeenRow) for row in rows),
        "unseen": sum(isinstance(row, SeenRow) and not row.problems for row in rows),
    }


def is_good(told: dict[str, Any], *, enough: int) -> bool:
    """Say whether all is well: enough kills, and nothing lost, doubled, changed or left."""
    bad = (*KINDS, "stray_processes", "other_failures", "unseen")
    return told["kills"] >= enough and not any(told[name] for name in bad)


def write_row(row: Row, path: Path = ROWS) -> None:
    """Write a row below the others."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"row": type(row).__name__, **asdict(row)}) + "\n")
