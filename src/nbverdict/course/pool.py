"""Workers: processes forked from this one, each connected to the fork server and to a judge of its own."""

import asyncio
import contextlib
import os
import signal
import tempfile
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import active_children, get_context
from multiprocessing.queues import SimpleQueue

from nbverdict.course.grade_submission import SubmissionGrader
from nbverdict.course.scheduler import Inline
from nbverdict.course.task import Done, Task
from nbverdict.judging.discovery import load_challenge
from nbverdict.judging.worker import JUDGE_CLIENT, JudgeServer
from nbverdict.preload import uncollected
from nbverdict.sandbox import servers
from nbverdict.sandbox.connection import ServerConnection
from nbverdict.sandbox.inside.syscalls import DEATH_SIGNAL, prctl
from nbverdict.sandbox.settings import Sandbox

WorkerConnection = ServerConnection | None
_submission_graders: list[SubmissionGrader] = []  # this process's grader, at most one


class WorkerPool:
    """Worker processes, the fork server of their notebooks, and their judges."""

    def __init__(
        self,
        submission_grader: SubmissionGrader,
        sandbox: Sandbox | None,
        *,
        workers: int,
        challenges: Sequence[str],
    ) -> None:
        """Start the workers; slow imports happen at the same time, and once.

        Without a `sandbox` no notebook is expected to run: a worker that must run one starts its own server.

        Raises:
            OperatorError: this machine has no sandbox.
        """
        self.executor: Executor = Inline()  # until the workers are started
        self.server = sandbox and servers.start_ahead(sandbox)
        self.judge_server = JudgeServer()
        with uncollected():
            for name in challenges:
                with contextlib.suppress(Exception):  # the worker that needs it reports the error
                    load_challenge(name)
        try:
            submission_grader.rehearse()
            connections = [self.server and self.server.open_connection() for _ in range(workers)]
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
            initializer=_init_worker,
            initargs=(submission_grader, connections, self.judge_server, free, os.getpid()),
        )
        self.executor.submit(os.getpid).result()  # all are forked now, while this process has one thread
        for connection in connections:
            _leave(connection)

    def healthy(self) -> bool:
        """Return whether the fork server and the judges still run."""
        return (self.server is None or self.server.alive()) and self.judge_server.alive()

    def close(self) -> None:
        """Kill the workers, and stop the fork server and the judges."""
        for process in active_children():  # an executor would wait for what they are doing
            process.kill()
        self.executor.shutdown(cancel_futures=True)
        if self.server:
            self.server.close()
        self.judge_server.close()


def grade(task: Task) -> Done:
    """Grade with the grader of this process."""
    return _submission_graders[0].grade(task)


def _init_worker(
    submission_grader: SubmissionGrader,
    connections: Sequence[WorkerConnection],
    judge_server: JudgeServer,
    free: "SimpleQueue[int]",
    grader: int,
) -> None:
    """Initialise a worker: adopt its connection, and close those of the others."""
    prctl(DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != grader:
        os._exit(0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt at the terminal is the grader's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    own = free.get()
    for number, connection in enumerate(connections):
        if number != own:
            _leave(connection)
    if line := connections[own]:
        servers.use(line)
    JUDGE_CLIENT.share(judge_server)
    asyncio.set_event_loop(asyncio.new_event_loop())
    tempfile.tempdir = str(submission_grader.scratch)  # an interrupted worker leaves files nowhere else
    _submission_graders[:] = [submission_grader]


def _leave(connection: WorkerConnection) -> None:
    """Close another worker's connection: else its end would not be noticed."""
    if connection:
        connection.close()
