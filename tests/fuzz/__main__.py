"""`python -m tests.fuzz`: grade damaged and hostile notebooks, class after class, and look at each.

Rows go to build/fuzz/rows.jsonl, the last line is JSON, and the exit code is 1 where a figure is bad or fewer
were tried.
"""

import argparse
import json
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

from graders.models.cache import use_project_cache
from tests.faults.processes import adopt_orphans
from tests.fuzz.rows import ROWS, figures, is_good, read_rows, told_of, write_row

SUBMISSIONS = 50  # of one class


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade classes; return 1 where a figure is bad."""
    given = _parser().parse_args(arguments)
    use_project_cache(os.environ)
    from tests.fuzz.classes import rows_of
    from tests.fuzz.course import NOTEBOOKS, build
    from tests.fuzz.played import play

    warnings.simplefilter("ignore")  # of nbformat, about what is drawn to be wrong
    adopt_orphans()
    play()
    given.rows.unlink(missing_ok=True)
    console = Console(stderr=True)
    each = len(NOTEBOOKS)
    with _folder() as folder, Progress(console=console, auto_refresh=False) as progress:
        bar, done = progress.add_task("notebooks", total=given.notebooks), 0
        build(_made(folder / "made"))
        while done < given.notebooks:
            number = done // (SUBMISSIONS * each)
            size = min(SUBMISSIONS, -(-(given.notebooks - done) // each))
            root = folder / f"class-{number}"
            shutil.copytree(folder / "made", root)
            for row in rows_of(root, number=number, by=given.seed + number, submissions=size):
                write_row(row, given.rows)
                for line in told_of(row):
                    where = f"{row.student}/{row.notebook} of seed {row.seed} ({', '.join(row.changes)})"
                    progress.console.print(f"{where}: {line}", markup=False, soft_wrap=True)
            if row.class_ended:
                progress.console.print(f"class {number}: {row.class_ended}", markup=False, soft_wrap=True)
            done += size * each
            progress.update(bar, completed=done)
            progress.refresh()
            if not given.keep:
                shutil.rmtree(root, ignore_errors=True)
        if given.keep:
            shutil.move(folder, given.keep)
    told = figures(read_rows(given.rows))
    print(json.dumps(told))  # noqa: T201 - what this command is for
    return int(not is_good(told, enough=given.notebooks))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--notebooks", type=int, default=10_000, help="how many are tried")
    parser.add_argument("--seed", type=int, default=0, help="what the first class is drawn by")
    parser.add_argument("--rows", type=Path, default=ROWS, help="where rows are written")
    parser.add_argument("--keep", type=Path, help="where the courses are kept")
    return parser


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


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
