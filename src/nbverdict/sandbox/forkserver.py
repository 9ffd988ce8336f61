"""The trusted side of the fork server: starts it, and opens connections to it for the workers of a class."""

import atexit
import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import asdict
from itertools import count
from pathlib import Path

from nbverdict.errors import OperatorError
from nbverdict.sandbox.connection import ServerConnection
from nbverdict.sandbox.inside.plan import HOME, SandboxPlan
from nbverdict.sandbox.inside.remove import remove

INSIDE = Path(__file__).parent / "inside"
RUN = (
    "import sys; sys.path[0] = sys.argv[1]; import inside.server as server; del sys.path[0]; "
    "server.main(int(sys.argv[2]), int(sys.argv[3]))"
)
ALONE = "import sys; sys.path.insert(0, sys.argv[1]); from inside.alone import main; main(sys.argv[2])"
TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - a folder of our own in it
IN_MEMORY = ("tmpfs", "ramfs")
WARM = 120.0  # seconds for the imports of a server


class ForkServer(ServerConnection):
    """A warm process that forks walled ones, and the first connection to it."""

    def __init__(self, plan: SandboxPlan, *, wait: bool = True) -> None:
        """Start a server; unless `wait`, return while it still imports, and let `warm` wait for that.

        Raises:
            OperatorError: it does not start, as this machine lacks what the plan's tier needs.
        """
        folder = Path(tempfile.mkdtemp(prefix="walled-", dir=_disk()))
        folder.chmod(0o711)
        (folder / "root").mkdir()
        for place in (folder / "server", folder / "server" / "tmp", folder / "server" / "work"):
            place.mkdir(mode=0o700)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = self._run(plan, folder, theirs.fileno())
        super().__init__(ours, plan, folder, os.pidfd_open(self._process.pid), place=0)
        self._places, self._warm = count(1), False
        atexit.register(self.close)
        self._send({"plan": asdict(plan), "folder": str(folder)}, ())
        if wait:
            self.warm()

    def warm(self) -> None:
        """Wait until it has imported everything.

        Raises:
            OperatorError: it could not.
        """
        if self._warm:
            return
        try:
            self._receive(WARM)
        except OperatorError:
            self.close()
            raise
        self._warm = True

    def open_connection(self) -> ServerConnection:
        """Return another connection, for another process; what is started through it ends with it."""
        self.warm()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, self._lock:
            self._send({"line": True}, [theirs.fileno()])
            self._receive(WARM)
        server = os.pidfd_open(self._process.pid)
        return ServerConnection(ours, self.plan, self.folder, server, place=next(self._places))

    def close(self) -> None:
        """End the server and all that it started, and wait until they are gone."""
        atexit.unregister(self.close)
        super().close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        remove(str(self.folder))

    @staticmethod
    def _run(plan: SandboxPlan, folder: Path, descriptor: int) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-Es", "-c", RUN, str(INSIDE.parent)]
        return subprocess.Popen(  # noqa: S603 - our own interpreter and files
            [*command, str(descriptor), str(os.getpid())],
            env={**plan.environment, **_places(folder / "server")},
            cwd=folder / "server" / "work",
            pass_fds=(descriptor,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # an interrupt at the terminal is ours to handle
        )


def alone(program: str) -> list[str]:
    """Return the command that runs a program of ours, a file, behind walls of its own."""
    return [sys.executable, "-I", "-c", ALONE, str(INSIDE.parent), program]


def _disk() -> Path:
    """Return where a server's folder lies: a short path, for sockets, which others may traverse.

    It is not in memory if the machine has a disk: in memory, a hole takes space when it is read.
    """
    return next((place for place in TEMPORARY if place.is_dir() and not _in_memory(place)), TEMPORARY[0])


def _in_memory(place: Path) -> bool:
    """Return whether a folder lies in a file system in memory, as `/tmp` does on some machines."""
    lines = (line.split() for line in Path("/proc/self/mounts").read_text("utf-8").splitlines())
    mounts = {Path(where): kind for _, where, kind, *_ in lines}  # the last mount at a path is on top
    return mounts[next(folder for folder in (place, *place.parents) if folder in mounts)] in IN_MEMORY


def _places(home: Path) -> dict[str, str]:
    """Return the folders of a server as variables; the paths are unique, as forks replace them by text."""
    named = {"HOME": home, "TMPDIR": home / "tmp", "PWD": home / "work", "MPLCONFIGDIR": _font_cache(home)}
    user = Path(HOME).name
    return {**{name: str(path) for name, path in named.items()}, "USER": user, "LOGNAME": user}


def _font_cache(home: Path) -> Path:
    """Return where matplotlib keeps its cache of fonts, which takes seconds to build."""
    usual = Path(os.environ.get("MPLCONFIGDIR") or Path.home() / ".cache" / "matplotlib")
    return usual if os.access(usual, os.W_OK) else home / ".config" / "matplotlib"
