"""`make bench`: what grading a class takes, by stock nbgrader and by `nbverdict grade`.

    python -m benchmarks.bench.grading

Every case has a row in build/bench/rows.jsonl; every figure is computed from these rows.
The last line is JSON.
Ends with 1 where a bar is missed, or where scores disagree.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarks.bench.grading import bench
from benchmarks.bench.grading.bench import Scratch
from benchmarks.bench.grading.figures import compute_figures, disagreements, missed_bars
from benchmarks.bench.grading.page import IMAGE, write_page
from benchmarks.bench.grading.plot import draw
from benchmarks.bench.grading.rows import OURS, STOCK, KernelRow, Row, RunRow, read_rows, write_rows
from graders.models.cache import PROJECT, use_project_cache

BUILD = PROJECT / "build" / "bench"
ROWS = "rows.jsonl"
MOST_STOCK = 40  # a larger class takes stock too long
MOST_LINES = 20


@dataclass(frozen=True)
class Options:
    """What is measured."""

    submissions: int
    sizes: tuple[int, ...]
    whole: bool
    whole_stock: int
    stock: bool
    plot: bool
    resume: bool
    build: Path

    @property
    def complete(self) -> bool:
        """Whether nothing was left out, so that the page may say what was measured."""
        return self.whole and self.stock and self.plot


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; return 1 where a bar is missed or scores disagree."""
    options = parse(arguments)
    use_project_cache(os.environ)
    console = Console(stderr=True)
    rows = read_rows(options.build / ROWS) if options.resume else []
    try:
        rows.extend(_shown(_measure(options, tuple(rows)), console))
    finally:  # what was measured before an error is kept
        write_rows(rows, options.build / ROWS)
    return report(rows, options, console)


def parse(arguments: Sequence[str] | None) -> Options:
    """Return what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench.grading", description=__doc__)
    parser.add_argument("--submissions", type=int, default=40, help="the size of the class")
    parser.add_argument("--sizes", default="5,10,20,100,200", help="other sizes, for the plot")
    parser.add_argument("--whole-stock", type=int, default=12, help="how many stock grades of the whole")
    for name in ("stock", "whole", "plot"):
        parser.add_argument(f"--no-{name}", dest=name, action="store_false", help=f"leave out: {name}")
    parser.add_argument("--resume", action="store_true", help="measure only what an earlier run did not")
    parser.add_argument("--build", type=Path, default=BUILD, help="where courses and rows are written")
    told = parser.parse_args(arguments)
    sizes = {int(size) for size in told.sizes.split(",") if size} - {told.submissions} if told.plot else ()
    return Options(**{**vars(told), "sizes": tuple(sorted(sizes)), "build": told.build.resolve()})


def _measure(options: Options, known: Sequence[Row]) -> Iterator[Row]:
    """Measure what is asked for, but for what an earlier run of the same engine has measured."""
    scratch = Scratch(options.build)
    runs = [row for row in known if isinstance(row, RunRow) and row.what in {OURS, STOCK}]
    have = {(row.what, row.whole, row.submissions) for row in runs}
    if not any(isinstance(row, KernelRow) for row in known):
        yield from bench.idle_kernels()
    if (OURS, False, options.submissions) not in have:
        yield from bench.challenges_alone(scratch, options.submissions, stock=options.stock)
    if options.whole and (OURS, True, options.submissions) not in have:
        few = options.whole_stock if options.stock else 0
        yield from bench.whole_assignment(scratch, options.submissions, stock=few)
    few_sizes = [size for size in options.sizes if size <= MOST_STOCK] if options.stock else []
    yield from bench.other_sizes(
        scratch,
        [size for size in options.sizes if (OURS, False, size) not in have],
        [size for size in few_sizes if (STOCK, False, size) not in have],
    )


def _shown(measured: Iterable[Row], console: Console) -> Iterator[Row]:
    """Pass rows on, and show how far it is: a line for each whole process."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("measuring")
        for count, row in enumerate(measured, start=1):
            progress.update(task, description=f"measuring: {count} rows")
            if isinstance(row, RunRow):
                whole = "lesson and challenges" if row.whole else "challenges"
                progress.console.print(
                    f"{row.what}, {row.submissions} x {whole}: {row.seconds} s, {row.cpu_seconds} s of CPU"
                )
            yield row


def report(rows: Sequence[Row], options: Options, console: Console) -> int:
    """Write what was found, print the figures, and say which bars are missed."""
    cores = len(os.sched_getaffinity(0))
    figures = compute_figures(rows, submissions=options.submissions, cores=cores)
    differing, missed = disagreements(rows), missed_bars(figures)
    for line in (*differing[:MOST_LINES], *missed):
        console.print(line, style="red", soft_wrap=True)
    if options.complete:
        draw(rows, IMAGE)
        write_page(figures, rows, cores=cores)
    print(json.dumps(figures), flush=True)  # noqa: T201 - the last line is for programs
    return 1 if missed or differing else 0


if __name__ == "__main__":
    sys.exit(main())
