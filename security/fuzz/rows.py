"""A row for each notebook, and the figures that are computed from rows alone."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graders.models.cache import PROJECT

ROWS = PROJECT / "build" / "fuzz" / "rows.jsonl"
BAD = ("crashed_class", "beyond_budget", "without_page", "unreasoned")
OURS = re.compile(  # what is no sentence for anybody
    r"Traceback|File \"|\b\w+(Error|Exception)\b[:()]|exit (status|code)|\bErrno\b"
    r"|0x[0-9a-f]{6}|/tmp/|object at"
)
REST = 5.0  # seconds of CPU time that the end of a process, and what is said of it, may take


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What became of one grade cell of a notebook."""

    name: str
    earned: float
    worth: float
    reason: str = ""  # why it has not all of its points, or none yet
    student_reads: bool = True  # this reason on the page
    staff_read: bool = True  # it in the report or the summary


@dataclass(frozen=True, kw_only=True)
class Row:
    """What became of one notebook."""

    number: int  # of its class
    seed: int  # that draws the class
    student: str
    notebook: str
    changes: tuple[str, ...]  # what was done to it
    cells: tuple[Cell, ...] = ()
    page: str = ""  # what is wrong with its page
    error: str = ""  # that stopped this machine
    cpu: float = 0.0  # seconds, of its submission, as its parent counts them
    wall: float = 0.0
    cpu_budget: float
    wall_budget: float
    left: tuple[str, ...] = ()  # processes
    class_ended: str = ""  # what raised, or whose points or page were lost


def figures(rows: Sequence[Row]) -> dict[str, int]:
    """Return what the last line says."""
    return {
        "notebooks": len(rows),
        "crashed_class": len({row.number for row in rows if row.class_ended}),
        "beyond_budget": sum(map(is_beyond, rows)),
        "without_page": sum(bool(row.page) for row in rows),
        "unreasoned": sum(bool(unreasoned(row)) for row in rows),
    }


def is_good(told: dict[str, int], *, enough: int) -> bool:
    """Say whether no figure is bad, and enough notebooks were tried."""
    return told["notebooks"] >= enough and not any(told[name] for name in BAD)


def is_beyond(row: Row) -> bool:
    """Say whether a notebook took more than its budget, or left something that goes on."""
    return row.cpu > row.cpu_budget + REST or row.wall > row.wall_budget + REST or bool(row.left)


def unreasoned(row: Row) -> list[str]:
    """Return what nobody was given a reason for."""
    if row.class_ended and not row.cells:
        return []  # told by another figure
    found = [f"the machine is blamed: {row.error}"] if row.error else []
    if not row.cells:
        found.append("no result at all")
    for cell in row.cells:
        if cell.earned >= cell.worth:
            continue
        if not cell.reason:
            found.append(f"{cell.name} has {cell.earned:g} of {cell.worth:g}, and nobody knows why")
        elif ours := OURS.search(cell.reason):
            found.append(f"{cell.name}: {ours[0]!r} in {cell.reason[:200]!r}")
        else:
            found += [f"{cell.name}: the student does not read it"] * (not cell.student_reads)
            found += [f"{cell.name}: staff do not read it"] * (not cell.staff_read)
    return found


def told_of(row: Row) -> list[str]:
    """Return what is bad about a notebook, in words."""
    found: list[str] = []
    if is_beyond(row):
        found.append(
            f"{row.cpu:.1f} s of CPU time, {row.wall:.1f} s, left: {', '.join(row.left) or 'nothing'}"
        )
    return [*found, *([row.page] if row.page else []), *unreasoned(row)]


def write_row(row: Row, path: Path = ROWS) -> None:
    """Write a row below the others."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(row)) + "\n")


def read_rows(path: Path = ROWS) -> list[Row]:
    """Return the rows of a file."""
    return [_row(json.loads(line)) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def _row(told: dict[str, Any]) -> Row:
    cells = tuple(Cell(**cell) for cell in told.pop("cells"))
    return Row(**{**told, "cells": cells, "changes": tuple(told["changes"]), "left": tuple(told["left"])})
