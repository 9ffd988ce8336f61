"""A Jupyter kernel in a process that was forked from a warm one."""

import sys
from typing import Any

from ipykernel import kernelapp
from ipykernel.iostream import IOPubThread

from .filter import install

OPTIONS = ("--HistoryManager.enabled=False", "--Application.log_level=CRITICAL")


class Kernel(kernelapp.IPKernelApp):
    """ipykernel's application, told by its parent instead of by a file where its client will be."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.told: dict[str, Any] = {}

    def init_connection_file(self) -> None:
        """Take what the parent told."""
        self.load_connection_info(self.told)

    def write_connection_file(self, **_: Any) -> None:
        """Write nothing: who should know, knows."""


def run_kernel(connection: dict[str, Any], unheard: bytes, *, loopback: bool) -> None:
    """Serve one client until it ends this process.

    `unheard` is a program behind which nobody else can call it, for where names of sockets are everybody's.
    """
    if not loopback:
        kernelapp.IOPubThread = _without_pipe
    _seed_anew()
    app = Kernel.instance()
    app.told = connection
    app.initialize(list(OPTIONS))
    if unheard:
        install(unheard)
    app.start()


def _seed_anew() -> None:
    """Give this process random numbers of its own; Python sees to its own, and the rest is shared."""
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].seed()


def _without_pipe(socket: Any, pipe: bool = True, **options: Any) -> IOPubThread:  # noqa: FBT001, FBT002, ARG001
    """Return ipykernel's thread without its door for child processes, which is a port of the network."""
    return IOPubThread(socket, pipe=False, **options)
