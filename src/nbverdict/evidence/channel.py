"""A socket pair to one student's process, opened before that process starts."""

import socket
import struct
import time
from types import TracebackType
from typing import Self

from nbverdict.evidence.decode import MOST_ARRAYS, MOST_JSON, CallOutcome, Undecodable, decode
from nbverdict.evidence.gather import NoAnswer, says_that_we_failed

LENGTHS = struct.Struct(">QQ")


class Channel:
    """Both ends of a socket pair. `src/nbverdict/evidence/collector.py` defines the frames."""

    def __init__(self) -> None:
        """Open both ends; the process inherits theirs, and `started` closes it here."""
        self.ours, self.theirs = socket.socketpair()
        self.theirs.set_inheritable(True)
        self.their_number = self.theirs.fileno()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close both ends. The student's collector, if it still runs, then ends."""
        self.ours.close()
        self.theirs.close()

    def started(self) -> None:
        """Close their end in our process, so that the end of their process ends the stream."""
        self.theirs.close()

    def greet(self, *, seconds: float) -> bytes:
        """Wait for the collector's greeting; return nothing, or its reply that it could not start.

        Bytes sent earlier are read as the greeting and fail: a process must not write before it is asked.
        """
        message, arrays = self._receive_frame(seconds)
        if not message and not arrays:
            return b""
        try:
            failed = says_that_we_failed(decode(message, arrays))
        except Undecodable:
            failed = False
        if not failed:
            raise NoAnswer(CallOutcome.UNDECODABLE)
        return message

    def ask(self, message: bytes, weights: bytes, *, seconds: float) -> tuple[bytes, bytes]:
        """Send one case and return the reply.

        Raises:
            NoAnswer: the timeout passed, the process ended, or the reply exceeds the size limits.
        """
        self.ours.settimeout(seconds)
        try:
            self.ours.sendall(LENGTHS.pack(len(message), len(weights)) + message + weights)
        except TimeoutError:
            raise NoAnswer(CallOutcome.LATE) from None
        except OSError:
            raise NoAnswer(CallOutcome.ENDED) from None
        return self._receive_frame(seconds)

    def drain(self, *, seconds: float) -> bool:
        """Wait for a late reply and discard it; say whether it came."""
        try:
            self._receive_frame(seconds)
        except NoAnswer:
            return False
        return True

    def _receive_frame(self, seconds: float) -> tuple[bytes, bytes]:
        deadline = time.monotonic() + seconds
        size, extra = LENGTHS.unpack(self._receive(LENGTHS.size, deadline))
        if size > MOST_JSON or extra > MOST_ARRAYS:
            raise NoAnswer(CallOutcome.UNDECODABLE)
        return self._receive(size, deadline), self._receive(extra, deadline)

    def _receive(self, size: int, deadline: float) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            self.ours.settimeout(max(deadline - time.monotonic(), 0.001))
            try:
                part = self.ours.recv(min(size - len(parts), 1 << 20))
            except TimeoutError:
                raise NoAnswer(CallOutcome.LATE) from None
            except OSError:
                raise NoAnswer(CallOutcome.ENDED) from None
            if not part:
                raise NoAnswer(CallOutcome.ENDED)
            parts += part
        return bytes(parts)
