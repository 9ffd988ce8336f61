"""One process behind walls, held by pidfds, so that no other process is signalled by mistake."""

import os
import select
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nbverdict.sandbox.cgroup import ControlGroup
from nbverdict.sandbox.ends import Cause, End
from nbverdict.sandbox.inside.plan import GROUPS, NAMESPACES, Limits
from nbverdict.sandbox.inside.remove import remove

if TYPE_CHECKING:
    from nbverdict.sandbox.connection import ServerConnection

GRACE = 1.0  # seconds from the end of a process to that of its keeper
MODELS = "m"  # the name of a folder, short as all that leads to a socket


@dataclass
class SandboxedProcess:
    """A process, and its keeper, which kills it with its descendants; with namespaces, they are the same."""

    server: "ServerConnection"
    process: int  # pidfd
    keeper: int  # pidfd
    folder: Path  # its own on this machine: files, and sockets of a kernel
    known_as: int  # the keeper's number to its server
    group: ControlGroup | None = None  # in which the kernel counts what it uses, if it does
    asked_to_end: bool = False
    closed: bool = False

    @property
    def sockets(self) -> Path:
        """The folder in which it makes its sockets."""
        return self.folder / "s"

    @property
    def models(self) -> Path:
        """The folder that it sees under the same path and can only read."""
        return self.folder / MODELS

    @property
    def number(self) -> int:
        """The PID on this machine of the process that all others descend from; 0 if it is gone."""
        return 0 if self.closed else _number(self.keeper)

    @property
    def process_number(self) -> int:
        """The PID on this machine of the process itself; 0 if it is gone."""
        return 0 if self.closed else _number(self.process)

    def alive(self) -> bool:
        """Return whether it still runs."""
        return not self.closed and not _ended(self.process)

    def ended(self, *, seconds: float = 0) -> End | None:
        """Return why it ended, or None if it still runs after so many seconds; its own word is not trusted.

        Nothing inside can send it SIGKILL: that came from us, from a bound of the kernel's, or from outside.
        """
        if self.closed or not select.select([self.process], [], [], seconds)[0]:
            return End(Cause.UNKNOWN) if self.closed else None
        limits = self.server.plan.limits
        if self.group and self.group.ran_out_of_memory():
            return End(Cause.MEMORY, f"{limits.memory_mb} MB")
        if self.asked_to_end:
            return End(Cause.SILENT)
        select.select([self.keeper], [], [], GRACE)
        number = self.server.how_it_ended(self.known_as)
        if number:
            return _end_by(number, limits)
        refused = self.group and self.group.was_refused_processes()
        return End(Cause.PROCESSES, str(limits.processes)) if refused else End(Cause.ITSELF)

    def killed_from_outside(self) -> bool:
        """Return whether something outside killed it, and not we: the machine's fault."""
        end = self.ended()
        return end is not None and end.cause is Cause.OUTSIDE

    def interrupt(self, number: int = signal.SIGINT) -> None:
        """Send a signal to its process group, as a terminal would."""
        with suppress(ProcessLookupError):
            if self.alive():
                os.killpg(_number(self.process), number)

    def kill(self, *, seconds: float = 10) -> None:
        """Kill it and its descendants; return when all are gone."""
        if self.closed:
            return
        self.asked_to_end = True
        ending = signal.SIGKILL if self.server.plan.tier == NAMESPACES else signal.SIGTERM
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.keeper, ending)
        select.select([self.keeper], [], [], seconds)

    def close(self) -> None:
        """Kill it, and remove what it left."""
        if not self.closed:
            self.kill()
            self.closed = True
            os.close(self.process)
            os.close(self.keeper)
            leave(self.folder, self.group)


def leave(folder: Path, group: ControlGroup | None) -> None:
    """Remove what a process leaves behind: its files, and its cgroup."""
    if group:
        group.close()
        folder.with_suffix(GROUPS).unlink(missing_ok=True)
    remove(str(folder))


def _end_by(number: int, limits: Limits) -> End:
    """Return the cause that a signal stands for; the kernel sends some of them for its own limits."""
    if number == signal.SIGXFSZ:
        return End(Cause.FILES, f"{limits.file_mb} MB in one file")
    if number == signal.SIGKILL:
        return End(Cause.OUTSIDE)
    named = number in set(signal.Signals)
    return End(Cause.SIGNAL, signal.Signals(number).name if named else f"signal {number}")


def _ended(descriptor: int) -> bool:
    return bool(select.select([descriptor], [], [], 0)[0])


def _number(descriptor: int) -> int:
    """Return the PID of a pidfd's process."""
    lines = Path(f"/proc/self/fdinfo/{descriptor}").read_text("ascii").splitlines()
    return max(0, next(int(line.split()[1]) for line in lines if line.startswith("Pid:")))
