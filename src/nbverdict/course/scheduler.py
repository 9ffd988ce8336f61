"""Who grades which submission when: an executor, what it is refilled with, and what is tried again.

`in_parallel` knows nothing of grading; another `concurrent.futures.Executor`, of a cluster for instance, can
take the place of the processes that `nbverdict.course.pool` hires.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

ATTEMPTS = 2  # what is the machine's fault is tried once more
LOOK = 0.25  # seconds between two looks at progress and memory


class Hired(Protocol):
    """Workers, and a way to end them."""

    executor: Executor

    def healthy(self) -> bool:
        """Say whether what they need still runs."""

    def close(self) -> None:
        """End them and all that they started."""


@dataclass(frozen=True)
class TaskOutcome(Generic[Task, Result]):
    """What came of a task: a result, or the error that stopped this machine twice."""

    task: Task
    result: Result | None = None
    error: BaseException | None = None


@dataclass(frozen=True)
class Rules(Generic[Result]):
    """How tasks are done: which result is the machine's fault, and who is asked and told on the way."""

    failed: Callable[[Result], bool] = lambda _: False
    room: Callable[[], bool] = lambda: True  # whether another may start
    started: Callable[[], None] = lambda: None
    tick: Callable[[], None] = lambda: None  # a few times a second


def in_parallel(
    work: Callable[[Task], Result],
    tasks: Sequence[Task],
    *,
    hire: Callable[[], Hired],
    workers: int,
    rules: Rules[Result],
) -> Iterator[TaskOutcome[Task, Result]]:
    """Do all tasks, and yield what came of each as soon as it is known.

    A task whose result is the machine's fault is tried once more, alone, so that one which breaks its workers
    blames no other.
    """
    waiting, suspects = deque(tasks), deque[Task]()
    tried: dict[int, int] = {}
    running: dict[Future[Result], Task] = {}
    team, broken = hire(), False
    try:
        while waiting or suspects or running:
            broken = broken or not team.healthy()
            if broken and not running:
                team.close()
                team, broken = hire(), False
            alone = suspects or any(id(task) in tried for task in running.values())
            most = 1 if alone else workers
            queue = suspects or waiting
            while queue and len(running) < most and not broken and (not running or rules.room()):
                task = queue.popleft()
                rules.started()
                running[_submit(team.executor, work, task)] = task
            done, _ = wait(running, timeout=LOOK, return_when=FIRST_COMPLETED)
            rules.tick()
            for future in done:
                outcome = _outcome(running.pop(future), future)
                broken = broken or isinstance(outcome.error, BrokenExecutor)
                key = id(outcome.task)
                tried[key] = tried.get(key, 0) + 1
                if _is_machines(outcome, rules) and tried[key] < ATTEMPTS:
                    suspects.append(outcome.task)
                else:
                    yield outcome
    finally:
        team.close()


def _outcome(task: Task, future: "Future[Result]") -> TaskOutcome[Task, Result]:
    error = future.exception()
    return TaskOutcome(task, None if error else future.result(), error)


def _is_machines(outcome: TaskOutcome[Task, Result], rules: Rules[Result]) -> bool:
    """Say whether this machine is at fault: its workers ended, or the result says so."""
    if outcome.error is not None or outcome.result is None:
        return isinstance(outcome.error, BrokenExecutor)
    return rules.failed(outcome.result)


def _submit(executor: Executor, work: Callable[[Task], Result], task: Task) -> "Future[Result]":
    """Submit a task; where the executor has just broken, the future says so."""
    future: Future[Result] = Future()
    try:
        return executor.submit(work, task)
    except BrokenExecutor as error:
        future.set_exception(error)
        return future


class Inline(Executor):
    """Does what is submitted at once, in this process: for one worker."""

    def submit(self, work, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN201 - as in its base
        """Return a future that is done."""
        future: Future[object] = Future()
        try:
            future.set_result(work(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - it is told by the future
            future.set_exception(error)
        return future


class Alone:
    """One worker: this process itself, whose servers are kept for the next class."""

    def __init__(self) -> None:
        """Take work."""
        self.executor: Executor = Inline()

    def healthy(self) -> bool:
        """Say yes: what it needs is started again where it ended."""
        return True

    def close(self) -> None:
        """Leave everything as it is."""


def usable_workers(memory_mb: int) -> int:
    """Return how many notebooks may run at once here: by cores, and by the memory that each may take."""
    return max(1, min(len(os.sched_getaffinity(0)), available_mb() // memory_mb))


def available_mb() -> int:
    """Return the memory that this machine can give, in MiB."""
    lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    kibibytes = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    return kibibytes >> 10
