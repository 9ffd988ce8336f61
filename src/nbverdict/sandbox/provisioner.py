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
VALIDATING = "NBGRADER_VALIDATING"  # nbgrader has gone to the notebook's folder, and says it only so
SHORT = 0.002  # seconds
PAUSE = 0.02  # seconds between two looks at a process


class WalledProvisioner(KernelProvisionerBase):
    """Starts each kernel as a fork of a warm process, behind walls, in a copy of the folder that it is given.

    The environment of whoever starts it, and their command line, do not reach it.
    """

    walled: Running | None = None

    @property
    def has_process(self) -> bool:
        """Whether a process was started and not yet cleared away."""
        return self.walled is not None

    async def poll(self) -> int | None:
        """Return None while the kernel runs; how it ended is not known, and is never its own to say."""
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
        """Do the same: a student's process is not asked whether it agrees."""
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
        """Say that there is no command to run."""
        return {**await super().pre_launch(**kwargs), "cmd": []}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel and return how to reach it.

        Raises:
            OperatorError: this machine has no sandbox, or could not start one.
        """
        session = self.parent.session
        told = {
            **PORTS,
            "transport": "ipc",
            "key": session.key.decode(),
            "signature_scheme": session.signature_scheme,
        }
        settings = Sandbox(parent=self.parent)
        with tempfile.TemporaryDirectory() as nothing:
            work = Path(kwargs.get("cwd") or (Path.cwd() if VALIDATING in os.environ else nothing))
            self.walled = host.start(
                settings,
                lambda: serve(settings),
                work,
                connection=told,
                descriptors=kwargs.get("pass_fds", ()),
            )
        sockets = str(self.walled.sockets / "k")
        await self._answering(sockets)
        return {**told, "ip": sockets, "key": session.key}

    def begin_step(self, seconds: float) -> None:
        """Let what runs from now on use so much CPU time before it is interrupted, and at last ended."""
        if self.walled:
            self.walled.begin_step(seconds)

    @property
    def kernel_number(self) -> int:
        """The number of the kernel's process on this machine; 0 when there is none."""
        return self.walled.number() if self.walled else 0

    def bring(self, message: bytes) -> bytes:
        """Write the model folders of a case where the kernel reads them; return the case with their paths."""
        return self.walled.bring(message) if self.walled else message

    def take_away(self) -> None:
        """Remove the model folders of the last case."""
        if self.walled:
            self.walled.take_away()

    def ended(self, *, seconds: float = 0) -> End | None:
        """Return why the kernel ended, unless it still runs after so many seconds."""
        return self.walled.ended(seconds=seconds) if self.walled else End(Cause.UNKNOWN)

    def end_for(self, cause: Cause) -> None:
        """End the kernel, for a reason that stands."""
        if self.walled:
            self.walled.end_for(cause)

    def interrupt(self) -> None:
        """Interrupt what runs."""
        if self.walled:
            self.walled.interrupt(signal.SIGINT)

    async def _answering(self, sockets: str) -> None:
        """Wait until the kernel has made its sockets: a client that is too early tries again much later."""
        places = [Path(f"{sockets}-{port}") for port in PORTS.values()]
        while self.walled and self.walled.alive() and not all(place.exists() for place in places):
            await asyncio.sleep(SHORT)
