"""A canary before every class: the course's own solution is graded first, on this machine.

If it does not earn full marks, the fault is not a student's, and nothing is graded. A success is cached under
everything that decides it, so the next run only looks it up. If most of a class fails in the same way and
no known mistake explains it, the run stops before anything is written.
"""

import os
import platform
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path

import nbformat

from nbverdict.config.borrowed import borrow_course
from nbverdict.config.course_code import course_code
from nbverdict.config.settings import read_config
from nbverdict.course.assignment import AssignmentFingerprint
from nbverdict.course.planning import GradingPlan
from nbverdict.course.preflight import marks_of
from nbverdict.course.scheduler import TaskOutcome
from nbverdict.course.task import Done, Graded, Task
from nbverdict.errors import StaffError
from nbverdict.judging.overrides import Rulings
from nbverdict.notebook.keys import digest
from nbverdict.notebook.results import CellResult
from nbverdict.notebook.sources import ENGINE
from nbverdict.store.folders import digest_of, ordinary_files
from nbverdict.store.typed import Codec

KEPT = ("evidence", "course_secret")  # in the solution's own course, from one grading to the next
FOLDER, SCRATCH = "canary", ".canary"  # below a course's evidence
SOLUTION = "solution"  # the student of that course
KNOWN = Codec[dict[str, str]](dict[str, str])
LOOKED_AT = 8  # submissions that are graded before the first is written
FEWEST = 6  # of these; fewer may fail alike by chance
MOST = 0.75
FIND_OUT = "`nbverdict doctor` lists what this machine lacks, and `--go-on` grades anyway"


@dataclass(frozen=True)
class SolutionResult:
    """The result of the solution: a line for each loss of points, and the folder of its pages."""

    lost: tuple[str, ...]
    page: Path


def canary_key(asked: AssignmentFingerprint, source: Path) -> str:
    """Return the key of the solution's result: the assignment, what judges it, and this machine."""
    machine = (platform.node(), platform.release(), os.getuid())
    decides = (asked.asks, asked.judged, asdict(asked.around), digest_of(source, ordinary_files(source)))
    return digest([*decides, _engine(), machine])


@cache
def _engine() -> str:
    """Return a digest of the engine and of the course's own code."""
    folders = (ENGINE, course_code().folder)
    return digest([path.read_text("utf-8") for folder in folders for path in sorted(folder.rglob("*.py"))])


class Canary:
    """The solution of one assignment, and its last result."""

    def __init__(
        self, root: Path, store: Path, asked: AssignmentFingerprint, source: Path, *, unsafe: bool = False
    ) -> None:
        """Compute the key and the paths; nothing is graded yet."""
        self.store = store
        self.root, self.assignment, self.unsafe = root, asked.assignment, unsafe
        self.scratch, self.file = store / SCRATCH, store / FOLDER / f"{asked.assignment}.json"
        self.source, self.key = source, canary_key(asked, source)

    def is_known(self) -> bool:
        """Return whether the solution is known to earn full marks in the present state."""
        return KNOWN.find(self.file) == {"key": self.key}

    def grade_solution(self) -> SolutionResult:
        """Grade the solution in a course of its own, and cache full marks."""
        self._borrow()
        handed_in = self.scratch / "submitted" / SOLUTION / self.assignment
        shutil.copytree(self.scratch / "source" / self.assignment, handed_in)
        solution, *_ = marks_of(read_config(self.root))
        for path in handed_in.glob("*.ipynb"):
            _drop_lines(path, solution)
        lost = tuple(self._lost())
        if not lost:
            for path in self.scratch.iterdir():
                if path.name not in KEPT:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            KNOWN.write(self.file, {"key": self.key})
        return SolutionResult(lost, self.scratch / "feedback" / SOLUTION / self.assignment)

    def _borrow(self) -> None:
        """Make a course of the solution alone; its evidence stays, so that a changed check runs nothing."""
        with tempfile.TemporaryDirectory() as aside:
            for name in KEPT:
                if (self.scratch / name).exists():
                    shutil.move(self.scratch / name, aside)
            borrow_course(self.root, self.assignment, self.scratch)
            for path in Path(aside).iterdir():
                shutil.move(path, self.scratch)
        if ruled := Rulings(self.store, self.assignment).all():  # a faulty test may have been dropped
            Rulings(self.scratch / KEPT[0], self.assignment).put(ruled)

    def _lost(self) -> Iterator[str]:
        """Yield a line for each loss of points."""
        from nbverdict.course.grade_class import Classroom  # which imports this module

        room = Classroom(self.scratch, unsafe=self.unsafe)
        for graded in room.grade(self.assignment, [SOLUTION]):
            if graded.error:
                yield graded.error
            for one in graded.results:
                if one.automatic and (one.earned < one.worth or one.pending):
                    yield f"{one.challenge} has {one.earned:g} of {one.worth:g}: {_why(one)}"

    def ensure(self) -> None:
        """Grade the solution unless it is known to earn full marks.

        Raises:
            StaffError: it does not earn them.
        """
        if self.is_known():
            return
        found = self.grade_solution()
        if found.lost:
            raise StaffError(
                f"nothing was graded: the course's own solution of `{self.assignment}` lost points on "
                f"this machine: {'; '.join(found.lost)}",
                hint=f"its pages lie in {found.page}; {FIND_OUT}, as where `source/` has no solutions",
            )


def _why(result: CellResult) -> str:
    """Return why the solution lost points, with what only staff may read."""
    record = result.record
    fault = record.verdict.fault if record.verdict else record.hidden
    return fault or result.pending or next(iter(result.wrong), record.failed or "no reason given")


def _drop_lines(path: Path, marks: Sequence[str]) -> None:
    """Drop the lines that begin and end a solution: a student's file of a magic, or a cell, has none."""
    solved = nbformat.read(path, as_version=4)
    for cell in solved.cells:
        lines = [line for line in cell.source.splitlines() if not any(mark in line for mark in marks)]
        cell.source = "\n".join(lines)
    nbformat.write(solved, path)


def held_back(outcomes: Iterable[TaskOutcome[Task, Done]], tasks: int) -> Iterator[TaskOutcome[Task, Done]]:
    """Yield the outcome of each task, after checking the first ones together.

    Raises:
        StaffError: most of these failed alike, and no known mistake explains it; none was yielded.
    """
    ahead = iter(outcomes)
    first = list(islice(ahead, LOOKED_AT)) if tasks >= FEWEST else []
    alike = failing_alike([one.result.graded for one in first if one.result])
    if alike:
        raise StaffError(
            f"nothing was written: {alike}, and no known mistake explains it",
            hint=f"look at one of their notebooks: is the task, a check or this machine at fault? {FIND_OUT}",
        )
    yield from chain(first, ahead)


def is_most_of_a_class(plan: GradingPlan) -> bool:
    """Return whether a plan covers most of a class; a few late submissions say nothing about it."""
    return len(plan.tasks) > len(plan.unchanged)


def sampled(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """Return the tasks with a random sample moved to the front; the others keep their order.

    So nobody can make most of the sample fail alike without most of the class.
    """
    first = sorted(random.SystemRandom().sample(range(len(tasks)), min(LOOKED_AT, len(tasks))))
    return (*(tasks[at] for at in first), *(task for at, task in enumerate(tasks) if at not in first))


def failing_alike(graded: list[Graded]) -> str:
    """Return a description of how most of these submissions fail alike, or an empty string."""
    if len(graded) < FEWEST:
        return ""
    ways = Counter(chain.from_iterable(set(_ways(one)) for one in graded))
    (challenge, sentence), count = max(ways.items(), key=lambda way: way[1], default=(("", ""), 0))
    if count < MOST * len(graded):
        return ""
    return f"`{challenge}` fails alike in {count} of the first {len(graded)} submissions ({sentence})"


def _ways(graded: Graded) -> Iterator[tuple[str, str]]:
    """Yield each challenge that gave no answer or could not be judged, with its message.

    A wrong answer, or a missing one, is the class's own doing.
    """
    for one in graded.results:
        silent = one.pending or one.ended is not None or one.late
        if one.automatic and one.worth and not one.earned and not one.mistakes and silent:
            yield one.challenge, one.pending or next(iter(one.wrong), "no answer")
