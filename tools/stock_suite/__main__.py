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
from tools.stock_suite.sides import Run, Side, begin

BUILD = PROJECT / "build" / "stock_suite"
ROWS = "rows.jsonl"
PAUSE = 1  # seconds between two looks


def run_both(tests: Sequence[str], build: Path, console: Console) -> tuple[Run, Run]:
    """Run both sides at once, and show how far each is."""
    stock, ours = (begin(side, build / side, tests) for side in (Side.STOCK, Side.OURS))
    with Progress(console=console) as progress:
        bars = {run: progress.add_task(run.folder.name, total=len(tests) or None) for run in (stock, ours)}
        try:
            while any(run.process.poll() is None for run in bars):
                for run, bar in bars.items():
                    progress.update(bar, completed=run.ended, description=f"{run.folder.name} {run.ended}")
                time.sleep(PAUSE)
        finally:
            for run in bars:
                run.process.kill()
                run.process.wait()
    return stock, ours


def run_suite(
    tests: Sequence[str], build: Path, reasons: Sequence[Reason], console: Console
) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Run these tests both ways, or all; write the rows, and return them with all that is wrong."""
    stock, ours = (run.outcomes for run in run_both(tests, build, console))
    rows = compared(stock, ours, reasons)
    text = "".join(json.dumps(asdict(one)) + "\n" for one in rows)
    (build / ROWS).write_text(text, "utf-8")
    wrong = list(complaints(rows, stock, reasons))
    ran = {one.test for one in rows}
    wanted = set(tests) or {one.test for one in reasons}
    return rows, (*wrong, *(f"{name}: there is no such test" for name in sorted(wanted - ran)))


def main(tests: Sequence[str]) -> int:
    """Run these tests, or all; return 1 unless each difference has its reason."""
    console = Console(stderr=True)
    rows, wrong = run_suite(tests, BUILD, REASONS, console)
    for line in wrong:
        console.print(line, soft_wrap=True, markup=False)
    if not tests and not wrong:
        write_page(rows)
    print(json.dumps(figures(rows)))  # noqa: T201 - the line that a target prints
    return 1 if wrong or not rows else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.stock_suite", description=__doc__)
    parser.add_argument("tests", nargs="*", help="tests, as `autograde::test_grade`; all if none")
    with errors_told():
        raise SystemExit(main(parser.parse_args().tests))
