"""Runs everything that is measured, one after the other, and gathers the rows."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.bench.grading import rows as named
from benchmarks.bench.grading.asked import compare_cases
from benchmarks.bench.grading.classes import SchoolClass, build_class
from benchmarks.bench.grading.jobs import measure_floor, write_jobs
from benchmarks.bench.grading.ours import GRADE, build_ours, read_told, use_challenges, write_changed_checks
from benchmarks.bench.grading.processes import bench_environment, run_whole
from benchmarks.bench.grading.rows import KernelRow, Row, RunRow
from benchmarks.bench.grading.scores import compare, read_plain_scores, read_scores
from benchmarks.bench.grading.stock import HELPERS, build_stock
from graders.models.cache import PROJECT
from nbverdict.config.settings import read_config
from nbverdict.sandbox.kernelspec import offer_kernel
from nbverdict.sandbox.servers import choose_tier
from nbverdict.sandbox.settings import Sandbox
from tools.demo import ASSIGNMENT

GENERATE = ("nbgrader", "generate_assignment", ASSIGNMENT)
AUTOGRADE = ("nbgrader", "autograde", ASSIGNMENT)
KERNELS = 15


@dataclass(frozen=True)
class Scratch:
    """Where a bench works: courses that are built anew for each run."""

    folder: Path

    @property
    def stock(self) -> Path:
        """Return the course of plain nbgrader."""
        return self.folder / "stock"

    @property
    def ours(self) -> Path:
        """Return the course that is graded, and graded again."""
        return self.folder / "ours"

    @property
    def anew(self) -> Path:
        """Return the course that is graded from nothing with a changed check."""
        return self.folder / "anew"

    @property
    def changed(self) -> Path:
        """Return the folder that holds the challenges with a changed check."""
        return self.folder / "changed"


def grade_stock(root: Path, school: SchoolClass) -> RunRow:
    """Grade a class with plain nbgrader."""
    build_stock(root, school)
    environment = bench_environment(root / HELPERS)
    run_whole(GENERATE, folder=root, environment=environment)
    return _row(named.STOCK, school, root, AUTOGRADE, environment)


def grade_ours(
    root: Path, school: SchoolClass, *, challenges: Path | None = None, what: str = named.OURS
) -> RunRow:
    """Grade a class from nothing with `nbverdict grade`, by the challenges of this folder or our own."""
    build_ours(root, school)
    run_whole(GENERATE, folder=root, environment=bench_environment())
    return grade_again(root, school, what, challenges=challenges)


def grade_again(root: Path, school: SchoolClass, what: str, *, challenges: Path | None = None) -> RunRow:
    """Run `nbverdict grade` on a course as it is, or by other challenges."""
    if challenges:
        use_challenges(root, challenges)
    return _row(what, school, root, GRADE, bench_environment())


def _row(
    what: str, school: SchoolClass, root: Path, command: Sequence[str], environment: dict[str, str]
) -> RunRow:
    ran = run_whole(command, folder=root, environment=environment)
    row = RunRow(
        what,
        len(school.notebooks) > 1,
        len(school.members),
        ran.seconds,
        ran.cpu_seconds,
        ran.counted_by,
    )
    if not (told := read_told(ran.output)):
        return row
    counts = {name: value for name, value in asdict(told).items() if name not in ("submissions", "seconds")}
    return replace(row, told_seconds=told.seconds, **counts)


def challenges_alone(scratch: Scratch, size: int, *, stock: bool) -> Iterator[Row]:
    """Measure the class that the bars hold for: both sides, the floor, and grading again."""
    school = build_class(size, whole=False)
    if stock:
        yield grade_stock(scratch.stock, school)
    yield grade_ours(scratch.ours, school)
    if stock:
        yield from compare(named.BOTH_SIDES, read_scores(scratch.stock), read_plain_scores(scratch.ours))
    yield from compare_cases(scratch.ours / "evidence", school)
    write_jobs(scratch.folder / "floor", school)
    yield from measure_floor(scratch.folder / "floor")
    yield grade_again(scratch.ours, school, named.UNCHANGED)
    yield from changed_check(scratch, school)


def changed_check(scratch: Scratch, school: SchoolClass) -> Iterator[Row]:
    """Change a check, grade again, and compare with a grading from nothing."""
    before = read_scores(scratch.ours)
    write_changed_checks(scratch.changed)
    yield grade_again(scratch.ours, school, named.CHECKS, challenges=scratch.changed)
    after = read_scores(scratch.ours)
    yield from compare(named.MOVED, before, after)
    yield grade_ours(scratch.anew, school, challenges=scratch.changed, what=named.FROM_NOTHING)
    yield from compare(named.BOTH_WAYS, after, read_scores(scratch.anew))


def whole_assignment(scratch: Scratch, size: int, *, stock: int) -> Iterator[Row]:
    """Measure lesson and challenges together; stock grades only the first few of the class."""
    school = build_class(size, whole=True)
    yield grade_ours(scratch.ours, school)
    write_jobs(scratch.folder / "floor", school)
    yield from measure_floor(scratch.folder / "floor")
    if few := school.members[:stock]:
        yield grade_stock(scratch.stock, replace(school, members=few))
        scores, known = read_scores(scratch.stock), {member.student for member in few}
        ours = {key: score for key, score in read_plain_scores(scratch.ours).items() if key[0] in known}
        yield from compare(f"{named.BOTH_SIDES}, whole assignment", scores, ours)


def other_sizes(scratch: Scratch, ours: Sequence[int], stock: Sequence[int]) -> Iterator[Row]:
    """Measure classes of other sizes, for the plot."""
    for size in ours:
        yield grade_ours(scratch.ours, build_class(size, whole=False))
    for size in stock:
        yield grade_stock(scratch.stock, build_class(size, whole=False))


def idle_kernels() -> Iterator[Row]:
    """Start kernels one after the other, and read what each holds for itself while it waits."""
    from benchmarks.bench.sandbox import start_kernel

    offer_kernel(os.environ)
    config = read_config(PROJECT)
    config.Sandbox.tier = choose_tier(Sandbox(config=config))
    for _ in range(KERNELS):
        row = asyncio.run(start_kernel(config.Sandbox.tier, config))
        yield KernelRow(row.private_mb or 0.0)
