"""Who does what when: every task once, and once more where the machine is at fault."""

import os
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from nbverdict.course.scheduler import Alone, Rules, TaskOutcome, available_mb, in_parallel, usable_workers


class Hired:
    """Workers of a test."""

    def __init__(self, executor: Executor, *, healthy: bool = True) -> None:
        """Take them as they are."""
        self.executor, self.well = executor, healthy

    def healthy(self) -> bool:
        """Say what was said of them."""
        return self.well

    def close(self) -> None:
        """End them."""
        self.executor.shutdown(cancel_futures=True)


def threads() -> Hired:
    """Hire two threads."""
    return Hired(ThreadPoolExecutor(2))


def processes() -> Hired:
    """Hire two processes."""
    return Hired(ProcessPoolExecutor(2, mp_context=get_context("spawn")))


def do(work: Callable[[Any], Any], tasks: list[Any], hire: Callable[[], Any] = threads, **rules: Any) -> Any:
    """Do tasks and return what came of each, by task."""
    told: list[TaskOutcome[Any, Any]] = list(
        in_parallel(work, tasks, hire=hire, workers=2, rules=Rules(**rules))
    )
    assert sorted(one.task for one in told) == sorted(tasks)
    return {one.task: one.error or one.result for one in told}


def double(number: int) -> int:
    """Return twice a number; a negative one ends the process."""
    if number < 0:
        os._exit(9)
    return 2 * number


def end_once(path: str) -> str:
    """End the process where a file is not there yet, and leave it there."""
    if path.startswith("/") and not Path(path).exists():
        Path(path).touch()
        os._exit(9)
    return "done"


@pytest.mark.parametrize("hire", [threads, Alone])
def test_every_task_is_done_once(hire: Callable[[], Any]) -> None:
    """By several workers, or by this process alone."""
    done: list[int] = []

    def work(number: int) -> int:
        done.append(number)
        return 2 * number

    assert do(work, [*range(20)], hire) == {n: 2 * n for n in range(20)}
    assert sorted(done) == [*range(20)]


def test_an_error_is_told_and_stops_nobody() -> None:
    """It is ours, and trying again would not help."""

    def work(number: int) -> int:
        return 6 // number

    told = do(work, [1, 0, 3])
    assert (told[1], told[3]) == (6, 2)
    assert isinstance(told[0], ZeroDivisionError)


def test_who_ends_its_worker_blames_no_other() -> None:
    """It is tried again alone, and then told; all others are done, by new workers."""
    told = do(double, [1, -1, 2, 3, 4], processes)

    assert isinstance(told.pop(-1), BrokenExecutor)
    assert told == {1: 2, 2: 4, 3: 6, 4: 8}


def test_a_worker_that_ended_by_chance_costs_nothing(tmp_path: Path) -> None:
    """Its task is done by another."""
    assert set(do(end_once, [str(tmp_path / "a"), "b", "c"], processes).values()) == {"done"}


def test_what_the_machine_failed_at_is_tried_once_more() -> None:
    """And no oftener."""
    tried: list[str] = []

    def work(task: str) -> str:
        tried.append(task)
        return "failed" if task == "never" or tried.count(task) == 1 else "done"

    assert do(work, ["a", "never"], failed=lambda result: result == "failed") == {
        "a": "done",
        "never": "failed",
    }
    assert sorted(tried) == ["a", "a", "never", "never"]


def test_what_is_tried_again_is_tried_alone() -> None:
    """Whatever else waits: a task that breaks its workers must not be beside another."""
    beside: list[list[int]] = []
    tried: list[int] = []

    def work(number: int) -> str:
        again, before = number in tried, len(tried)
        time.sleep(0.6 if again else 0.02)  # longer than the scheduler looks away
        if again:
            beside.append(tried[before:])
        tried.append(number)
        return "failed" if number < 2 and tried.count(number) == 1 else "done"

    assert set(do(work, [*range(8)], failed=lambda result: result == "failed").values()) == {"done"}
    assert beside == [[], []]


def test_workers_that_lack_something_are_replaced() -> None:
    """A fork server that ended, for instance."""
    hired: list[Hired] = []

    def hire() -> Hired:
        hired.append(Hired(ThreadPoolExecutor(2), healthy=bool(hired)))
        return hired[-1]

    assert do(double, [1, 2], hire) == {1: 2, 2: 4}
    assert len(hired) == 2


def test_where_memory_is_short_one_is_done_at_a_time() -> None:
    """But one always is."""
    at_once: list[int] = []
    running: list[int] = []

    def work(number: int) -> int:
        running.append(number)
        at_once.append(len(running))
        running.remove(number)
        return number

    assert do(work, [*range(10)], room=lambda: False) == {n: n for n in range(10)}
    assert max(at_once) == 1


def test_there_are_no_more_workers_than_cores_or_memory() -> None:
    """And one at least."""
    assert 1 <= usable_workers(1) <= (os.cpu_count() or 1)
    assert usable_workers(10 * available_mb()) == 1
