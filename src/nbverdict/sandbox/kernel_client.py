"""A kernel's client with bounded memory, which is ready as soon as the kernel is."""

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from traitlets import Type, default

from nbverdict.sandbox.messages import read_message

LARGEST = 16 << 20  # bytes of a message: an animation may take ten; a larger one never arrives
WAITING = 8  # messages; the rest waits in the kernel's own process
AGAIN = 5  # milliseconds until zmq tries again to connect
# a process may replace its sockets by links to those of others, so zmq reconnects only after days;
# with -1 (never) it would take a second to close the connection to a kernel that has ended
NEVER = 10**9  # milliseconds
IPC = "ipc://"
UNSENT = 5_000  # milliseconds to wait for a peer that is gone
HEARD = 0.1  # seconds for what a kernel publishes to arrive, once it has replied
PATIENCE = 60.0  # seconds
TURNS = 50  # messages between two yields to the event loop
MOST_MESSAGES, MOST_BYTES = 60_000, 256 << 20  # of one request; it is interrupted before that
SOON = 0.7  # of that: when it is interrupted
TIMES = 2  # how often a whole notebook may reach what one request may


class TooMuchError(Exception):
    """A process has produced more output than a notebook may."""


@dataclass
class Count:
    """How much has arrived."""

    messages: int = 0
    size: int = 0

    def add(self, size: int) -> None:
        """Count one message."""
        self.messages, self.size = self.messages + 1, self.size + size

    def exceeds(self, times: float) -> bool:
        """Return whether it is more than so many times the limit of one request."""
        return self.messages > MOST_MESSAGES * times or self.size > MOST_BYTES * times


@dataclass
class Conversation:
    """The current request to one kernel, and how much the kernel has sent: every message counts."""

    on_much: Callable[[], None] = lambda: None  # called once the limit is near
    on_too_much: Callable[[], None] = lambda: None
    asked: str = ""
    of_all: Count = field(default_factory=Count)
    of_this: Count = field(default_factory=Count)
    _warned: bool = False

    def ask(self, number: str) -> None:
        """Begin a request: from now on only its answers are read."""
        self.asked, self.of_this, self._warned = number, Count(), False

    def take(self, parts: list[bytes]) -> dict[str, Any] | None:
        """Count the message in these parts, and return it if it answers the request.

        Raises:
            TooMuchError: it has sent too much.
        """
        size = sum(map(len, parts))
        self.of_this.add(size)
        self.of_all.add(size)
        if self.of_this.exceeds(1) or self.of_all.exceeds(TIMES):
            self.on_too_much()
            raise TooMuchError
        if self.of_this.exceeds(SOON) and not self._warned:
            self._warned = True
            self.on_much()
        return read_message(parts, self.asked)


class BoundedChannel(AsyncZMQSocketChannel):
    """Reads only answers to the last request, and keeps its timeout, whatever else arrives."""

    conversation: Conversation
    _turns = 0

    def send(self, msg: dict[str, Any]) -> None:
        """Send a request."""
        self.conversation.ask(msg["header"]["msg_id"])
        super().send(msg)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # noqa: ASYNC109 - jupyter_client's own
        """Return the next answer.

        Raises:
            Empty: none arrived in time.
            TooMuchError: it has sent too much.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while deadline is None or time.monotonic() < deadline:
            left = None if deadline is None else max(1, int((deadline - time.monotonic()) * 1000))
            await self._let_others_go_on()
            parts = self._received()
            if parts is None and await self.socket.poll(left):
                parts = self._received()
            if parts and (message := self.conversation.take(parts)) is not None:
                return message
        raise Empty

    async def _let_others_go_on(self) -> None:
        """Yield to the event loop now and then: in a flood of messages nothing else would run."""
        self._turns += 1
        if self._turns % TURNS == 0:
            await asyncio.sleep(0)

    def _received(self) -> list[bytes] | None:
        """Return a message that has arrived already; the event loop would take ten times as long."""
        try:
            return zmq.Socket.shadow(self.socket.underlying).recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return None


def bound(context: zmq.Context[Any]) -> None:
    """Set the limits of all sockets that a context makes from now on.

    A peer that breaks zmq's rules is dropped for good; without a timeout, sending to it would block for ever.
    """
    options = {zmq.MAXMSGSIZE: LARGEST, zmq.RCVHWM: WAITING, zmq.RECONNECT_IVL: AGAIN, zmq.SNDTIMEO: UNSENT}
    for option, value in options.items():
        context.setsockopt(option, value)


class BoundedClient(AsyncKernelClient):
    """Sets zmq's limits as defaults of its context, as they hold only if set before connecting."""

    shell_channel_class = Type(BoundedChannel)
    iopub_channel_class = Type(BoundedChannel)

    def __init__(self, **options: Any) -> None:
        """Begin a conversation."""
        super().__init__(**options)
        self.conversation = Conversation()
        self._again = False
        self._publisher: int | None = None  # the socket itself, whatever lies at its path later

    @default("context")  # type: ignore[untyped-decorator]  # traitlets ships no types
    def _bounded_context(self) -> zmq.asyncio.Context:
        self._created_context = True
        context = zmq.asyncio.Context()
        bound(context)
        return context

    def start_channels(self, **_: bool) -> None:
        """Connect the shell and iopub channels only: nothing here reads the others."""
        if (place := self._make_url("iopub")).startswith(IPC):
            self._publisher = os.open(place.removeprefix(IPC), os.O_PATH | os.O_NOFOLLOW)
            self.context.setsockopt(zmq.RECONNECT_IVL, NEVER)
        super().start_channels(stdin=False, hb=False, control=False)

    def stop_channels(self) -> None:
        """Close both channels."""
        for channel in (self._shell_channel, self._iopub_channel):
            if channel is not None:
                channel.stop()
        if self._publisher is not None:
            os.close(self._publisher)
            self._publisher = None
        if self._created_context and not self.context.closed:
            self.context.destroy(linger=100)

    @property
    def shell_channel(self) -> Any:
        """The channel on which requests are made and answered."""
        return self._within(super().shell_channel)

    @property
    def iopub_channel(self) -> Any:
        """The channel on which a kernel publishes what a cell puts out."""
        return self._within(super().iopub_channel)

    def _within(self, channel: BoundedChannel) -> BoundedChannel:
        channel.conversation = self.conversation
        return channel

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - jupyter_client's own
        """Wait until the kernel replies, and what it publishes arrives.

        jupyter_client's own method waits for a fifth of a second of silence, in every notebook.

        Raises:
            RuntimeError: the kernel ended, or did not reply in time.
        """
        deadline = time.monotonic() + (timeout or PATIENCE)
        while time.monotonic() < deadline:
            if await self._replies_and_is_heard():
                return
            if not await self._async_is_alive():
                raise RuntimeError("the kernel ended before it replied")
        raise RuntimeError("the kernel did not reply in time")

    def listen_again(self) -> None:
        """Reconnect to the iopub channel: zmq does not, after a message that was too large."""
        self.iopub_channel.stop()
        self._iopub_channel, self._again = None, True
        self.iopub_channel.start()

    def _make_url(self, channel: str) -> str:
        """Return a channel's address; a reconnect uses the open file, as the path may have changed."""
        if self._again and channel == "iopub" and self._publisher is not None:
            return f"{IPC}/proc/self/fd/{self._publisher}"
        url: str = super()._make_url(channel)
        return url

    async def _replies_and_is_heard(self) -> bool:
        self.kernel_info()
        try:
            self._handle_kernel_info_reply(await self.get_shell_msg(timeout=1))
            while (await self.get_iopub_msg(timeout=HEARD))["content"].get("execution_state") != "idle":
                pass
        except Empty:
            return False
        return True
