"""`python -m benchmarks.soak`: grade many submissions, and look every second at what the grader holds.

Rows go to build/soak/rows.jsonl, the last line is JSON, and the exit code is 1 where something grows.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from benchmarks.faults.course import ASSIGNMENT, hand_in, make_course, the_class
from benchmarks.faults.launch import launch
from benchmarks.faults.problems import left_behind
from benchmarks.faults.processes import adopt_orphans, wait_until_gone
from benchmarks.soak.rows import ROWS, Ended, Graded, Row, figures, is_good, medians, write_row
from benchmarks.soak.samples import sample
from graders.models.cache import use_project_cache

SUBMISSIONS, EVERY = 500, 1.0
WITHOUT_END = 3600.0 * 8


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade a class; return 1 where a figure is not as it should be."""
    given = _parser().parse_args(arguments)
    use_project_cache(os.environ)
    adopt_orphans()
    given.rows.unlink(missing_ok=True)
    rows, console = list[Row](), Console(stderr=True)
    with _folder() as folder, Progress(console=console, auto_refresh=False) as progress:
        bar = progress.add_task("handing in", total=given.submissions)
        course = _course(folder, given.submissions)
        progress.update(bar, description="graded")
        for row in _run(course):
            rows.append(row)
            write_row(row, given.rows)
            done = len(list((course / "evidence" / "graded" / ASSIGNMENT).glob("[!.]*.json")))
            progress.update(bar, completed=done)
            progress.refresh()
        for line in medians(rows):
            progress.console.print(line, markup=False)
    told = figures(rows)
    for row in rows:
        if isinstance(row, Ended) and (row.left or row.code):
            console.print("\n".join((*row.left, row.said)), markup=False, soft_wrap=True)
    print(json.dumps(told))  # noqa: T201 - what this command is for
    return int(not is_good(told, enough=given.submissions))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--submissions", type=int, default=SUBMISSIONS, help="how many are graded")
    parser.add_argument("--rows", type=Path, default=ROWS, help="where rows are written")
    return parser


def _course(folder: Path, size: int) -> Path:
    """Return a course in which a class has handed in."""
    course = make_course(folder / "course")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["nbgrader", "generate_assignment", ASSIGNMENT]
    subprocess.run(command, cwd=course, env={**os.environ, "PATH": path}, capture_output=True, check=True)
    for submission in the_class(size, 1):
        hand_in(course, submission)
    return course


def _run(course: Path) -> Iterator[Row]:
    """Grade the class; yield what is seen of it every second, and then when each submission was written."""
    import nbverdict.commands.foresee
    import nbverdict.commands.grade  # noqa: F401 - so that the run begins at once

    began = time.monotonic()
    run = launch(course)
    while not run.ended():
        yield sample(run.process, course)
        time.sleep(EVERY)
    seconds = round(time.monotonic() - began, 1)
    for path in sorted((course / "evidence" / "graded" / ASSIGNMENT).glob("[!.]*.json")):
        yield Graded(student=path.stem, time=path.stat().st_mtime)
    left = [*wait_until_gone(), *(one.what for one in left_behind(course, course.parent / "tmp"))]
    code = run.wait(WITHOUT_END)
    yield Ended(code=code, seconds=seconds, left=tuple(left), said=run.said()[-1000:] if code else "")


@contextmanager
def _folder() -> Iterator[Path]:
    """Make a scratch folder, which no process that is forked from this one removes at its end."""
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
