"""A kernel's client that takes no more than it can hold, and is ready as soon as the kernel is."""

import time
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from traitlets import default

LARGEST = 32 << 20  # bytes of a message: an animation may take ten; a larger one never arrives
WAITING = 16  # messages; the rest waits in the kernel's own process
AGAIN = 5  # milliseconds until zmq tries again to connect
UNSENT = 5_000  # milliseconds that a message waits for a peer that is gone
HEARD = 0.1  # seconds in which what a kernel publishes must arrive, once it has replied
PATIENCE = 60.0  # seconds


def bound(context: zmq.Context[Any]) -> None:
    """Set the bounds of all sockets that a context makes from now on.

    A peer that breaks zmq's rules is dropped for good; without a limit, sending to it would wait for ever.
    """
    options = {zmq.MAXMSGSIZE: LARGEST, zmq.RCVHWM: WAITING, zmq.RECONNECT_IVL: AGAIN, zmq.SNDTIMEO: UNSENT}
    for option, value in options.items():
        context.setsockopt(option, value)


class BoundedClient(AsyncKernelClient):
    """Sets zmq's bounds as the defaults of its context, for they hold only if set before connecting."""

    @default("context")  # type: ignore[untyped-decorator]  # traitlets ships no types
    def _bounded_context(self) -> zmq.asyncio.Context:
        self._created_context = True
        context = zmq.asyncio.Context()
        bound(context)
        return context

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
        self._iopub_channel = None
        self.iopub_channel.start()

    async def _replies_and_is_heard(self) -> bool:
        asked = self.kernel_info()
        try:
            while (reply := await self.get_shell_msg(timeout=1))["parent_header"].get("msg_id") != asked:
                pass
            self._handle_kernel_info_reply(reply)
            while not _is_idle(await self.get_iopub_msg(timeout=HEARD), asked):
                pass
        except Empty:
            return False
        return True


def _is_idle(message: dict[str, Any], asked: str) -> bool:
    """Say whether a message is the last that a kernel publishes about a request."""
    status = message["content"].get("execution_state")
    return bool(message["parent_header"].get("msg_id") == asked and status == "idle")
