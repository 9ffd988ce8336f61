"""Judges in separate processes: they know the expected values, and reach neither gradebook nor network.

A server process imports what checks need and forks a judge for each connection. A judge gets the decoded
evidence as a pickle and replies with JSON: it has handled a student's data, so its reply is not unpickled.
"""

import importlib
import json
import os
import pickle
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from io import BufferedRWPair
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from nbverdict.config.course_code import CourseCode, course_code, use
from nbverdict.errors import CourseError, OperatorError
from nbverdict.evidence.answers import Answers
from nbverdict.judging.store import VERDICTS
from nbverdict.judging.verdict import Verdict
from nbverdict.preload import uncollected
from nbverdict.sandbox.confined import mapped_data
from nbverdict.sandbox.environment import THREADS
from nbverdict.sandbox.inside.syscalls import DEATH_SIGNAL, leave_no_core, prctl
from nbverdict.sandbox.link import Link, LinkAnswer, Service

LENGTH = struct.Struct(">Q")
MOST_REPLY = 16 << 20  # bytes
SECONDS = 300.0  # timeout for the challenges of one notebook; the first waits for imports too
CPU_SECONDS, MEMORY = 120, 4 << 30  # limits of one submission's judge, beyond the memory at its fork
OURS = Path(__file__).resolve().parents[1]
ONE_THREAD = dict.fromkeys(THREADS, "1")  # references are small: more threads would only wait for each other
JUDGE = "judge"  # the service that a confined process asks for


class JudgementStopped(CourseError):  # noqa: N818 - an outcome of evidence, not our error
    """A judge gave no verdicts within its budget."""


class JudgeServer:
    """The process that forks judges; it ends when its channel closes, and the judges end with it."""

    def __init__(self) -> None:
        """Start the process; its imports run in the background."""
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._starter = os.getpid()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [
                    sys.executable,
                    "-m",
                    "nbverdict.judging.worker",
                    str(theirs.fileno()),
                    packed(course_code()),
                ],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **ONE_THREAD, "PYTHONPATH": str(OURS.parent)},
            )

    def open_connection(self) -> socket.socket:
        """Return a connection to a new judge."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._channel, [b"judge"], [theirs.fileno()])
        except OSError:
            ours.close()
            raise
        return ours

    def alive(self) -> bool:
        """Say whether the process runs; only the process that started it can tell."""
        return self._starter != os.getpid() or self._process.poll() is None

    def close(self) -> None:
        """End the process and all judges."""
        self._channel.close()
        self._process.kill()
        self._process.wait()


class JudgeClient:
    """A connection to a judge, and the server that forks judges."""

    def __init__(self) -> None:
        """Start no process yet."""
        self._bench: JudgeServer | None = None
        self._open: Callable[[], socket.socket] = self._connect_to_own_server
        self._connection: socket.socket | None = None
        self._lock = threading.Lock()

    def share(self, server: JudgeServer) -> None:
        """Use a server that another process started."""
        self._bench, self._connection = server, None

    def services(self) -> dict[str, Service]:
        """Return the service that gives a judge to a confined process, which cannot fork one."""
        return {JUDGE: lambda _, __: LinkAnswer(None, (self.open_connection().detach(),))}

    def ask_through(self, link: Link) -> None:
        """Get judges through the process that confined this one."""
        self._connection = None
        self._open = lambda: socket.socket(fileno=link.ask(JUDGE).descriptors[0])

    def start(self) -> None:
        """Start the server if none runs; return at once."""
        if self._open == self._connect_to_own_server and (self._bench is None or not self._bench.alive()):
            self.close()
            self._bench = JudgeServer()

    def open_connection(self) -> socket.socket:
        """Return a connection to a new judge.

        Raises:
            OSError: the server is ending; the next call starts another.
        """
        self.start()
        assert self._bench is not None
        try:
            return self._bench.open_connection()
        except OSError:
            self.close()
            raise

    def judge(self, evidence: Mapping[str, Sequence[Answers]], device: str) -> dict[str, Verdict]:
        """Return the verdict on the evidence of each challenge of a notebook.

        Raises:
            JudgementStopped: the judge used up its budget on this evidence, or crashed on it.
            OperatorError: the server has ended, which no evidence can cause.
        """
        with self._lock:
            connection: Any = self._connection or self._first_connection()
            self._connection = connection
            connection.settimeout(SECONDS)
            try:
                with connection.makefile("rwb") as stream:
                    _send(stream, pickle.dumps((dict(evidence), device)))
                    verdicts = VERDICTS.decode(_receive(stream))
                return {challenge: verdicts[challenge] for challenge in evidence}
            except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
                self._disconnect()
                which = ", ".join(f"`{challenge}`" for challenge in evidence)
                sentence = f"{which} could not be judged ({_reason(error)})"
                raise self._error_of_end()(sentence) from error

    def close(self) -> None:
        """End the judge and the server."""
        self._disconnect()
        if self._bench:
            self._bench.close()
        self._bench = None

    def _error_of_end(self) -> type[CourseError]:
        """Return the error for a judge that ended: `JudgementStopped` if another judge can be started."""
        if self._bench is not None and not self._bench.alive():
            return OperatorError
        try:
            self._connection = self._open()
        except (OSError, OperatorError):
            return OperatorError
        return JudgementStopped

    def _first_connection(self) -> socket.socket:
        """Return a connection to the first judge.

        Raises:
            OperatorError: the server cannot be started.
        """
        with suppress(OSError):  # the server may have ended since the last submission: try again
            return self._open()
        try:
            return self._open()
        except OSError as error:
            raise OperatorError(f"no judge can be started ({error})") from error

    def _connect_to_own_server(self) -> socket.socket:
        return self.open_connection()

    def _disconnect(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None


JUDGE_CLIENT = JudgeClient()  # one for this process


def _send(stream: BufferedRWPair, data: bytes) -> None:
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def _receive(stream: BufferedRWPair) -> bytes:
    (size,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    if size > MOST_REPLY:
        raise EOFError(f"a reply of {size} bytes")
    return _exactly(stream, size)


def _exactly(stream: BufferedRWPair, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError("it ended")
    return data


def _reason(error: Exception) -> str:
    """Return why a judge gave no verdicts; its reply is not quoted."""
    return "its reply is not a verdict" if isinstance(error, ValidationError) else str(error) or "no answer"


def main(descriptor: int) -> None:
    """Fork a judge for each connection, until the other side closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt at the terminal is the grader's to handle
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a judge's exit status
    with uncollected():
        _import_checks()
    channel = socket.socket(fileno=descriptor)
    while (received := socket.recv_fds(channel, LENGTH.size, 1))[1]:
        connection, server_pid = socket.socket(fileno=received[1][0]), os.getpid()
        if os.fork() == 0:
            channel.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _end_with(server_pid)
            with suppress(EOFError, OSError):
                serve(connection)
            os._exit(0)
        connection.close()


def _end_with(parent: int) -> None:
    """End with the parent, even if it has ended already."""
    prctl(DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _import_checks() -> None:
    """Import all that judging needs, including lazy imports, once for all judges.

    A module that cannot be imported is reported when it is to judge.
    """
    from nbverdict.judging.discovery import challenge_names, load_challenge, reference_of

    importlib.import_module("nbverdict.judging.runner")
    for name in challenge_names():
        with suppress(Exception):
            module = load_challenge(name)
            for case in module.shown_cases():
                reference_of(module, case, "cpu")


def serve(connection: socket.socket) -> None:
    """Judge one notebook after the other, in a sandbox of its own."""
    from nbverdict.judging.runner import judge_all
    from nbverdict.sandbox.inside.alone import wall_in

    code = course_code()
    wall_in([str(OURS), str(code.folder), *code.visible])
    _limit()
    stream = connection.makefile("rwb")
    while True:
        evidence, device = pickle.loads(_receive_all(stream))  # noqa: S301 - of our own grader, never of a student's process
        verdicts = judge_all(evidence, device)
        _send(stream, VERDICTS.encode(verdicts))


def _limit() -> None:
    """Give a judge the budget of one submission."""
    leave_no_core()
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if not Path("/dev/nvidiactl").exists():  # CUDA reserves terabytes of addresses
        data = mapped_data() + MEMORY
        resource.setrlimit(resource.RLIMIT_DATA, (data, data))


def _receive_all(stream: BufferedRWPair) -> bytes:
    """Return a request of any size: the grader is trusted."""
    (size,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    return _exactly(stream, size)


def packed(code: CourseCode) -> str:
    """Return the location of a course's code, as a process argument."""
    return json.dumps([str(code.folder), list(code.visible)])


def unpacked(text: str) -> CourseCode:
    """Return the location from `packed`'s text; judges build no arguments."""
    folder, visible = json.loads(text)
    return CourseCode(Path(folder), visible=tuple(visible))


if __name__ == "__main__":
    use(unpacked(sys.argv[2]))
    main(int(sys.argv[1]))
