"""The figures, computed from the rows, and the bars that they are held against."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.bench.grading.rows import (
    CHECKS,
    MOVED,
    OURS,
    STOCK,
    UNCHANGED,
    CaseRow,
    FloorRow,
    KernelRow,
    Row,
    RunRow,
    ScoreRow,
)

AT_LEAST = {
    "efficiency": 0.75,
    "speedup": 5.0,
    "regrade_unchanged_speedup": 50.0,
    "regrade_checks_speedup": 6.0,
    "students_moved": 5,
}
AT_MOST = {"kernel_private_mb": 60.0}
TRUE = ("scores_agree", "cases_agree")
EXPECTED = {  # of so many submissions: run, judged from kept evidence, unchanged
    UNCHANGED: lambda submissions: (0, 0, submissions),
    CHECKS: lambda submissions: (0, submissions, 0),
}
SHORTEST = 0.01  # seconds: as finely as `nbverdict grade` says them, so less counts as this


def compute_figures(rows: Sequence[Row], *, submissions: int, cores: int) -> dict[str, Any]:
    """Return every figure; None stands where its rows are missing."""
    school = _class_figures(rows, submissions, cores, whole=False)
    ours = find_run(rows, OURS, submissions, whole=False)
    kernels = [row.private_mb for row in rows if isinstance(row, KernelRow)]
    return {
        "submissions": submissions,
        **school,
        "overhead_ms": _overhead(ours, school["floor_s"]),
        "regrade_unchanged_speedup": _regrade(ours, find_run(rows, UNCHANGED, submissions, whole=False)),
        "regrade_checks_speedup": _regrade(ours, find_run(rows, CHECKS, submissions, whole=False)),
        "students_moved": students_moved(rows),
        "kernel_private_mb": round(statistics.median(kernels), 1) if kernels else None,
        "cases_agree": _all_agree(rows, CaseRow),
        "scores_agree": _all_agree(rows, ScoreRow),
        "whole_assignment": _class_figures(rows, submissions, cores, whole=True),
    }


def _class_figures(rows: Sequence[Row], submissions: int, cores: int, *, whole: bool) -> dict[str, Any]:
    ours, stock = (
        find_run(rows, OURS, submissions, whole=whole),
        stock_seconds(rows, submissions, whole=whole),
    )
    floors = [row.cpu_seconds for row in rows if isinstance(row, FloorRow) and row.whole == whole]
    floor = sum(floors) if floors else None
    return {
        "stock_s": _round(stock, 1),
        "ours_s": _round(ours and ours.seconds, 1),
        "floor_s": _round(floor, 1),
        "speedup": _round(stock / ours.seconds, 2) if stock and ours else None,
        "efficiency": _round(floor / (ours.seconds * cores), 3) if floor and ours else None,
    }


def find_run(rows: Sequence[Row], what: str, submissions: int, *, whole: bool) -> RunRow | None:
    """Return the run of a class of this size, if it was measured."""
    wanted = (what, submissions, whole)
    runs = (row for row in rows if isinstance(row, RunRow))
    return next((row for row in runs if (row.what, row.submissions, row.whole) == wanted), None)


def stock_seconds(rows: Sequence[Row], submissions: int, *, whole: bool) -> float | None:
    """Return what stock takes for a class of this size; of another size, what it takes a submission."""
    runs = [row for row in rows if isinstance(row, RunRow) and row.what == STOCK and row.whole == whole]
    if same := [row.seconds for row in runs if row.submissions == submissions]:
        return same[0]
    largest = max(runs, key=lambda row: row.submissions, default=None) if whole else None
    return largest.seconds / largest.submissions * submissions if largest else None


def students_moved(rows: Sequence[Row]) -> int | None:
    """Return how many students have other points once the check is changed."""
    compared = [row for row in rows if isinstance(row, ScoreRow) and row.what == MOVED]
    return len({row.student for row in compared if row.one != row.other}) if compared else None


def disagreements(rows: Sequence[Row]) -> list[str]:
    """Return a line for each score that two gradebooks hold differently, and for what else is not so."""
    compared = (row for row in rows if isinstance(row, ScoreRow | CaseRow) and row.must_agree)
    return [*(row.line for row in compared if not row.agrees), *_not_as_named(rows)]


def _not_as_named(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a line for each regrade that did more than its name says."""
    for row in rows:
        counts = (
            (row.run, row.judged, row.unchanged) if isinstance(row, RunRow) and row.told_seconds else None
        )
        if counts and row.what in EXPECTED and counts != EXPECTED[row.what](row.submissions):
            yield f"{row.what}: {counts} were run, judged and unchanged, of {row.submissions}"


def missed_bars(figures: Mapping[str, Any]) -> list[str]:
    """Return a line for each bar that is missed; what was not measured is missed too."""
    return list(_missed(figures))


def _missed(figures: Mapping[str, Any]) -> Iterator[str]:
    for name in (*AT_LEAST, *AT_MOST, *TRUE):
        if figures[name] is None:
            yield f"{name} was not measured"
    for name, least in AT_LEAST.items():
        if figures[name] is not None and figures[name] < least:
            yield f"{name} is {figures[name]:g}, below {least:g}"
    for name, most in AT_MOST.items():
        if figures[name] is not None and figures[name] > most:
            yield f"{name} is {figures[name]:g}, above {most:g}"
    yield from (f"not so: {name}" for name in TRUE if figures[name] is False)


def _all_agree(rows: Sequence[Row], kind: type[ScoreRow] | type[CaseRow]) -> bool | None:
    compared = [row for row in rows if isinstance(row, kind) and row.must_agree]
    return all(row.agrees for row in compared) if compared else None


def _overhead(ours: RunRow | None, floor: float | None) -> float | None:
    """Return the milliseconds of CPU time that a submission takes beyond its own work."""
    return round((ours.cpu_seconds - floor) / ours.submissions * 1e3) if ours and floor else None


def _regrade(first: RunRow | None, again: RunRow | None) -> float | None:
    """Return how many times longer the first grading took, from its first submission to its last."""
    if not first or not again or first.told_seconds is None or again.told_seconds is None:
        return None
    return round(first.told_seconds / max(again.told_seconds, SHORTEST), 1)


def _round(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)
