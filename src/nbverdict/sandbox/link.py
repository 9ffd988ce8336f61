"""Requests of a confined process to the one that started it: small JSON and descriptors, over a socket."""

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
LACKS = frozenset(  # the machine ran out of something, whoever asks
    {errno.ENOSPC, errno.EDQUOT, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EIO}
)


class NotAnsweredError(OSError):
    """A service refused a request: the fault of the one who asked, and not of the machine."""


@dataclass(frozen=True)
class LinkAnswer:
    """The answer of a service: plain data, and descriptors that are passed to the one who asked."""

    value: Any = None
    descriptors: tuple[int, ...] = ()


Service = Callable[[Sequence[Any], Sequence[int]], LinkAnswer]


class Link:
    """The confined end: sends a request, and waits for the answer."""

    def __init__(self, channel: socket.socket) -> None:
        """Take the end of a SOCK_SEQPACKET pair."""
        self._channel, self._lock = channel, threading.Lock()

    def ask(self, service: str, *arguments: Any, descriptors: Sequence[int] = ()) -> LinkAnswer:
        """Return the answer of a service of the trusted side.

        Raises:
            OperatorError: the machine lacks what the service needs.
            NotAnsweredError: the service refuses this request.
        """
        message = json.dumps([service, arguments]).encode()
        with self._lock:
            socket.send_fds(self._channel, [message], list(descriptors))
            reply, received, _, _ = socket.recv_fds(self._channel, MESSAGE_BYTES, DESCRIPTORS)
        if not reply:
            raise OperatorError("the grader has ended")
        answer = json.loads(reply)
        if "refused" in answer:
            raise NotAnsweredError(answer["refused"])
        if "error" in answer:
            raise OperatorError(answer["error"], hint=answer["hint"])
        return LinkAnswer(answer["value"], tuple(received))


def serve_one(channel: socket.socket, services: Mapping[str, Service]) -> bool:
    """Answer one request at the trusted end; return whether another may come."""
    message, descriptors, flags, _ = socket.recv_fds(channel, MESSAGE_BYTES, DESCRIPTORS)
    try:
        if not message or flags & socket.MSG_TRUNC:
            return False
        reply, passed = _answered(message, services, descriptors)
        descriptors = [*descriptors, *passed]
        socket.send_fds(channel, [reply], list(passed))
    except OSError:  # it has ended, or does not take the answer
        return False
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    return True


def _answered(
    message: bytes, services: Mapping[str, Service], descriptors: Sequence[int]
) -> tuple[bytes, Sequence[int]]:
    """Return the reply to a request; a malformed one, or one to an unknown service, is refused."""
    try:
        service, arguments = json.loads(message)
        answer = services[service](arguments, descriptors)
        return json.dumps({"value": answer.value}).encode(), answer.descriptors
    except OperatorError as error:
        return json.dumps({"error": str(error), "hint": error.hint}).encode(), ()
    except Exception as error:  # noqa: BLE001 - whatever a request does, the class goes on
        reason = in_our_words(error)
        if isinstance(error, OSError) and error.errno in LACKS:
            return json.dumps({"error": reason, "hint": None}).encode(), ()
        return json.dumps({"refused": reason}).encode(), ()
