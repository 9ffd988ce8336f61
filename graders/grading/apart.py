"""Judges in a process apart: it holds what is expected, and can reach neither the gradebook nor a network.

Evidence goes to it as this process decoded it; what comes back is JSON, for that process has looked at what a
student sent.
"""

import json
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from graders.challenges.verdicts import CheckVerdict, Status, Verdict
from graders.errors import OperatorError
from graders.evidence.answers import Answers
from graders.models.cache import PROJECT_CACHE
from graders.sandbox.inside.alone import wall_in

LENGTH = struct.Struct(">Q")
MOST_REPLY = 16 << 20  # bytes
SECONDS = 300.0  # for one challenge; the first waits for imports too
OURS = Path(__file__).resolve().parents[1]


class Apart:
    """A process that judges, started before it is needed and again where it ended."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the process where there is none; return at once."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "graders.grading.apart"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": str(OURS.parent)},
            )

    def judge(self, challenge: str, evidence: Sequence[Answers], device: str) -> Verdict:
        """Return the verdict of one challenge on evidence.

        Raises:
            OperatorError: the process ended, or did not answer.
        """
        with self._lock:
            self.start()
            process: Any = self._process
            late = threading.Timer(SECONDS, process.kill)
            late.start()
            try:
                _send(process.stdin, pickle.dumps((challenge, tuple(evidence), device)))
                return _verdict(json.loads(_receive(process.stdout)))
            except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
                self.close()
                raise OperatorError(f"`{challenge}` could not be judged: {error or 'no answer'}") from error
            finally:
                late.cancel()

    def close(self) -> None:
        """End the process."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _verdict(told: dict[str, Any]) -> Verdict:
    checks = (
        {**one, "status": Status(one["status"]), "staff": tuple(map(str, one["staff"]))}
        for one in told["checks"]
    )
    return Verdict(str(told["challenge"]), tuple(CheckVerdict(**one) for one in checks))


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    (size,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    if size > MOST_REPLY:
        raise EOFError(f"a reply of {size} bytes")
    return _exactly(stream, size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError("it ended")
    return data


def serve() -> None:
    """Judge what comes in, one challenge after the other, behind walls of its own."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nothing, number)
    from graders.challenges.judge import judge
    from graders.reference.device import choose_device

    wall_in([str(OURS), str(PROJECT_CACHE)])
    while header := requests.read(LENGTH.size):
        challenge, evidence, device = pickle.loads(requests.read(*LENGTH.unpack(header)))  # noqa: S301 - of our own grader, never of a student's process
        verdict = judge(challenge, evidence, choose_device(device))
        _send(replies, json.dumps(asdict(verdict)).encode())


if __name__ == "__main__":
    serve()
