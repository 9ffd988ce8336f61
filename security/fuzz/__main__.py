"""`python -m security.fuzz`: grade damaged and hostile notebooks, class after class, and look at each.

Rows go to build/fuzz/rows.jsonl, the last line is JSON, and the exit code is 1 where a figure is bad or fewer
were tried.
"""

import argparse
import json
import math
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from benchmarks.faults.processes import adopt_orphans
from graders.models.cache import use_project_cache
from security.fuzz.rows import ROWS, Row, figures, is_good, read_rows, told_of, write_row

SUBMISSIONS = 50  # of one class


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade classes; return 1 where a figure is bad."""
    given = _parser().parse_args(arguments)
    use_project_cache(os.environ)
    warnings.simplefilter("ignore")  # of nbformat, about what is drawn to be wrong
    adopt_orphans()
    given.rows.unlink(missing_ok=True)
    console = Console(stderr=True)
    with _folder() as folder, Progress(console=console, auto_refresh=False) as progress:
        bar = progress.add_task("notebooks", total=given.notebooks)
        for row in _run(folder, given.notebooks, given.seed, keep=bool(given.keep)):
            write_row(row, given.rows)
            for line in told_of(row):
                where = f"{row.student}/{row.notebook} of seed {row.seed} ({', '.join(row.changes)})"
                progress.console.print(f"{where}: {line}", markup=False, soft_wrap=True)
            progress.update(bar, advance=1)
            progress.refresh()
        if given.keep:
            shutil.move(folder, given.keep)
    rows = read_rows(given.rows)
    for number, ended in sorted({(row.number, row.class_ended) for row in rows if row.class_ended}):
        console.print(f"class {number}: {ended}", markup=False, soft_wrap=True)
    told = figures(rows)
    print(json.dumps(told))  # noqa: T201 - what this command is for
    return int(not is_good(told, enough=given.notebooks))


def _run(folder: Path, notebooks: int, seed: int, *, keep: bool) -> Iterator[Row]:
    """Grade one class after the other, each in a course of its own; yield a row for each notebook."""
    from security.fuzz.classes import rows_of
    from security.fuzz.course import NOTEBOOKS, build
    from security.fuzz.played import play

    play()
    made = folder / "made"
    made.mkdir()
    build(made)
    most = SUBMISSIONS * len(NOTEBOOKS)
    for number, done in enumerate(range(0, notebooks, most)):
        root = folder / f"class-{number}"
        shutil.copytree(made, root)
        size = min(SUBMISSIONS, math.ceil((notebooks - done) / len(NOTEBOOKS)))
        yield from rows_of(root, number=number, by=seed + number, submissions=size)
        if not keep:
            shutil.rmtree(root, ignore_errors=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m security.fuzz", description=__doc__)
    parser.add_argument("--notebooks", type=int, default=10_000, help="how many are tried")
    parser.add_argument("--seed", type=int, default=0, help="what the first class is drawn by")
    parser.add_argument("--rows", type=Path, default=ROWS, help="where rows are written")
    parser.add_argument("--keep", type=Path, help="where the courses are kept")
    return parser


@contextmanager
def _folder() -> Iterator[Path]:
    """Make a scratch folder, which no process that is forked from this one removes at its end."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
