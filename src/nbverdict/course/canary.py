"""A canary before every class: the course's own solution is graded first, on this machine as it is now.

Where it has not full marks, something is wrong that is no student's doing, and nothing is graded. That it had
is kept by all that decides it, so the next run only looks it up. And where most of a class fails alike, and
no known mistake explains it, the run stops before anything is written down.
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

from nbverdict.config.borrowed import borrow_course
from nbverdict.config.course_code import course_code
from nbverdict.course.assignment import AssignmentFingerprint
from nbverdict.course.planning import GradingPlan
from nbverdict.course.scheduler import TaskOutcome
from nbverdict.course.task import Done, Graded, Task
from nbverdict.errors import StaffError
from nbverdict.notebook.keys import digest
from nbverdict.notebook.sources import ENGINE
from nbverdict.store.folders import digest_of, ordinary_files
from nbverdict.store.typed import Codec

KEPT = ("evidence", "course_secret")  # of the solution's own course, from one grading to the next
FOLDER, SCRATCH = "canary", ".canary"  # below a course's evidence
SOLUTION = "solution"  # who hands it in, in a course of its own
KNOWN = Codec[dict[str, str]](dict[str, str])
LOOKED_AT = 8  # submissions that are graded before the first is written down
FEWEST = 6  # of these; fewer may fail alike by chance
MOST = 0.75
FIND_OUT = "`nbverdict doctor` tells what this machine lacks, and `--go-on` grades all the same"


@dataclass(frozen=True)
class SolutionResult:
    """What came of the solution: a line for each thing that it lost, and the page that tells more."""

    lost: tuple[str, ...]
    page: Path


def canary_key(asked: AssignmentFingerprint, source: Path) -> str:
    """Return what decides how the solution does: what is asked, what judges it, and this machine."""
    machine = (platform.node(), platform.release(), os.getuid())
    decides = (asked.asks, asked.judged, asdict(asked.around), digest_of(source, ordinary_files(source)))
    return digest([*decides, _engine(), machine])


@cache
def _engine() -> str:
    """Return what identifies the engine, and the course's own code."""
    folders = (ENGINE, course_code().folder)
    return digest([path.read_text("utf-8") for folder in folders for path in sorted(folder.rglob("*.py"))])


class Canary:
    """The solution of one assignment, and how it did when it was graded last."""

    def __init__(
        self, root: Path, store: Path, asked: AssignmentFingerprint, source: Path, *, unsafe: bool = False
    ) -> None:
        """Name what is kept of it."""
        self.root, self.assignment, self.unsafe = root, asked.assignment, unsafe
        self.scratch, self.file = store / SCRATCH, store / FOLDER / f"{asked.assignment}.json"
        self.source, self.key = source, canary_key(asked, source)

    def is_known(self) -> bool:
        """Say whether it had full marks with all as it is now."""
        return KNOWN.find(self.file) == {"key": self.key}

    def grade_solution(self) -> SolutionResult:
        """Grade the solution in a course of its own; that it had full marks is kept."""
        self._borrow()
        handed_in = self.scratch / "submitted" / SOLUTION / self.assignment
        shutil.copytree(self.scratch / "source" / self.assignment, handed_in)
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

    def _lost(self) -> Iterator[str]:
        """Yield a line for each thing that the solution lost."""
        from nbverdict.course.grade_class import (
            Classroom,  # which itself looks at what this module holds back
        )

        room = Classroom(self.scratch, unsafe=self.unsafe)
        for graded in room.grade(self.assignment, [SOLUTION]):
            if graded.error:
                yield graded.error
            for one in graded.results:
                if one.automatic and (one.earned < one.worth or one.pending):
                    why = one.pending or next(iter(one.wrong), "no reason given")
                    yield f"{one.challenge} has {one.earned:g} of {one.worth:g}: {why}"

    def ensure(self) -> None:
        """Grade the solution where it is not known that it has full marks.

        Raises:
            StaffError: it has not.
        """
        if self.is_known():
            return
        found = self.grade_solution()
        if found.lost:
            raise StaffError(
                f"nothing was graded: the course's own solution of `{self.assignment}` has not full marks on "
                f"this machine: {'; '.join(found.lost)}",
                hint=f"its pages lie in {found.page}; {FIND_OUT}",
            )


def held_back(outcomes: Iterable[TaskOutcome[Task, Done]], tasks: int) -> Iterator[TaskOutcome[Task, Done]]:
    """Yield what came of each of so many tasks, after a look at the first of them together.

    Raises:
        StaffError: most of them failed alike, and no known mistake explains it; none was yielded.
    """
    ahead = iter(outcomes)
    first = list(islice(ahead, LOOKED_AT)) if tasks >= FEWEST else []
    alike = failing_alike([one.result.graded for one in first if one.result])
    if alike:
        raise StaffError(
            f"nothing was written: {alike}, and no known mistake explains it",
            hint=f"look at one of their notebooks: is it the task, a check or this machine? {FIND_OUT}",
        )
    yield from chain(first, ahead)


def is_most_of_a_class(plan: GradingPlan) -> bool:
    """Say whether a plan is about most of a class; of a few who come late nothing can be told."""
    return len(plan.tasks) > len(plan.unchanged)


def sampled(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """Return the tasks with some of them, drawn by lot, in front; apart from that their order stays.

    So who wants most of those that are looked at to fail alike needs most of the class.
    """
    first = sorted(random.SystemRandom().sample(range(len(tasks)), min(LOOKED_AT, len(tasks))))
    return (*(tasks[at] for at in first), *(task for at, task in enumerate(tasks) if at not in first))


def failing_alike(graded: list[Graded]) -> str:
    """Return how most of these submissions fail in the same way, or nothing."""
    if len(graded) < FEWEST:
        return ""
    ways = Counter(chain.from_iterable(set(_ways(one)) for one in graded))
    (challenge, sentence), count = max(ways.items(), key=lambda way: way[1], default=(("", ""), 0))
    if count < MOST * len(graded):
        return ""
    return f"`{challenge}` fails alike in {count} of the first {len(graded)} submissions ({sentence})"


def _ways(graded: Graded) -> Iterator[tuple[str, str]]:
    """Yield the challenges that gave no answer, or could not be judged, and what is read of them.

    What was answered and is wrong, or was not written at all, is the class's own doing.
    """
    for one in graded.results:
        silent = one.pending or one.ended is not None or one.late
        if one.automatic and one.worth and not one.earned and not one.mistakes and silent:
            yield one.challenge, one.pending or next(iter(one.wrong), "no answer")
