"""`python -m tools.stock_suite [TEST ...]`: nbgrader's own tests, with and without this configuration.

Rows go to build/stock_suite/rows.jsonl, the section of docs/nbgrader.md is written if all tests ran, the last
line is JSON, and the exit code is 1 if a difference has no reason, or a reason no difference.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from graders.models.cache import PROJECT
from nbverdict.boundary import errors_told
from tools.stock_suite.page import write_page
from tools.stock_suite.reasons import REASONS, Reason
from tools.stock_suite.rows import Row, compared, complaints, figures
from tools.stock_suite.sides import MISSING, Side, begin, outcomes_in

BUILD = PROJECT / "build" / "stock_suite"
ROWS = "rows.jsonl"
PAUSE = 1  # seconds between two looks


def run_both(tests: Sequence[str], build: Path, console: Console) -> None:
    """Run both sides at once, and show how far each is."""
    runs = {side: begin(side, build / side, tests) for side in Side}
    with Progress(console=console) as progress:
        bars = {side: progress.add_task(side, total=None) for side in Side}
        try:
            while any(run.poll() is None for run in runs.values()):
                for side, bar in bars.items():
                    known = outcomes_in(build / side).values()
                    ended = sum(one.outcome != MISSING for one in known)
                    progress.update(bar, total=len(known) or None, completed=ended)
                time.sleep(PAUSE)
        finally:
            for run in runs.values():
                run.kill()
                run.wait()


def judged(
    tests: Sequence[str], build: Path, reasons: Sequence[Reason]
) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Compare what both runs wrote down; write the rows, and return them with all that is wrong."""
    stock, ours = (outcomes_in(build / side) for side in (Side.STOCK, Side.OURS))
    rows = compared(stock, ours, reasons)
    text = "".join(json.dumps(asdict(one)) + "\n" for one in rows)
    (build / ROWS).write_text(text, "utf-8")
    wrong = list(complaints(rows, stock, reasons))
    ran = {one.test for one in rows}
    wanted = set(tests) or {one.test for one in reasons}
    return rows, (*wrong, *(f"{name}: there is no such test" for name in sorted(wanted - ran)))


def main(tests: Sequence[str], *, kept: bool) -> int:
    """Run these tests, or all, or judge the last run again; return 1 unless all is explained."""
    console, build = Console(stderr=True), BUILD / "some" if tests else BUILD
    if not kept:
        run_both(tests, build, console)
    rows, wrong = judged(tests, build, REASONS)
    for line in wrong:
        console.print(line, soft_wrap=True, markup=False)
    if rows and not (tests or wrong):
        write_page(rows)
    print(json.dumps(figures(rows)))  # noqa: T201 - the line that a target prints
    return 1 if wrong or not rows else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.stock_suite", description=__doc__)
    parser.add_argument("tests", nargs="*", help="tests, as `autograde::test_grade`; all if none")
    parser.add_argument("--kept", action="store_true", help="judge the last run again, with today's reasons")
    told = parser.parse_args()
    with errors_told():
        raise SystemExit(main(told.tests, kept=told.kept))
