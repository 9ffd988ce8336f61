"""Judges in processes apart: they hold what is expected, and can reach neither the gradebook nor a network.

One process imports what checks need and forks a judge for each line that is opened to it. Evidence goes to a
judge as this process decoded it; what comes back is JSON, for a judge has looked at what a student sent.
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
SECONDS = 300.0  # for the challenges of one notebook; the first waits for imports too
CPU_SECONDS, MEMORY = 120, 4 << 30  # of the judge of one submission, beyond what it was forked with
OURS = Path(__file__).resolve().parents[1]
ONE_THREAD = dict.fromkeys(THREADS, "1")  # references are small: more threads wait for each other
JUDGE = "judge"  # what a confined process asks for


class JudgementStopped(CourseError):  # noqa: N818 - what became of evidence, not our error
    """A judge gave no verdicts on evidence, within its budget."""


class JudgeServer:
    """The process that judges are forked from; it ends when its channel closes, and they with it."""

    def __init__(self) -> None:
        """Start it; its imports go on while others work."""
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
        """Return a way to a judge of its own."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._channel, [b"judge"], [theirs.fileno()])
        except OSError:
            ours.close()
            raise
        return ours

    def alive(self) -> bool:
        """Say whether it runs; only who started it can tell."""
        return self._starter != os.getpid() or self._process.poll() is None

    def close(self) -> None:
        """End it and all judges."""
        self._channel.close()
        self._process.kill()
        self._process.wait()


class JudgeClient:
    """The judge of a submission, and the process that judges are forked from."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._bench: JudgeServer | None = None
        self._open: Callable[[], socket.socket] = self._own_line
        self._line: socket.socket | None = None
        self._lock = threading.Lock()

    def share(self, bench: JudgeServer) -> None:
        """Fork judges from a process that another one started."""
        self._bench, self._line = bench, None

    def services(self) -> dict[str, Service]:
        """Return how a confined process, which cannot fork a judge by itself, gets one."""
        return {JUDGE: lambda _, __: LinkAnswer(None, (self.open_connection().detach(),))}

    def ask_through(self, link: Link) -> None:
        """Get judges from the process that confined this one."""
        self._line = None
        self._open = lambda: socket.socket(fileno=link.ask(JUDGE).descriptors[0])

    def start(self) -> None:
        """Start what judges are forked from, if there is none; return at once."""
        if self._open == self._own_line and (self._bench is None or not self._bench.alive()):
            self.close()
            self._bench = JudgeServer()

    def open_connection(self) -> socket.socket:
        """Return a way to a judge of its own.

        Raises:
            OSError: what judges are forked from is ending; the next call starts another.
        """
        self.start()
        assert self._bench is not None
        try:
            return self._bench.open_connection()
        except OSError:
            self.close()
            raise

    def judge(self, evidence: Mapping[str, Sequence[Answers]], device: str) -> dict[str, Verdict]:
        """Return the verdicts of the challenges of a notebook on evidence.

        Raises:
            JudgementStopped: the judge spent its budget on this evidence, or ended over it.
            OperatorError: what judges are forked from has ended, which no evidence can do.
        """
        with self._lock:
            line: Any = self._line or self._first_line()
            self._line = line
            line.settimeout(SECONDS)
            try:
                with line.makefile("rwb") as stream:
                    _send(stream, pickle.dumps((dict(evidence), device)))
                    verdicts = VERDICTS.decode(_receive(stream))
                return {challenge: verdicts[challenge] for challenge in evidence}
            except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
                self._hang_up()
                which = ", ".join(f"`{challenge}`" for challenge in evidence)
                sentence = f"{which} could not be judged ({_reason(error)})"
                raise self._kind_of_end()(sentence) from error

    def close(self) -> None:
        """End it."""
        self._hang_up()
        if self._bench:
            self._bench.close()
        self._bench = None

    def _kind_of_end(self) -> type[CourseError]:
        """Return whose doing it was that a judge ended, by whether another can be had."""
        if self._bench is not None and not self._bench.alive():
            return OperatorError
        try:
            self._line = self._open()
        except (OSError, OperatorError):
            return OperatorError
        return JudgementStopped

    def _first_line(self) -> socket.socket:
        """Return a line to a first judge.

        Raises:
            OperatorError: what judges are forked from cannot be started.
        """
        with suppress(OSError):  # it ended since the last submission: that costs this one nothing
            return self._open()
        try:
            return self._open()
        except OSError as error:
            raise OperatorError(f"no judge can be started ({error})") from error

    def _own_line(self) -> socket.socket:
        return self.open_connection()

    def _hang_up(self) -> None:
        if self._line:
            self._line.close()
        self._line = None


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
    """Return why a judge gave no verdicts; what it sent instead is not repeated."""
    return "its answer is no verdict" if isinstance(error, ValidationError) else str(error) or "no answer"


def main(descriptor: int) -> None:
    """Fork a judge for each line that comes in, until the other side closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt at the terminal is the grader's to handle
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a judge ended
    with uncollected():
        _import_checks()
    channel = socket.socket(fileno=descriptor)
    while (received := socket.recv_fds(channel, LENGTH.size, 1))[1]:
        line, bench = socket.socket(fileno=received[1][0]), os.getpid()
        if os.fork() == 0:
            channel.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _end_with(bench)
            with suppress(EOFError, OSError):
                serve(line)
            os._exit(0)
        line.close()


def _end_with(parent: int) -> None:
    """End when the parent does, also where that has just happened."""
    prctl(DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _import_checks() -> None:
    """Import what judging needs, once for all judges, also what is imported only when it is first used.

    A module that cannot be imported is told when it judges.
    """
    from nbverdict.judging.discovery import challenge_names, load_challenge, reference_of

    importlib.import_module("nbverdict.judging.runner")
    for name in challenge_names():
        with suppress(Exception):
            module = load_challenge(name)
            for case in module.shown_cases():
                reference_of(module, case, "cpu")


def serve(line: socket.socket) -> None:
    """Judge what comes in, one notebook after the other, behind walls of its own."""
    from nbverdict.judging.runner import judge_all
    from nbverdict.sandbox.inside.alone import wall_in

    code = course_code()
    wall_in([str(OURS), str(code.folder), *code.visible])
    _limit()
    stream = line.makefile("rwb")
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
    """Return a request, of any size: it is our own grader's."""
    (size,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    return _exactly(stream, size)


def packed(code: CourseCode) -> str:
    """Return where a course's code lies, as the argument of a process."""
    return json.dumps([str(code.folder), list(code.visible)])


def unpacked(text: str) -> CourseCode:
    """Return what `packed` packed; judges build no arguments."""
    folder, visible = json.loads(text)
    return CourseCode(Path(folder), visible=tuple(visible))


if __name__ == "__main__":
    use(unpacked(sys.argv[2]))
    main(int(sys.argv[1]))
