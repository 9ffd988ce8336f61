"""Rows of a long class, and the figures that are computed from them."""

import json
import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graders.models.cache import PROJECT

ROWS = PROJECT / "build" / "soak" / "rows.jsonl"
PARTS, MORE, PACE = 5, 1.10, 0.8  # fifths; what the last may have more of, and at which pace of the second
SLACK_MB, SLACK = 16.0, 3.0
OTHERS = 0.1  # of the machine's cores
ROLES = ("main", "workers", "server", "judges")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What a run held at one moment; memory and descriptors by role."""

    time: float
    pss_mb: dict[str, float]
    rss_mb: dict[str, float]
    descriptors: dict[str, int]
    mounts: int
    processes: int
    in_memory: int  # scratch gradebooks
    scratch: int  # what lies in the course's scratch folder
    cpu: float  # seconds of CPU time that the run has used
    machine: float  # and all processes of this machine


@dataclass(frozen=True, kw_only=True)
class Graded:
    """When a submission was written down."""

    student: str
    time: float


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How the run ended, and what it left."""

    code: int
    seconds: float
    left: tuple[str, ...]
    said: str = ""


Row = Sample | Graded | Ended


def figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Return what the last line says."""
    graded = sorted(row.time for row in rows if isinstance(row, Graded))
    second, last = _fifths(rows, graded)
    ends = [row for row in rows if isinstance(row, Ended)]
    return {
        "submissions": len(graded),
        "seconds": round(sum(row.seconds for row in ends), 1),
        "memory_flat": all(
            _flat(second, last, pick(role), SLACK_MB) for pick in (_pss, _rss) for role in ROLES
        ),
        "descriptors_flat": all(_flat(second, last, _descriptors(role), SLACK) for role in ROLES),
        "mounts_flat": _flat(second, last, lambda row: row.mounts, SLACK),
        "processes_flat": _flat(second, last, lambda row: row.processes, SLACK),
        "scratch_flat": _flat(second, last, lambda row: row.in_memory + row.scratch, SLACK),
        "linear": _linear(graded) or (_disturbed(rows) and _linear([_cpu(rows, one) for one in graded])),
        "disturbed": _disturbed(rows),
        "left": sum(len(row.left) for row in ends),
        "failed": sum(row.code != 0 for row in ends),
    }


def is_good(told: dict[str, Any], *, enough: int) -> bool:
    """Say whether all is flat, all were graded, and nothing is left."""
    return (
        told["submissions"] == enough
        and all(value for name, value in told.items() if name.endswith("_flat") or name == "linear")
        and not (told["left"] or told["failed"])
    )


def medians(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a line for each figure: its median in the second fifth and in the last."""
    second, last = _fifths(rows, sorted(row.time for row in rows if isinstance(row, Graded)))
    for name, of in (("pss_mb", _pss), ("rss_mb", _rss), ("descriptors", _descriptors)):
        for role in ROLES:
            yield f"{name} of {role}: {_median(second, of(role)):g}, then {_median(last, of(role)):g}"
    for name in ("mounts", "processes", "in_memory", "scratch"):
        before, after = (_median(part, lambda row: float(getattr(row, name))) for part in (second, last))  # noqa: B023 - used at once
        yield f"{name}: {before:g}, then {after:g}"


def write_row(row: Row, path: Path = ROWS) -> None:
    """Write a row below the others."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"row": type(row).__name__, **asdict(row)}) + "\n")


def _fifths(rows: Sequence[Row], graded: Sequence[float]) -> tuple[list[Sample], list[Sample]]:
    """Return the samples of the second and last fifth of the time in which submissions were graded."""
    samples = [row for row in rows if isinstance(row, Sample)]
    if not graded:
        return [], []
    begin, long = graded[0], (graded[-1] - graded[0]) / PARTS

    def part(number: int) -> list[Sample]:
        return [one for one in samples if 0 <= one.time - begin - number * long < long]

    return part(1), part(PARTS - 1)


def _flat(second: list[Sample], last: list[Sample], of: Callable[[Sample], float], slack: float) -> bool:
    """Say whether the last fifth has no more than the second; what was not sampled is not flat.

    What grows has another median and another maximum; of what goes up and down one of them moves by chance.
    """
    if not (second and last):
        return False
    figures = ((_median(second, of), _median(last, of)), (max(map(of, second)), max(map(of, last))))
    return any(after <= max(before * MORE, before + slack) for before, after in figures)


def _median(samples: Sequence[Sample], of: Callable[[Sample], float]) -> float:
    return statistics.median(map(of, samples)) if samples else float("nan")


def _linear(graded: Sequence[float]) -> bool:
    return _pace(graded, PARTS - 1) >= PACE * _pace(graded, 1)


def _disturbed(rows: Sequence[Row]) -> bool:
    """Say whether others used this machine, so that only CPU time tells of our pace."""
    samples = [row for row in rows if isinstance(row, Sample)]
    if len(samples) < PARTS:
        return False
    first, last = samples[0], samples[-1]
    others = (last.machine - first.machine) - (last.cpu - first.cpu)
    return others > OTHERS * (last.time - first.time) * (os.cpu_count() or 1)


def _cpu(rows: Sequence[Row], time: float) -> float:
    """Return the CPU time that the run had used at some time."""
    samples = [row for row in rows if isinstance(row, Sample)]
    after = [number for number, one in enumerate(samples) if one.time >= time]
    if not after or after[0] == 0:
        return samples[-1 if not after else 0].cpu
    one, other = samples[after[0] - 1], samples[after[0]]
    return one.cpu + (other.cpu - one.cpu) * (time - one.time) / (other.time - one.time)


def _pace(graded: Sequence[float], number: int) -> float:
    """Return how many were graded in a second, in one fifth of the submissions."""
    size = len(graded) // PARTS
    part = graded[number * size : number * size + size + 1]
    return (len(part) - 1) / (part[-1] - part[0]) if len(part) > 1 and part[-1] > part[0] else 0.0


def _pss(role: str) -> Callable[[Sample], float]:
    return lambda row: row.pss_mb.get(role, 0.0)


def _rss(role: str) -> Callable[[Sample], float]:
    return lambda row: row.rss_mb.get(role, 0.0)


def _descriptors(role: str) -> Callable[[Sample], float]:
    return lambda row: row.descriptors.get(role, 0)
