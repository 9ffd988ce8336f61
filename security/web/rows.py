"""One row for each page that was opened, and the figures that follow from them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from security.web.walls import Walls

FEWEST = 25  # payloads
WRITTEN, OPENED, SCROLLED = 10.0, 5.0, 0.1  # seconds that a report of 500 students may take


@dataclass(frozen=True)
class PageRow:
    """An honest page: what axe-core found, what is missing, and what it asked for."""

    page: str
    serious: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class PayloadRow:
    """One payload on one page."""

    number: int
    payload: str
    place: str
    page: str  # feedback, report or formgrader
    walls: Walls
    ran: bool
    asked: bool  # for a file of the payload's
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class StoryRow:
    """One thing that a TA does and sees."""

    step: str
    holds: bool


@dataclass(frozen=True, kw_only=True)
class LargeRow:
    """The report of a large class: how long it takes to be written, opened and scrolled."""

    students: int
    megabytes: float
    written_s: float
    opened_s: float
    frames: int
    frame_ms: float  # that 95 of 100 frames take at most, while somebody scrolls

    @property
    def missed(self) -> list[str]:
        """Return what takes longer than a reader would wait."""
        limits = (
            ("written", self.written_s, WRITTEN),
            ("opened", self.opened_s, OPENED),
            ("scrolled by half a screen", self.frame_ms / 1000, SCROLLED),
        )
        return [f"is {what} in {took:.2f} s" for what, took, most in limits if took > most]


Row = PageRow | PayloadRow | StoryRow | LargeRow


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Write a line of JSON for each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps({"row": type(one).__name__, **asdict(one)}) + "\n" for one in rows))


def compute_figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the figures of the last line.

    A payload counts only if it acts where no wall of ours stands.
    """
    payloads = [one for one in rows if isinstance(one, PayloadRow)]
    open_pages = (Walls.STOCK, Walls.NONE)
    count = {one.number for one in payloads if one.walls in open_pages and (one.ran or one.asked)}
    walled = [one for one in payloads if one.number in count and one.walls not in open_pages]
    ours = [one for one in walled if one.walls is not Walls.POLICY]
    pages = [one for one in rows if isinstance(one, PageRow)]
    return {
        "pages": len(pages) + sum(one.walls not in open_pages for one in payloads),
        "axe_serious": sum(len(one.serious) for one in pages),
        "payloads": len(count),
        "ran": sum(one.ran for one in walled),
        "requests_elsewhere": sum(map(_asks, (*ours, *pages))),
    }


def _asks(one: PageRow | PayloadRow) -> bool:
    return bool(one.elsewhere) or bool(getattr(one, "asked", False))


def problems(rows: Sequence[Row]) -> list[str]:
    """Return a line for everything that is not as it must be."""
    figures = compute_figures(rows)
    found = [
        f"{one.page}: {what}"
        for one in rows
        if isinstance(one, PageRow)
        for what in (*one.serious, *one.missing)
    ]
    found += [f"the TA: {one.step}" for one in rows if isinstance(one, StoryRow) and not one.holds]
    found += [
        f"{one.payload} ({one.place}) acted on the {one.page} page behind {one.walls}"
        for one in rows
        if isinstance(one, PayloadRow) and one.walls not in {Walls.STOCK, Walls.NONE} and one.ran
    ]
    found += [
        f"the report of {one.students} students {what}"
        for one in rows
        if isinstance(one, LargeRow)
        for what in one.missed
    ]
    if figures["payloads"] < FEWEST:
        found.append(f"only {figures['payloads']} payloads act where no wall stands")
    if figures["requests_elsewhere"]:
        found.append(f"{figures['requests_elsewhere']} requests went elsewhere")
    return found
