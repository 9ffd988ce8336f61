"""Kernels behind walls for any client of Jupyter: a jupyter_client kernel provisioner."""

import asyncio
import os
import signal
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerBase

from nbverdict.sandbox import host
from nbverdict.sandbox.ends import Cause, End
from nbverdict.sandbox.host import Running
from nbverdict.sandbox.servers import serve
from nbverdict.sandbox.settings import Sandbox

PORTS = {f"{name}_port": at for at, name in enumerate(("shell", "iopub", "stdin", "control", "hb"), start=1)}
VALIDATING = "NBGRADER_VALIDATING"  # nbgrader sets it, and works in the notebook's folder meanwhile
SHORT = 0.002  # seconds between two looks for the sockets
PAUSE = 0.02  # seconds between two looks at a process


class WalledProvisioner(KernelProvisionerBase):
    """Starts each kernel as a fork of a warm process, behind walls, in a copy of its folder.

    The environment and the command line of the process that starts it do not reach it.
    """

    walled: Running | None = None

    @property
    def has_process(self) -> bool:
        """Whether a process was started and not yet cleared away."""
        return self.walled is not None

    async def poll(self) -> int | None:
        """Return None while the kernel runs, then 0: its own exit code is never trusted."""
        return None if self.walled and self.walled.alive() else 0

    async def wait(self) -> int | None:
        """Wait for the end of the kernel and of all that it started."""
        while self.walled and self.walled.alive():
            await asyncio.sleep(PAUSE)
        if self.walled:
            await self.cleanup()
        return 0

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and the processes of its group."""
        if self.walled and signum:
            self.walled.interrupt(signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and all that it started."""
        if self.walled:
            self.walled.kill()

    async def terminate(self, restart: bool = False) -> None:
        """Same as `kill`: there is no graceful shutdown."""
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove what the kernel left."""
        self.clear()

    def clear(self) -> None:
        """End the kernel if it still runs, and remove what it left."""
        if self.walled:
            self.walled.close()
            self.walled = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Return an empty command: the fork server starts the kernel."""
        return {**await super().pre_launch(**kwargs), "cmd": []}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel and return how to reach it.

        Raises:
            OperatorError: this machine has no sandbox, or could not start one.
        """
        session = self.parent.session
        connection = {
            **PORTS,
            "transport": "ipc",
            "key": session.key.decode(),
            "signature_scheme": session.signature_scheme,
        }
        settings = Sandbox(parent=self.parent)
        with tempfile.TemporaryDirectory() as empty:
            work = Path(kwargs.get("cwd") or (Path.cwd() if VALIDATING in os.environ else empty))
            self.walled = host.start(
                settings,
                lambda: serve(settings),
                work,
                connection=connection,
                descriptors=kwargs.get("pass_fds", ()),
            )
        sockets = str(self.walled.sockets / "k")
        await self._answering(sockets)
        return {**connection, "ip": sockets, "key": session.key}

    def begin_step(self, seconds: float) -> None:
        """Allow what runs from now on so much CPU time; then interrupt it, and at last kill it."""
        if self.walled:
            self.walled.begin_step(seconds)

    @property
    def kernel_number(self) -> int:
        """The PID of the kernel on this machine; 0 if there is none."""
        return self.walled.number() if self.walled else 0

    def bring(self, message: bytes) -> bytes:
        """Write the model folders of a case where the kernel reads them; return the case with their paths."""
        return self.walled.bring(message) if self.walled else message

    def take_away(self) -> None:
        """Remove the model folders of the last case."""
        if self.walled:
            self.walled.take_away()

    def ended(self, *, seconds: float = 0) -> End | None:
        """Return why the kernel ended, or None if it still runs after so many seconds."""
        return self.walled.ended(seconds=seconds) if self.walled else End(Cause.UNKNOWN)

    def end_for(self, cause: Cause) -> None:
        """Kill the kernel; only the first cause counts."""
        if self.walled:
            self.walled.end_for(cause)

    def interrupt(self) -> None:
        """Interrupt the kernel."""
        if self.walled:
            self.walled.interrupt(signal.SIGINT)

    async def _answering(self, sockets: str) -> None:
        """Wait until the kernel has made its sockets: a client that is too early retries much later."""
        paths = [Path(f"{sockets}-{port}") for port in PORTS.values()]
        while self.walled and self.walled.alive() and not all(path.exists() for path in paths):
            await asyncio.sleep(SHORT)
