"""The trusted side of the fork server: starts it, asks it for processes, and starts it again if it ended."""

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

from graders.errors import OperatorError
from graders.sandbox.inside.plan import Plan, Start
from graders.sandbox.inside.remove import remove
from graders.sandbox.walled import Walled

INSIDE = Path(__file__).parent / "inside"
RUN = (
    "import sys; sys.path[0] = sys.argv[1]; import inside.server as server; del sys.path[0]; "
    "server.main(int(sys.argv[2]), int(sys.argv[3]))"
)
ALONE = "import sys; sys.path.insert(0, sys.argv[1]); from inside.alone import main; main(sys.argv[2])"
FIRST_USER, USERS = 64_000, 1_400  # whom no file belongs to
WARM, START = 120.0, 20.0  # seconds for the imports of a server, and for walls
MOST_REPLY = 200_000


class ForkServer:
    """A warm process that forks walled ones."""

    def __init__(self, plan: Plan) -> None:
        """Start a server.

        Raises:
            OperatorError: it does not start: this machine lacks what the plan's tier needs.
        """
        self.plan = plan
        self._lock, self._counted = threading.Lock(), count(os.getpid() * 16)
        # a socket's path must be short, and another user must be able to go through
        self.folder = Path(tempfile.mkdtemp(prefix="walled-", dir="/tmp"))
        self.folder.chmod(0o711)
        (self.folder / "root").mkdir()
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-Es", "-c", RUN, str(INSIDE.parent)]
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and files
                [*command, str(theirs.fileno()), str(os.getpid())],
                env={
                    **plan.environment,
                    "HOME": str(self.folder),
                    "MPLCONFIGDIR": str(_font_cache(self.folder)),
                },
                cwd="/",
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # an interrupt at the terminal is ours to handle
            )
        atexit.register(self.close)
        self._send({"plan": asdict(plan), "folder": str(self.folder)}, ())
        try:
            self._receive(WARM)
        except OperatorError:
            self.close()
            raise

    def alive(self) -> bool:
        """Say whether it runs."""
        return self._process.poll() is None

    def start(
        self,
        work: Path,
        *,
        connection: Mapping[str, Any] | None = None,
        script: str = "",
        descriptors: Sequence[int] = (),
        environment: Mapping[str, str] | None = None,
    ) -> Walled:
        """Fork a process behind walls: a kernel with this connection, or a script of ours.

        It works in a copy of the folder `work`, and has these descriptors under their numbers.

        Raises:
            OperatorError: the walls could not be put up.
        """
        with self._lock:
            if not self.alive():
                raise OperatorError("the fork server has ended")
            number = next(self._counted)
            folder = self.folder / f"{number:x}"
            user = FIRST_USER + number % USERS
            self._folders(folder, work, user)
            told = {**connection, "ip": str(folder / "s" / "k")} if connection else {}
            start = Start(
                work=str(folder / "home" / "work"),
                sockets=str(folder / "s"),
                root=str(self.folder / "root"),
                user=user,
                numbers=tuple(descriptors),
                connection=told,
                environment=dict(environment or {}),
                script=script,
            )
            try:
                self._send(asdict(start), descriptors)
                reply, (process, keeper) = self._receive(START)
            except OperatorError:
                remove(str(folder))
                raise
        return Walled(self, process, keeper, folder, reply["keeper"])

    def was_killed(self, keeper: int) -> bool:
        """Say whether a process that ended was killed, which nothing inside can do, or its server was."""
        with self._lock:
            try:
                self._send({"ended": keeper}, ())
                return bool(self._receive(START)[0]["killed"])
            except OperatorError:
                return True

    def _folders(self, folder: Path, work: Path, user: int) -> None:
        """Make the folders of one process, and give them to its user."""
        for path in (folder, folder / "home", folder / "home" / "tmp", folder / "s"):
            path.mkdir()
        shutil.copytree(work, folder / "home" / "work", ignore=_not_for_code)
        if os.getuid() == 0:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, user, user, follow_symlinks=False)

    def _send(self, message: Mapping[str, Any], descriptors: Sequence[int]) -> None:
        try:
            socket.send_fds(self._channel, [json.dumps(message).encode()], list(descriptors))
        except OSError as error:
            raise OperatorError(f"the fork server has ended ({error.strerror})") from error

    def _receive(self, seconds: float) -> tuple[dict[str, Any], list[int]]:
        self._channel.settimeout(seconds)
        try:
            message, descriptors, _, _ = socket.recv_fds(self._channel, MOST_REPLY, 2)
        except OSError as error:
            raise OperatorError(f"the fork server does not answer ({error})") from error
        if not message:
            raise OperatorError("the fork server has ended")
        told = json.loads(message)
        if "error" in told:
            raise OperatorError(f"the sandbox cannot be built: {told['error']}", hint="run `course doctor`")
        return told, list(descriptors)

    def close(self) -> None:
        """End the server and all that it started, and wait until they are gone."""
        atexit.unregister(self.close)
        self._channel.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        remove(str(self.folder))


def alone(program: str) -> list[str]:
    """Return the command that runs a program of ours, a file, where it reaches nothing else."""
    return [sys.executable, "-I", "-c", ALONE, str(INSIDE.parent), program]


def _not_for_code(folder: str, names: list[str]) -> set[str]:
    """Name what of a folder no code gets: links, and notebooks, which may hold hidden tests."""
    return {name for name in names if name.endswith(".ipynb") or Path(folder, name).is_symlink()}


def _font_cache(otherwise: Path) -> Path:
    """Return where matplotlib keeps what it knows of fonts, which takes seconds to find out."""
    usual = Path(os.environ.get("MPLCONFIGDIR") or Path.home() / ".cache" / "matplotlib")
    return usual if os.access(usual, os.W_OK) else otherwise
