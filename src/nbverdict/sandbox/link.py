"""Questions of a confined process to the one that started it: small JSON and descriptors, over a socket."""

import errno
import json
import os
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbverdict.errors import OperatorError
from nbverdict.text.quoted import in_our_words

MESSAGE_BYTES, DESCRIPTORS = 200_000, 8
LACKS = frozenset(  # what of the trusted side's own machine runs out, whoever asks
    {errno.ENOSPC, errno.EDQUOT, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EIO}
)


class NotAnsweredError(OSError):
    """A question was none that its service answers: whoever asks it caused that, and not the machine."""


@dataclass(frozen=True)
class LinkAnswer:
    """What a service answers: plain data, and descriptors that are handed over to the one who asked."""

    value: Any = None
    descriptors: tuple[int, ...] = ()


Service = Callable[[Sequence[Any], Sequence[int]], LinkAnswer]


class Link:
    """The confined end: asks, and waits for the answer."""

    def __init__(self, channel: socket.socket) -> None:
        """Take the end of a SOCK_SEQPACKET pair."""
        self._channel, self._lock = channel, threading.Lock()

    def ask(self, service: str, *arguments: Any, descriptors: Sequence[int] = ()) -> LinkAnswer:
        """Return what a service of the trusted side answers.

        Raises:
            OperatorError: the service says that this machine cannot.
            NotAnsweredError: it cannot answer this question.
        """
        message = json.dumps([service, arguments]).encode()
        with self._lock:
            socket.send_fds(self._channel, [message], list(descriptors))
            reply, received, _, _ = socket.recv_fds(self._channel, MESSAGE_BYTES, DESCRIPTORS)
        if not reply:
            raise OperatorError("the grader has ended")
        told = json.loads(reply)
        if "refused" in told:
            raise NotAnsweredError(told["refused"])
        if "error" in told:
            raise OperatorError(told["error"], hint=told["hint"])
        return LinkAnswer(told["value"], tuple(received))


def serve_one(channel: socket.socket, services: Mapping[str, Service]) -> bool:
    """Answer one question at the trusted end; return whether another may come."""
    message, descriptors, flags, _ = socket.recv_fds(channel, MESSAGE_BYTES, DESCRIPTORS)
    try:
        if not message or flags & socket.MSG_TRUNC:
            return False
        reply, given = _answered(message, services, descriptors)
        descriptors = [*descriptors, *given]
        socket.send_fds(channel, [reply], list(given))
    except OSError:  # it has ended, or takes no answer
        return False
    finally:
        for one in descriptors:
            os.close(one)
    return True


def _answered(
    message: bytes, services: Mapping[str, Service], descriptors: Sequence[int]
) -> tuple[bytes, Sequence[int]]:
    """Return the reply to a question; one that is malformed, or of no service, is refused."""
    try:
        service, arguments = json.loads(message)
        answer = services[service](arguments, descriptors)
        return json.dumps({"value": answer.value}).encode(), answer.descriptors
    except OperatorError as error:
        return json.dumps({"error": str(error), "hint": error.hint}).encode(), ()
    except Exception as error:  # noqa: BLE001 - whatever a question does, the class goes on
        said = in_our_words(error)
        if isinstance(error, OSError) and error.errno in LACKS:
            return json.dumps({"error": said, "hint": None}).encode(), ()
        return json.dumps({"refused": said}).encode(), ()
