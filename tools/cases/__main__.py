"""`python -m tools.cases [NAME ...]`: runs the cases, and prints how many are right."""

import argparse
import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from graders.models.cache import PROJECT
from nbverdict.boundary import errors_told
from tools.cases import all_cases
from tools.cases.case import Case
from tools.cases.course import Course, with_traceback

ROWS = PROJECT / "build" / "cases" / "rows.jsonl"
AT_ONCE = 2


def run_case(case: Case, scratch: Path) -> dict[str, object]:
    """Return the row of one case, run in a folder of its own."""
    root = scratch / case.name
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    course, began, why = Course(root), time.monotonic(), ""
    try:
        case.act(course)
    except Exception as error:  # noqa: BLE001 - a case that cannot be played is not right
        why = f"{type(error).__name__}: {error}"
    silent = any(not told.strip() for told in course.said)
    return {
        "case": case.name,
        "kind": case.kind,
        "source": case.source,
        "wanted": case.right,
        "right": not why and not with_traceback(course.said) and not silent,
        "traceback": with_traceback(course.said),
        "silent": silent,
        "why": why,
        "seconds": round(time.monotonic() - began, 1),
    }


def main(names: list[str]) -> int:
    """Run these cases, or all; return 1 unless all are right."""
    cases = [one for one in all_cases() if not names or any(name in (one.name, one.kind) for name in names)]
    console = Console(stderr=True)
    ROWS.parent.mkdir(parents=True, exist_ok=True)
    rows = []
    with Progress(console=console) as progress, ThreadPoolExecutor(AT_ONCE) as pool:
        bar = progress.add_task("cases", total=len(cases))
        for row in pool.map(lambda one: run_case(one, ROWS.parent / "courses"), cases):
            rows.append(row)
            progress.advance(bar)
            if not row["right"]:
                progress.console.print(
                    f"{row['case']}: {row['why'] or 'traceback or silence'}"[:900], markup=False
                )
    ROWS.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    figures = {"cases": len(rows)} | {
        name: sum(bool(row[name]) for row in rows) for name in ("right", "traceback", "silent")
    }
    print(json.dumps(figures))  # noqa: T201 - the line that a target prints
    return 0 if figures["right"] == len(rows) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.cases", description=__doc__)
    parser.add_argument("names", nargs="*", help="cases, or kinds of cases; all if none")
    with errors_told():
        raise SystemExit(main(parser.parse_args().names))
