"""One process behind walls, as the trusted side sees it: by pidfds, so never another process by mistake."""

import os
import select
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graders.sandbox.inside.plan import NAMESPACES
from graders.sandbox.inside.remove import remove

if TYPE_CHECKING:
    from graders.sandbox.line import Line

MODELS = "m"  # the name of a folder, short as all that leads to a socket


@dataclass
class Walled:
    """A process and its keeper, which ends it with all that it started; with namespaces they are one."""

    server: "Line"
    process: int  # pidfd
    keeper: int  # pidfd
    folder: Path  # its own on this machine: files, and sockets of a kernel
    known_as: int  # the keeper's number to its server
    asked_to_end: bool = False
    closed: bool = False

    @property
    def sockets(self) -> Path:
        """The folder in which it makes its sockets."""
        return self.folder / "s"

    @property
    def models(self) -> Path:
        """The folder that it sees under this same path and cannot write to."""
        return self.folder / MODELS

    @property
    def number(self) -> int:
        """The number on this machine of the process that all others descend from; 0 when it is gone."""
        return 0 if self.closed else _number(self.keeper)

    @property
    def process_number(self) -> int:
        """The number on this machine of the process itself; 0 when it is gone."""
        return 0 if self.closed else _number(self.process)

    def alive(self) -> bool:
        """Say whether it still runs."""
        return not self.closed and not _ended(self.process)

    def goes_on(self, *, seconds: float = 1) -> bool:
        """Say whether it still runs when so much time has passed."""
        return not self.closed and not select.select([self.process], [], [], seconds)[0]

    def killed_from_outside(self) -> bool:
        """Say whether it ended by no doing of its own and not by ours: the machine's fault."""
        if self.closed or self.alive() or self.asked_to_end:
            return False
        select.select([self.keeper], [], [], 1)
        return self.server.was_killed(self.known_as)

    def interrupt(self, number: int = signal.SIGINT) -> None:
        """Send a signal to the process and those of its group, as a terminal would."""
        with suppress(ProcessLookupError):
            if self.alive():
                os.killpg(_number(self.process), number)

    def kill(self, *, seconds: float = 10) -> None:
        """End it and all that it started; return when all is gone."""
        if self.closed:
            return
        self.asked_to_end = True
        ending = signal.SIGKILL if self.server.plan.tier == NAMESPACES else signal.SIGTERM
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.keeper, ending)
        select.select([self.keeper], [], [], seconds)

    def close(self) -> None:
        """End it, and remove what it left."""
        if not self.closed:
            self.kill()
            self.closed = True
            os.close(self.process)
            os.close(self.keeper)
            remove(str(self.folder))


def _ended(descriptor: int) -> bool:
    return bool(select.select([descriptor], [], [], 0)[0])


def _number(descriptor: int) -> int:
    """Return the number of a pidfd's process."""
    lines = Path(f"/proc/self/fdinfo/{descriptor}").read_text("ascii").splitlines()
    return max(0, next(int(line.split()[1]) for line in lines if line.startswith("Pid:")))
