"""`python -m benchmarks.faults`: kill, fill, lock and interrupt the grader, and look at what is left.

Rows go to build/faults/rows.jsonl, the last line is JSON, and the exit code is 1 where anything was lost,
doubled, changed or left behind.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from benchmarks.faults import alone, disk, locks, people
from benchmarks.faults.course import STUDENTS
from benchmarks.faults.processes import adopt_orphans, wait_until_gone
from benchmarks.faults.rows import ROWS, EndRow, KillRow, OtherRow, Row, SeenRow, figures, is_good, write_row
from benchmarks.faults.scene import Scene
from benchmarks.faults.series import kill_many
from benchmarks.faults.spoilt import SPOILT, see
from benchmarks.faults.state import digest_of_files
from benchmarks.faults.templates import CHANGED, FRESH, make_templates
from graders.models.cache import PROJECT, use_project_cache

KILLS = "kills"
OTHERS: Mapping[str, Callable[[Scene], Iterator[str]]] = {
    "fork-server": alone.fork_server,
    "forked-server": alone.forked_server,
    "every-fork-server": alone.every_fork_server,
    "worker": alone.worker,
    "judging-worker": alone.worker_that_judges,
    "judge": alone.judge,
    "bench": alone.bench,
    "writer": alone.writer,
    "full-disk": disk.full_disk,
    "locked-gradebook": locks.locked_gradebook,
    "closed-gradebook": locks.closed_gradebook,
    "gradebook-closed-meanwhile": locks.gradebook_closed_meanwhile,
    "two-graders": locks.two_graders,
    "interrupt": locks.interrupt,
    "terminate": locks.terminate,
    "interrupt-at-the-terminal": locks.interrupt_at_the_terminal,
    "formgrader": people.formgrader,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line names, or everything; return 1 where a figure is bad."""
    given = _parser().parse_args(arguments)
    use_project_cache(os.environ)
    _import_what_takes_long()
    adopt_orphans()
    product, rows, console = digest_of_files(PROJECT / "graders"), list[Row](), Console(stderr=True)
    given.rows.unlink(missing_ok=True)
    kills = given.kills if KILLS in given.only else 0
    count = kills + sum(name in given.only for name in (*OTHERS, *SPOILT))
    with _folder() as folder, Progress(console=console, auto_refresh=False) as progress:
        bar = progress.add_task("faults", total=count)
        for row in _rows(given, folder, progress.console.print):
            write_row(row, given.rows)
            rows.append(row)
            progress.update(bar, advance=not isinstance(row, EndRow))
            progress.refresh()
            for line in _told(row):
                progress.console.print(line, markup=False, soft_wrap=True)
    told = figures(rows)
    print(json.dumps(told))  # noqa: T201 - what this command is for
    if digest_of_files(PROJECT / "graders") != product:
        console.print(
            "graders/ was changed meanwhile, so that submissions were graded again: run it once more"
        )
        return 1
    return int(not is_good(told, enough=kills))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    kinds = [KILLS, *SPOILT, *OTHERS]
    parser.add_argument("--kills", type=int, default=100, help="how often everything is killed")
    parser.add_argument(
        "--only", nargs="+", choices=kinds, default=kinds, metavar="KIND", help=", ".join(kinds)
    )
    parser.add_argument("--students", type=int, default=STUDENTS, help="how many are in the class")
    parser.add_argument("--seed", type=int, default=0, help="the number of the series before the first")
    parser.add_argument("--short", action="store_true", help="fewer rounds, and shorter locks")
    parser.add_argument("--rows", type=Path, default=ROWS, help="where rows are written")
    return parser


def _rows(given: argparse.Namespace, folder: Path, tell: Callable[[str], None]) -> Iterator[Row]:
    templates = make_templates(folder / "templates", given.students, tell)
    scene = Scene(templates, folder, given.short)
    if KILLS in given.only:
        variants = [templates[name] for name in (FRESH, CHANGED)]
        yield from kill_many(variants, folder, given.kills, seed=given.seed)
    yield from see(scene, given.only)
    for name, fault in OTHERS.items():
        if name in given.only:
            began = time.monotonic()
            failures = tuple(_failures(fault, scene))
            yield OtherRow(fault=name, failures=failures, seconds=round(time.monotonic() - began, 1))


def _failures(fault: Callable[[Scene], Iterator[str]], scene: Scene) -> Iterator[str]:
    """Yield what went wrong; that a fault could not be made is one of these."""
    try:
        yield from fault(scene)
    except Exception as error:  # noqa: BLE001 - the other faults are tried all the same
        yield f"{type(error).__name__}: {error}"
    finally:
        wait_until_gone()


def _told(row: Row) -> Iterator[str]:
    """Return a line for each thing that is wrong."""
    if isinstance(row, KillRow | EndRow):
        where = f"series {row.series} ({row.variant}), " + (
            f"killed at {row.point} {row.call}" if isinstance(row, KillRow) else f"after {row.kills} kills"
        )
        yield from (f"{where}: {problem.kind}: {problem.what}" for problem in row.problems)
        yield from (f"{where}: still there: {stray}" for stray in row.strays)
    elif isinstance(row, OtherRow):
        yield from (f"{row.fault}: {failure}" for failure in row.failures)
    elif isinstance(row, SeenRow) and not row.problems:
        yield f"{row.spoilt}: not seen"


@contextmanager
def _folder() -> Iterator[Path]:
    """Make a scratch folder, which no process that is forked from this one removes at its end."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _import_what_takes_long() -> None:
    """Import what every run would import first."""
    import nbverdict.commands.foresee
    import nbverdict.commands.grade  # noqa: F401


if __name__ == "__main__":
    sys.exit(main())
