"""A Jupyter kernel in a process that was forked from a warm one."""

import sys
from typing import Any

from ipykernel import kernelapp
from ipykernel.iostream import IOPubThread

from .filter import install

OPTIONS = ("--HistoryManager.enabled=False", "--Application.log_level=CRITICAL")


class Kernel(kernelapp.IPKernelApp):
    """ipykernel's application, which gets its connection from its parent instead of a file."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.passed_connection: dict[str, Any] = {}

    def init_connection_file(self) -> None:
        """Load the connection that the parent passed."""
        self.load_connection_info(self.passed_connection)

    def write_connection_file(self, **_: Any) -> None:
        """Write nothing: the client has the connection already."""


def run_kernel(connection: dict[str, Any], unheard: bytes, *, loopback: bool) -> None:
    """Serve one client until it ends this process.

    `unheard` is a filter that refuses to listen, for tiers on which abstract socket names are shared.
    """
    if not loopback:
        kernelapp.IOPubThread = _without_pipe
    _seed_anew()
    app = Kernel.instance()
    app.passed_connection = connection
    app.initialize(list(OPTIONS))
    if unheard:
        install(unheard)
    app.start()


def _seed_anew() -> None:
    """Reseed the generators that forks share; Python reseeds its own."""
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].seed()


def _without_pipe(socket: Any, pipe: bool = True, **options: Any) -> IOPubThread:  # noqa: FBT001, FBT002, ARG001
    """Return ipykernel's thread without its pipe for child processes, which is a TCP port."""
    return IOPubThread(socket, pipe=False, **options)
