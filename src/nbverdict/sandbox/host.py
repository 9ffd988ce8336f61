"""Starts students' processes and watches what they use: in this process, or in the one that confined it.

A confined process can neither signal nor measure a student's process: it requests both over its link.
"""

import tempfile
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from nbverdict.sandbox import case_folders as folders
from nbverdict.sandbox.connection import ServerConnection
from nbverdict.sandbox.ends import Cause, End
from nbverdict.sandbox.link import Link, LinkAnswer, Service
from nbverdict.sandbox.plain_files import read_plain, rewrite_plain
from nbverdict.sandbox.process import SandboxedProcess
from nbverdict.sandbox.settings import Sandbox
from nbverdict.sandbox.watch import Watch

START, CALL, BRING = "start", "call", "bring"
LARGEST_CASE = 16 << 20  # bytes
MOST_RUNNING = 4  # processes of one submission at once; notebooks run in turn, so one is enough
LONGEST_S = 5.0  # that the trusted side waits for an end at most


class Running(Protocol):
    """The interface of a student's process."""

    @property
    def sockets(self) -> Path:
        """The folder in which it makes its sockets."""

    def alive(self) -> bool:
        """Return whether it still runs."""

    def number(self) -> int:
        """Return its PID on this machine; 0 if it is gone."""

    def begin_step(self, seconds: float) -> None:
        """Allow what runs from now on so much CPU time; then interrupt it, and at last kill it."""

    def ended(self, *, seconds: float = 0) -> End | None:
        """Return why it ended, or None if it still runs after so many seconds."""

    def end_for(self, cause: Cause) -> None:
        """Kill it; only the first cause counts."""

    def bring(self, message: bytes) -> bytes:
        """Write the folders of a case where it reads them; return the case with their paths."""

    def take_away(self) -> None:
        """Remove the folders of the last case."""

    def interrupt(self, number: int) -> None:
        """Send a signal to its process group."""

    def kill(self) -> None:
        """Kill it and its descendants."""

    def close(self) -> None:
        """Kill it, and remove what it left."""


class Here:
    """A student's process that this process starts and watches."""

    def __init__(self, walled: SandboxedProcess, settings: Sandbox) -> None:
        """Begin to watch it."""
        self._walled, self._watch = walled, Watch(walled, settings)
        self._watch.start()

    @property
    def sockets(self) -> Path:
        """The folder in which it makes its sockets."""
        return self._walled.sockets

    def alive(self) -> bool:
        """Return whether it still runs."""
        return self._walled.alive()

    def number(self) -> int:
        """Return its PID on this machine; 0 if it is gone."""
        return self._walled.process_number

    def begin_step(self, seconds: float) -> None:
        """Allow what runs from now on so much CPU time; then interrupt it, and at last kill it."""
        self._watch.begin_step(seconds)

    def ended(self, *, seconds: float = 0) -> End | None:
        """Return why it ended, or None if it still runs after so many seconds."""
        if self._watch.end:
            return self._watch.end
        end = self._walled.ended(seconds=seconds)
        return self._watch.end or end

    def end_for(self, cause: Cause) -> None:
        """Kill it; only the first cause counts."""
        self._watch.end_for(cause)

    def bring(self, message: bytes) -> bytes:
        """Write the folders of a case where it reads them; return the case with their paths."""
        return folders.bring(message, self._walled.models)

    def take_away(self) -> None:
        """Remove the folders of the last case."""
        folders.take_away(self._walled.models)

    def interrupt(self, number: int) -> None:
        """Send a signal to its process group."""
        self._walled.interrupt(number)

    def kill(self) -> None:
        """Kill it and its descendants."""
        self._walled.kill()

    def close(self) -> None:
        """Kill it, and remove what it left."""
        self._watch.stop()
        self._walled.close()


class There:
    """A student's process that the trusted side starts and watches for this one, which is confined."""

    def __init__(self, link: Link, known_as: int, sockets: Path, models: Path) -> None:
        """Take the number under which the trusted side knows it."""
        self._link, self._known_as, self._sockets, self._models = link, known_as, sockets, models
        self._brought = False

    @property
    def sockets(self) -> Path:
        """The folder in which it makes its sockets."""
        return self._sockets

    def alive(self) -> bool:
        """Return whether it still runs."""
        return bool(self._call("alive"))

    def number(self) -> int:
        """Return its PID on this machine; 0 if it is gone."""
        return int(self._call("number"))

    def begin_step(self, seconds: float) -> None:
        """Allow what runs from now on so much CPU time; then interrupt it, and at last kill it."""
        self._call("begin_step", seconds)

    def ended(self, *, seconds: float = 0) -> End | None:
        """Return why it ended, or None if it still runs after so many seconds."""
        end = self._call("ended", seconds=seconds)
        return End(Cause(end[0]), str(end[1])) if end else None

    def end_for(self, cause: Cause) -> None:
        """Kill it; only the first cause counts."""
        self._call("end_for", cause)

    def bring(self, message: bytes) -> bytes:
        """Write the folders of a case where it reads them; return the case with their paths."""
        if folders.MARK not in message:
            return folders.bring(message, self._models)
        with tempfile.NamedTemporaryFile() as file:  # it may be larger than a message of the link
            Path(file.name).write_bytes(message)
            self._link.ask(BRING, self._known_as, file.name)
            self._brought = True
            return Path(file.name).read_bytes()

    def take_away(self) -> None:
        """Remove the folders of the last case."""
        if self._brought:
            self._brought = False
            self._call("take_away")

    def interrupt(self, number: int) -> None:
        """Send a signal to its process group."""
        self._call("interrupt", number)

    def kill(self) -> None:
        """Kill it and its descendants."""
        self._call("kill")

    def close(self) -> None:
        """Kill it, and remove what it left."""
        self._call("close")

    def _call(self, name: str, *arguments: Any, **named: Any) -> Any:
        return self._link.ask(CALL, self._known_as, name, list(arguments), named).value


CALLS = frozenset(
    {"alive", "number", "begin_step", "ended", "end_for", "take_away", "interrupt", "kill", "close"}
)
_lent: list[Link] = []  # the link of this process, if it is confined


def ask_through(link: Link) -> None:
    """Start students' processes through this link from now on: this process is confined."""
    _lent[:] = [link]


def start(
    settings: Sandbox,
    line: "Lines",
    work: Path,
    *,
    connection: Mapping[str, Any],
    descriptors: Sequence[int] = (),
) -> Running:
    """Start a student's kernel in a copy of the folder `work`, and watch it.

    Raises:
        OperatorError: it could not be started.
    """
    if _lent:
        request = [str(work), dict(connection), list(descriptors)]
        known_as, sockets, models = _lent[0].ask(START, *request, descriptors=descriptors).value
        return There(_lent[0], known_as, Path(sockets), Path(models))
    return Here(line().start(work, connection=connection, descriptors=descriptors), settings)


class Lines(Protocol):
    """How to get a connection to the fork server."""

    def __call__(self) -> ServerConnection:
        """Return the connection; start the server if none runs."""


class Host:
    """The trusted side: starts processes for one confined process, which may work below one folder."""

    def __init__(self, settings: Sandbox, line: Lines, below: Path) -> None:
        """Take the folder that the confined process may work below."""
        self.settings, self.line, self.below = settings, line, below.resolve()
        self._running: dict[int, Here] = {}
        self._numbers = count(1)

    def services(self) -> dict[str, Service]:
        """Return the services that a confined process may use."""
        return {START: self._start, CALL: self._call, BRING: self._bring}

    def close(self) -> None:
        """Kill the processes that still run."""
        for one in self._running.values():
            one.close()
        self._running.clear()

    def _start(self, arguments: Sequence[Any], descriptors: Sequence[int]) -> LinkAnswer:
        work, connection, numbers = arguments
        folder = self._below(work)
        if len(numbers) != len(descriptors):
            raise ValueError("a descriptor is missing")
        if len(self._running) >= MOST_RUNNING:
            raise ValueError(f"{MOST_RUNNING} processes run for this submission")
        walled = self.line().start(
            folder, connection=connection, descriptors=descriptors, numbers=tuple(map(int, numbers))
        )
        known_as = next(self._numbers)
        self._running[known_as] = Here(walled, self.settings)
        return LinkAnswer([known_as, str(walled.sockets), str(walled.models)])

    def _bring(self, arguments: Sequence[Any], _: Sequence[int]) -> LinkAnswer:
        known_as, name = arguments
        path = Path(name)
        whole = self._running[known_as].bring(read_plain(self.below, path, most=LARGEST_CASE))
        rewrite_plain(self.below, path, whole, most=LARGEST_CASE)
        return LinkAnswer()

    def _below(self, name: str) -> Path:
        """Return a path that the confined process named.

        Raises:
            ValueError: it is not below its folder.
        """
        path = Path(name).resolve()
        if not path.is_relative_to(self.below):
            raise ValueError(f"{path} is not below {self.below}")
        return path

    def _call(self, arguments: Sequence[Any], _: Sequence[int]) -> LinkAnswer:
        known_as, name, rest, named = arguments
        if name not in CALLS:
            raise ValueError(f"there is no call {name}")
        if name == "end_for":
            rest = [Cause(one) for one in rest]
        if "seconds" in named:
            named["seconds"] = min(float(named["seconds"]), LONGEST_S)
        value = getattr(self._running[known_as], name)(*rest, **named)
        if name == "close":
            del self._running[known_as]
        return LinkAnswer([value.cause, value.detail] if isinstance(value, End) else value)
