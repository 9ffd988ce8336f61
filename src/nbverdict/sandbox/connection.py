"""A connection to a fork server, for one process at a time.

When it closes, even because a signal ended its owner, the server kills what was started through it.
"""

import json
import os
import select
import shutil
import signal
import socket
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

from nbverdict.errors import OperatorError
from nbverdict.sandbox.cgroup import ControlGroup, doors_of, find_place
from nbverdict.sandbox.inside.plan import GROUPS, SandboxPlan, Start
from nbverdict.sandbox.inside.remove import remove
from nbverdict.sandbox.process import MODELS, SandboxedProcess, leave

LINES = 64  # connections of one server at most, so that no two give the same number to a process
FIRST_USER, USERS = 64_000, 22 * LINES  # users who own no file
START = 20.0  # seconds to put up walls
MOST_REPLY = 200_000


class ServerConnection:
    """A connection to a fork server, and how to start a process through it."""

    def __init__(
        self, channel: socket.socket, plan: SandboxPlan, folder: Path, server: int, *, place: int
    ) -> None:
        """Take the end of a channel, and a pidfd of the server; `place` numbers its connections."""
        self.plan, self.folder = plan, folder
        self._channel, self._server = channel, server
        self._numbers = count(os.getpid() * LINES + place, LINES)
        self._lock = threading.Lock()
        self._closed = False

    def alive(self) -> bool:
        """Return whether the server runs."""
        return not self._closed and not select.select([self._server], [], [], 0)[0]

    def start(
        self,
        work: Path,
        *,
        connection: Mapping[str, Any] | None = None,
        script: str = "",
        descriptors: Sequence[int] = (),
        numbers: Sequence[int] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> SandboxedProcess:
        """Fork a process behind walls: a kernel with this connection, or a script of ours.

        It works in a copy of the folder `work`, and gets these descriptors under their own numbers, or under
        `numbers`.

        Raises:
            OperatorError: the walls could not be put up.
        """
        with self._lock:
            if not self.alive():
                raise OperatorError("the fork server has ended")
            number = next(self._numbers)
            folder = self.folder / f"{number:x}"
            user = FIRST_USER + number % USERS
            self._folders(folder, work, user)
            group = self._group(folder)
            reached = {**connection, "ip": str(folder / "s" / "k")} if connection else {}
            start = Start(
                work=str(folder / "home" / "work"),
                sockets=str(folder / "s"),
                models=str(folder / MODELS),
                root=str(self.folder / "root"),
                user=user,
                numbers=tuple(descriptors if numbers is None else numbers),
                connection=reached,
                environment=dict(environment or {}),
                groups=len(group.folders) if group else 0,
                script=script,
            )
            try:
                with doors_of(group) as doors:
                    self._send(asdict(start), [*descriptors, *doors])
                    reply, (process, keeper) = self._receive(START)
            except OperatorError:
                leave(folder, group)
                raise
        return SandboxedProcess(self, process, keeper, folder, reply["keeper"], group)

    def how_it_ended(self, keeper: int) -> int:
        """Return the signal that ended a process, or 0.

        If the server has ended, something outside killed both.
        """
        with self._lock:
            try:
                self._send({"ended": keeper}, ())
                reply = self._receive(START)[0]
            except OperatorError:
                return signal.SIGKILL
        return int(reply["signal"])

    def close(self) -> None:
        """Close it; the processes that were started through it are killed."""
        if not self._closed:
            self._closed = True
            self._channel.close()
            os.close(self._server)

    def _group(self, folder: Path) -> ControlGroup | None:
        """Make the cgroup of one process, and list it where the server's supervisor finds it after a kill.

        Raises:
            OperatorError: this machine has cgroups, but a new one cannot be made.
        """
        place = find_place() if self.plan.counted else None
        if place is None:
            return None
        limits = self.plan.limits
        try:
            group = place.make(memory_mb=limits.memory_mb, processes=limits.processes)
        except OSError as error:
            remove(str(folder))
            raise OperatorError(f"no {place.version.name} can be made: {error.strerror}") from error
        listed = "".join(f"{one}\n" for one in group.folders.values())
        folder.with_suffix(GROUPS).write_text(listed, "utf-8")
        return group

    def _folders(self, folder: Path, work: Path, user: int) -> None:
        """Make the folders of one process, and give them to its user."""
        for path in (folder, folder / "home", folder / "home" / "tmp", folder / "s"):
            path.mkdir()
        shutil.copytree(work, folder / "home" / "work", ignore=_not_for_code)
        if os.getuid() == 0:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, user, user, follow_symlinks=False)
        (folder / MODELS).mkdir()  # ours: nobody inside writes to it
        (folder / MODELS).chmod(0o755)

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
        reply = json.loads(message)
        if "error" in reply:
            raise OperatorError(
                f"the sandbox cannot be built: {reply['error']}", hint="run `nbverdict doctor`"
            )
        return reply, list(descriptors)


def _not_for_code(folder: str, names: list[str]) -> set[str]:
    """Return the names that are not copied: links, and notebooks, which may hold hidden tests."""
    return {name for name in names if name.endswith(".ipynb") or Path(folder, name).is_symlink()}
