"""Workers: processes forked from this one, each with lines of its own to the fork server and to a judge."""

import asyncio
import contextlib
import os
import signal
import tempfile
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import active_children, get_context
from multiprocessing.queues import SimpleQueue

from nbverdict.course.grade_submission import Desk
from nbverdict.course.scheduler import Inline
from nbverdict.course.task import Done, Task
from nbverdict.judging.discovery import load_challenge
from nbverdict.judging.worker import APART, Bench
from nbverdict.preload import uncollected
from nbverdict.sandbox import servers
from nbverdict.sandbox.inside.calls import DEATH_SIGNAL, prctl
from nbverdict.sandbox.line import Line
from nbverdict.sandbox.settings import Sandbox

Seat = Line | None
_desks: list[Desk] = []  # of this process: none, or one


class Team:
    """Worker processes, the fork server of their notebooks, and their judges."""

    def __init__(
        self, desk: Desk, sandbox: Sandbox | None, *, workers: int, challenges: Sequence[str]
    ) -> None:
        """Hire them; all that takes long to import is imported at the same time, and once.

        Without a `sandbox` no notebook is expected to run: a worker that must run one starts its own server.

        Raises:
            OperatorError: this machine has no sandbox.
        """
        self.executor: Executor = Inline()  # until the others are there
        self.server = sandbox and servers.start_ahead(sandbox)
        self.bench = Bench()
        with uncollected():
            for name in challenges:
                with contextlib.suppress(Exception):  # who needs it says what is wrong with it
                    load_challenge(name)
        try:
            desk.rehearse()
            seats = [self.server and self.server.open_line() for _ in range(workers)]
        except BaseException:
            self.close()
            raise
        context = get_context("fork")
        free: SimpleQueue[int] = context.SimpleQueue()
        for number in range(workers):
            free.put(number)
        self.executor = ProcessPoolExecutor(
            workers,
            mp_context=context,
            initializer=_sit_down,
            initargs=(desk, seats, self.bench, free, os.getpid()),
        )
        self.executor.submit(os.getpid).result()  # all are forked now, while this process has one thread
        for seat in seats:
            _leave(seat)

    def healthy(self) -> bool:
        """Say whether the fork server and the judges still run."""
        return (self.server is None or self.server.alive()) and self.bench.alive()

    def close(self) -> None:
        """End everybody."""
        for process in active_children():  # an executor would wait for what they are doing
            process.kill()
        self.executor.shutdown(cancel_futures=True)
        if self.server:
            self.server.close()
        self.bench.close()


def grade(task: Task) -> Done:
    """Grade at the desk of this process."""
    return _desks[0].grade(task)


def _sit_down(desk: Desk, seats: Sequence[Seat], bench: Bench, free: "SimpleQueue[int]", grader: int) -> None:
    """Take a seat: called once in each worker."""
    prctl(DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != grader:
        os._exit(0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt at the terminal is the grader's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    own = free.get()
    for number, seat in enumerate(seats):
        if number != own:
            _leave(seat)
    if line := seats[own]:
        servers.use(line)
    APART.share(bench)
    asyncio.set_event_loop(asyncio.new_event_loop())
    tempfile.tempdir = str(desk.scratch)  # what is cut off leaves nothing elsewhere
    _desks[:] = [desk]


def _leave(seat: Seat) -> None:
    """Close the line of another worker: else nobody would see that it ended."""
    if seat:
        seat.close()
