"""Plans a grading: which submissions are unchanged, which are only judged, and which must run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from nbverdict.config.budget import Confinement, why_given_up
from nbverdict.course.assignment import AssignmentFingerprint
from nbverdict.course.ledger import Ledger, contents_of
from nbverdict.course.task import Graded, Task
from nbverdict.gradebook.rows import Book
from nbverdict.intake.file_names import modules_here
from nbverdict.intake.files import examine
from nbverdict.intake.moved import Moved
from nbverdict.sandbox.confined import Access, ConfinedEnd, StopCause, confined
from nbverdict.sandbox.link import Link, LinkAnswer

STATE = "state"
CHUNK = 200  # submissions that one process examines, within the budget of one submission
LONGEST = 300  # characters of a state
NOTHING: Mapping[str, Moved] = {}


@dataclass(frozen=True)
class GradingPlan:
    """Unchanged submissions, and tasks, of which some only judge."""

    unchanged: tuple[Graded, ...]
    tasks: tuple[Task, ...]
    judge: int  # tasks whose evidence is in the cache
    because: tuple[str, ...] = ()  # why graded submissions must run again

    @property
    def run(self) -> int:
        """How many submissions must run."""
        return len(self.tasks) - self.judge


UNEXAMINED = "unexamined: "  # prefix of the state of a submission that ends the process examining it


def why_unexamined(state: str) -> str:
    """Return why a submission in this state cannot be examined, or an empty string if it can."""
    return why_given_up(StopCause(state.removeprefix(UNEXAMINED))) if state.startswith(UNEXAMINED) else ""


def states_of(
    folders: Mapping[str, Path], release: Path, config: Any, *, moved: Mapping[str, Moved] = NOTHING
) -> dict[str, str]:
    """Return a digest of each student's folder, computed in confined processes.

    `moved` records what was moved out of each.
    """
    states: dict[str, str] = {}
    modules_here()
    budget, waiting = Confinement(config=config).budget(), list(folders)
    while waiting:
        chunk = waiting[:CHUNK]
        records = (moved[student].path for student in chunk if student in moved)
        access = Access(read=(release, *(folders[student] for student in chunk), *records))
        found: list[str] = []
        try:
            confined(
                partial(_examine_each, chunk, folders, release, moved),
                budget=budget,
                access=access,
                services={STATE: partial(_heard, found)},
            )
        except ConfinedEnd as end:
            if not found:  # else earlier ones may have spent the budget: examine this one again, first
                found.append(f"{UNEXAMINED}{end.cause}")
        states |= dict(zip(chunk, found, strict=False))
        waiting = [student for student in waiting if student not in states]
    return {student: states[student] for student in folders}


def _examine_each(
    chunk: Sequence[str], folders: Mapping[str, Path], release: Path, moved: Mapping[str, Moved], link: Link
) -> bytes:
    for student in chunk:
        found = examine(folders[student], release)
        found = moved[student].beside(found) if student in moved else found
        link.ask(STATE, found.state)
    return b""


def _heard(found: list[str], told: Sequence[Any], _: object) -> LinkAnswer:
    found.append(str(told[0]).removeprefix(UNEXAMINED)[:LONGEST])  # only this side may say that
    return LinkAnswer()


def plan_of(
    asked: AssignmentFingerprint,
    states: Mapping[str, str],
    ledger: Ledger,
    book: Book,
    autograded: Callable[[str], Path],
    *,
    force: bool = False,
) -> GradingPlan:
    """Return the plan; `states` holds the present digest of each student's folder."""
    unchanged, tasks, judge, because = [], [], 0, set[str]()
    for student, state in states.items():
        last, there = ledger.last(asked.assignment, student), contents_of(autograded(student))
        holds = last and last.holds and last.state == state and last.graded == there
        same = last if holds and not force else None
        if same and asked.is_all(same):
            unchanged.append(
                Graded(student, same.results, skipped=True, notes=same.notes, seconds=same.seconds)
            )
            continue
        answers = last.seen(there) if last else {}
        tasks.append(
            Task(student=student, page=book.page(student), answers=answers, state=state, fresh=force)
        )
        if same:
            judge += asked.is_kept(same)
            because |= set(asked.changed(same))
    return GradingPlan(tuple(unchanged), tuple(tasks), judge, tuple(sorted(because)))
