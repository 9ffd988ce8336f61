"""A kernel's client that takes no more than it can hold, and is ready as soon as the kernel is."""

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
# where its sockets were, a process may have put links to those of others, so zmq tries again in days;
# told never to (-1), it takes a second to let go of a kernel that has ended
NEVER = 10**9  # milliseconds
IPC = "ipc://"
UNSENT = 5_000  # milliseconds that a message waits for a peer that is gone
HEARD = 0.1  # seconds in which what a kernel publishes must arrive, once it has replied
PATIENCE = 60.0  # seconds
TURNS = 50  # messages
MOST_MESSAGES, MOST_BYTES = 60_000, 256 << 20  # of one request; before that it is interrupted
SOON = 0.7  # of that
TIMES = 2  # how often a whole notebook may reach what one request may


class TooMuchError(Exception):
    """A process has put out more than a notebook may."""


@dataclass
class Count:
    """What arrived."""

    messages: int = 0
    size: int = 0

    def add(self, size: int) -> None:
        """Count one message."""
        self.messages, self.size = self.messages + 1, self.size + size

    def exceeds(self, times: float) -> bool:
        """Say whether it is more than so many times what one request may bring."""
        return self.messages > MOST_MESSAGES * times or self.size > MOST_BYTES * times


@dataclass
class Conversation:
    """What is being asked of one kernel, and what it has sent: every message counts, read or not."""

    on_much: Callable[[], None] = lambda: None  # most of what may come has come
    on_too_much: Callable[[], None] = lambda: None
    asked: str = ""
    of_all: Count = field(default_factory=Count)
    of_this: Count = field(default_factory=Count)
    _warned: bool = False

    def ask(self, number: str) -> None:
        """Take note of a request: only what answers it is read from now on."""
        self.asked, self.of_this, self._warned = number, Count(), False

    def take(self, parts: list[bytes]) -> dict[str, Any] | None:
        """Return the message in these parts, if it is one that answers.

        Raises:
            TooMuchError: more has come than may.
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
    """Reads only what answers the last request, and waits no longer than it was told, whatever else comes."""

    conversation: Conversation
    _turns = 0

    def send(self, msg: dict[str, Any]) -> None:
        """Send a request."""
        self.conversation.ask(msg["header"]["msg_id"])
        super().send(msg)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # noqa: ASYNC109 - jupyter_client's own
        """Return the next message that answers.

        Raises:
            Empty: none came in time.
            TooMuchError: more has come than may.
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
        """Give way now and then: in a flood nothing else here would ever wait."""
        self._turns += 1
        if self._turns % TURNS == 0:
            await asyncio.sleep(0)

    def _received(self) -> list[bytes] | None:
        """Return what has arrived already; asking the loop for it would take ten times as long."""
        try:
            return zmq.Socket.shadow(self.socket.underlying).recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return None


def bound(context: zmq.Context[Any]) -> None:
    """Set the bounds of all sockets that a context makes from now on.

    A peer that breaks zmq's rules is dropped for good; without a limit, sending to it would wait for ever.
    """
    options = {zmq.MAXMSGSIZE: LARGEST, zmq.RCVHWM: WAITING, zmq.RECONNECT_IVL: AGAIN, zmq.SNDTIMEO: UNSENT}
    for option, value in options.items():
        context.setsockopt(option, value)


class BoundedClient(AsyncKernelClient):
    """Sets zmq's bounds as the defaults of its context, for they hold only if set before connecting."""

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
        """Connect to what answers and to what is published; nobody here reads what else a kernel sends."""
        if (place := self._make_url("iopub")).startswith(IPC):
            self._publisher = os.open(place.removeprefix(IPC), os.O_PATH | os.O_NOFOLLOW)
            self.context.setsockopt(zmq.RECONNECT_IVL, NEVER)
        super().start_channels(stdin=False, hb=False, control=False)

    def stop_channels(self) -> None:
        """Let go of these two."""
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
        """Wait until the kernel replies and is heard.

        jupyter_client's own waits until nothing was heard for a fifth of a second, in every notebook.

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
        """Connect anew to what the kernel publishes: zmq does not, after a message that was too large."""
        self.iopub_channel.stop()
        self._iopub_channel, self._again = None, True
        self.iopub_channel.start()

    def _make_url(self, channel: str) -> str:
        """Return where a channel is; anew no path is followed, for the process may have changed it."""
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
