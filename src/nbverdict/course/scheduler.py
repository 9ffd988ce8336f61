"""Schedules tasks on an executor: when each is submitted, and which are retried.

`in_parallel` is independent of grading: another `concurrent.futures.Executor`, such as a cluster's, can
replace the processes that `nbverdict.course.pool` starts.
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

ATTEMPTS = 2  # a failure of the machine is retried once
LOOK = 0.25  # seconds between two checks of progress and memory


class Hired(Protocol):
    """Workers, and a way to stop them."""

    executor: Executor

    def healthy(self) -> bool:
        """Return whether the servers of the workers still run."""

    def close(self) -> None:
        """Stop the workers and all that they started."""


@dataclass(frozen=True)
class TaskOutcome(Generic[Task, Result]):
    """The outcome of a task: a result, or the error with which this machine failed twice."""

    task: Task
    result: Result | None = None
    error: BaseException | None = None


@dataclass(frozen=True)
class Rules(Generic[Result]):
    """Callbacks of a schedule: which result is the machine's fault, whether there is memory, and progress."""

    failed: Callable[[Result], bool] = lambda _: False
    room: Callable[[], bool] = lambda: True  # whether another task may start
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
    """Run all tasks, and yield the outcome of each as soon as it is known.

    A task that fails by the machine's fault is retried once, alone, so that a task which breaks its workers
    does not make others fail.
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
    """Return whether this machine is at fault: its workers ended, or the result says so."""
    if outcome.error is not None or outcome.result is None:
        return isinstance(outcome.error, BrokenExecutor)
    return rules.failed(outcome.result)


def _submit(executor: Executor, work: Callable[[Task], Result], task: Task) -> "Future[Result]":
    """Submit a task; if the executor has just broken, the future holds that error."""
    future: Future[Result] = Future()
    try:
        return executor.submit(work, task)
    except BrokenExecutor as error:
        future.set_exception(error)
        return future


class Inline(Executor):
    """An executor that runs each task at once, in this process."""

    def submit(self, work, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN201 - as in its base
        """Run the work, and return its completed future."""
        future: Future[object] = Future()
        try:
            future.set_result(work(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the future holds it
            future.set_exception(error)
        return future


class Alone:
    """A single worker: this process itself, whose servers stay up for the next class."""

    def __init__(self) -> None:
        """Run tasks in this process."""
        self.executor: Executor = Inline()

    def healthy(self) -> bool:
        """Return true: the servers restart on demand."""
        return True

    def close(self) -> None:
        """Do nothing: the servers stay up."""


def usable_workers(memory_mb: int) -> int:
    """Return how many notebooks may run in parallel here, by cores and by memory."""
    return max(1, min(len(os.sched_getaffinity(0)), available_mb() // memory_mb))


def available_mb() -> int:
    """Return the available memory of this machine, in MiB."""
    lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    kibibytes = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    return kibibytes >> 10
