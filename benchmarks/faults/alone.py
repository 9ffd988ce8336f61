"""One process of a run is killed, and the others go on: no student is blamed for it."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from benchmarks.faults.launch import Run, launch
from benchmarks.faults.processes import (
    children,
    command,
    descendants,
    is_bench,
    is_fork_server,
    wait_until_gone,
)
from benchmarks.faults.scene import Scene, completed, ended, looked, stopped

Choice = Callable[[Run, int], Sequence[int]]
ROUNDS = 3  # how often a fork server is killed in one run
WARM = 0.5  # seconds that a fork server lives at least


def fork_server(scene: Scene) -> Iterator[str]:
    """Kill what keeps the fork server, while one of its notebooks runs."""
    yield from _killed(scene, "fork-server", "run_cell", 3, lambda run, _: _of(run, is_fork_server)[:1])


def forked_server(scene: Scene) -> Iterator[str]:
    """Kill the server itself, which is a child of what keeps it."""
    yield from _killed(scene, "forked-server", "collect", 2, lambda run, _: _of(run, is_fork_server)[1:2])


def every_fork_server(scene: Scene) -> Iterator[str]:
    """Kill one fork server after the other, as soon as it is warm; the next run does the rest."""
    series, killed = scene.series("every-server"), set[int]()
    run = launch(series.course)
    while not run.ended() and len(killed) < ROUNDS:
        for process in set(_of(run, is_fork_server)[:1]) - killed:
            if any(one for one in children().get(process, ())):
                time.sleep(WARM)
                _kill(process)
                killed.add(process)
        time.sleep(0.05)
    run.wait()
    yield from wait_until_gone()
    if len(killed) < ROUNDS:
        yield f"only {len(killed)} fork servers were there to kill"
    yield from completed(series)


def worker(scene: Scene) -> Iterator[str]:
    """Kill a worker while its notebook runs."""
    yield from _killed(scene, "worker", "run_cells", 2, lambda _, process: [process])


def worker_that_judges(scene: Scene) -> Iterator[str]:
    """Kill a worker when its evidence is kept and not judged."""
    yield from _killed(scene, "judging-worker", "verdict", 2, lambda _, process: [process])


def judge(scene: Scene) -> Iterator[str]:
    """Kill one judge, which is a child of the process that judges are forked from."""
    yield from _killed(scene, "judge", "judged", 1, lambda run, _: _of(run, is_bench)[1:2])


def bench(scene: Scene) -> Iterator[str]:
    """Kill the process that judges are forked from."""
    yield from _killed(scene, "bench", "judged", 1, lambda run, _: _of(run, is_bench)[:1])


def writer(scene: Scene) -> Iterator[str]:
    """Kill the process that writes, in a transaction and before it: all others end by themselves."""
    for point in ("run_cells", "judge", "merge", "placed")[:: 3 if scene.short else 1]:
        series = scene.series(f"writer-{point}")
        run, _ = stopped(series, point, 1)
        _kill(run.process)
        run.wait()
        yield from (f"{point}: {one}" for one in wait_until_gone())
        yield from (f"{point}: {one}" for one in looked(series))
        yield from (f"{point}: {one}" for one in completed(series))


def _killed(scene: Scene, name: str, point: str, call: int, chosen: Choice) -> Iterator[str]:
    """Kill who is chosen while a run stands still; that run grades the whole class all the same."""
    series = scene.series(name)
    run, process = stopped(series, point, call)
    victims = chosen(run, process)
    if not victims:
        yield f"nobody was there to kill, only {[command(one)[:60] for one in descendants(run.process)]}"
    for victim in victims:
        _kill(victim)
    run.go_on()
    yield from ended(run, code=0)
    yield from looked(series)
    yield from completed(series)


def _of(run: Run, kind: Callable[[int], bool]) -> list[int]:
    """Return the descendants of a kind, parents before their children."""
    return sorted((one for one in descendants(run.process) if kind(one)), key=_depth)


def _depth(process: int) -> int:
    parents = {one: parent for parent, several in children().items() for one in several}
    depth = 0
    while process in parents:
        process, depth = parents[process], depth + 1
    return depth


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
