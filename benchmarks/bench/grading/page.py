"""docs/performance.md: the figures between their marks, and the text around them where there is none yet."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.bench.grading.figures import AT_LEAST, AT_MOST
from benchmarks.bench.grading.rows import STOCK, Row, RunRow
from graders.models.cache import PROJECT

PAGE = PROJECT / "docs" / "performance.md"
IMAGE = PROJECT / "docs" / "images" / "performance.png"
BEGIN, END = "<!-- written by `make bench` -->", "<!-- end -->"
TEXT = Path(__file__).with_name("performance.md")  # the page before its first figures
LINES = (
    ("speedup", "speedup", ""),
    ("efficiency", "efficiency", ""),
    ("overhead_ms", "overhead", " ms a submission"),
    ("regrade_unchanged_speedup", "regrade, nothing changed", " times faster"),
    ("regrade_checks_speedup", "regrade, a check changed", " times faster"),
    ("kernel_private_mb", "memory of an idle kernel", " MB"),
)


def write_page(figures: Mapping[str, Any], rows: Sequence[Row], *, cores: int) -> None:
    """Put the figures between their marks in the page."""
    text = (PAGE if PAGE.is_file() else TEXT).read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    table = "\n".join(_table(figures, rows, cores))
    PAGE.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}", "utf-8")


def _table(figures: Mapping[str, Any], rows: Sequence[Row], cores: int) -> list[str]:
    whole, size = figures["whole_assignment"], figures["submissions"]
    few = [row.submissions for row in rows if isinstance(row, RunRow) and row.what == STOCK and row.whole]
    machine = f"{cores} cores, {platform.machine()}, Linux {platform.release().split('-')[0]}"
    who = "root" if os.getuid() == 0 else "an ordinary user"
    return [
        f"{size} submissions on {datetime.now(UTC).date()}: {machine}, as {who}.",
        "",
        "| | stock nbgrader | `nbverdict grade` | floor | speedup | efficiency |",
        "| --- | --- | --- | --- | --- | --- |",
        _class_line("the challenges", figures, ""),
        _class_line("lesson and challenges", whole, f" (from {few[0]})" if few and few[0] != size else ""),
        "",
        "| the challenges | figure | bar |",
        "| --- | --- | --- |",
        *(f"| {label} | {_shown(figures[name], unit)} | {_bar(name)} |" for name, label, unit in LINES),
        "",
        f"A changed check moved {_shown(figures['students_moved'])} students.",
    ]


def _class_line(label: str, figures: Mapping[str, Any], note: str) -> str:
    stock, ours, floor = (_shown(figures[name], " s") for name in ("stock_s", "ours_s", "floor_s"))
    ratios = " | ".join(_shown(figures[name]) for name in ("speedup", "efficiency"))
    return f"| {label} | {stock}{note} | {ours} | {floor} | {ratios} |"


def _shown(value: float | None, unit: str = "") -> str:
    return "not measured" if value is None else f"{value:g}{unit}"


def _bar(name: str) -> str:
    if name in AT_LEAST:
        return f"at least {AT_LEAST[name]:g}"
    return f"at most {AT_MOST[name]:g}" if name in AT_MOST else ""
