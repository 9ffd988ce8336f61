"""The fork server: imports once what notebooks import, then forks one walled process for each request.

It starts with one descriptor, a socket to the trusted side. The first message on it is the plan, each later
one a `Start` with its descriptors; the reply is two pidfds, of the process and of its keeper, which kills it
with its descendants, or an error. A message may also bring another connection, called a line, for the same
requests. When the trusted side ends, everything here is killed; when a line closes, what it started.
"""

import fcntl
import glob
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

from . import tree
from .filter import build_filter, without_listening
from .places import Remembered
from .plan import GROUPS, LANDLOCK, NAMESPACES, SandboxPlan, Start
from .reaper import keep, signal_of
from .remove import remove
from .syscalls import DEATH_SIGNAL, NEWNS, NEWPID, NEWUSER, SUBREAPER, prctl, set_namespace, unshare
from .walls import enter, home, map_user

MOST_MESSAGE, MOST_DESCRIPTORS = 200_000, 8
HIGH = 800  # descriptors that a fork receives are moved here before they get their numbers
EDITABLE = "__editable__"  # how setuptools names them
ANSWER = 10.0  # seconds to put up walls
EMPTY = 200  # attempts to remove a group


@dataclass(frozen=True)
class Ended:
    """How a process ended: by which signal, if any."""

    known: bool = False
    signal: int = 0


def main(descriptor: int, trusted: int) -> None:
    """Serve the process `trusted`, and exit when it ends."""
    channel = socket.socket(fileno=descriptor)
    opening = json.loads(channel.recv(MOST_MESSAGE))
    plan, folder = SandboxPlan.of(opening["plan"]), opening["folder"]
    supervise(plan, trusted, folder)
    try:
        server = Server(plan, warm_up(plan))
    except Exception as error:
        channel.send(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
        return
    channel.send(json.dumps({}).encode())
    server.serve(channel)


def supervise(plan: SandboxPlan, trusted: int, folder: str) -> None:
    """Wait for the end of the trusted process or of the server, then clean up; return only in the server.

    The server is a child, with namespaces the first process of a new PID namespace.
    """
    watched = os.pidfd_open(trusted)
    prctl(SUBREAPER, 1)
    if plan.tier == NAMESPACES:
        user, group = os.getuid(), os.getgid()
        unshare(NEWNS | NEWPID | (NEWUSER if user else 0))
        if user:
            map_user(user, group)
    server = os.fork()
    if server == 0:
        os.close(watched)
        prctl(DEATH_SIGNAL, signal.SIGKILL)
        return
    ended = os.pidfd_open(server)
    os.closerange(3, min(watched, ended))
    select.select([watched, ended], [], [])
    os.kill(server, signal.SIGKILL)
    tree.sweep()
    remove_groups(folder)
    remove(folder)
    os._exit(0)


def remove_groups(folder: str) -> None:
    """Remove the cgroups of processes that were running; the last of these may still be exiting."""
    for listed in glob.glob(f"{folder}/*{GROUPS}"):
        with open(listed, encoding="utf-8") as lines:
            for group in lines.read().splitlines():
                for _ in range(EMPTY):
                    with suppress(OSError):
                        os.rmdir(group)
                    if not os.path.isdir(group):
                        break
                    time.sleep(tree.PAUSE)


def warm_up(plan: SandboxPlan) -> Remembered:
    """Import what notebooks import, and draw one figure, as the first takes longest.

    Return where the imports stored paths of this process.
    """
    import gc

    gc.disable()  # imports leave little garbage, and collecting it takes a quarter of their time
    forget_installation()
    for name in plan.imports:
        _import(name)
    if plan.imports:  # without imports no kernel is needed, and the probe cannot read this file
        _do_without("debugpy", "ipykernel.debugger")
        importlib.import_module(".kernel", __package__)
    if "matplotlib" in sys.modules:
        _draw()
    remembered = Remembered(os.environ)
    gc.freeze()  # garbage too: a fork copies every page that the collector would touch
    gc.enable()
    return remembered


def forget_installation() -> None:
    """Forget editable installs, whose sources do not exist behind the walls."""
    sys.argv[:] = ["kernel"]
    sys.path[:] = [path for path in sys.path if not path.startswith(EDITABLE)]
    sys.meta_path[:] = [one for one in sys.meta_path if not one.__module__.startswith(EDITABLE)]


def _import(name: str) -> None:
    """Import a module, or an attribute that its module loads lazily."""
    module, _, attribute = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        if not module:
            raise
        getattr(importlib.import_module(module), attribute)


def _do_without(package: str, module: str) -> None:
    """Import a module as if an optional package of its was missing."""
    sys.modules[package] = None  # type: ignore[assignment]
    importlib.import_module(module)
    del sys.modules[package]


def _draw() -> None:
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()  # not pyplot's, as each kernel chooses its own backend
    FigureCanvasAgg(figure)
    figure.add_subplot(title="$x$").imshow([[0, 1], [1, 0]])
    figure.savefig(io.BytesIO(), bbox_inches="tight")


class Server:
    """Forks walled processes, one after the other."""

    def __init__(self, plan: SandboxPlan, remembered: Remembered) -> None:
        self.plan, self.remembered = plan, remembered
        self.unheard = without_listening() if plan.tier == LANDLOCK else b""
        self.program = build_filter(plan.tier, counted=plan.counted, gpu=bool(plan.devices))
        self.own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self.ended: dict[int, Ended] = {}  # by keeper
        self.running: dict[int, socket.socket] = {}  # by keeper: the line that started it

    def serve(self, channel: socket.socket) -> None:
        """Answer requests until the trusted side closes the first line."""
        lines = [channel]
        while True:
            for line in select.select(lines, [], [])[0]:
                message, descriptors, _, _ = socket.recv_fds(line, MOST_MESSAGE, MOST_DESCRIPTORS)
                self.reap()
                if message:
                    lines += self.answer(line, json.loads(message), descriptors)
                elif line is channel:
                    return
                else:
                    self.hang_up(line)
                    lines.remove(line)

    def answer(
        self, line: socket.socket, request: dict[str, Any], descriptors: Sequence[int]
    ) -> list[socket.socket]:
        """Reply to one request; return the line that it brought, if any."""
        pidfds: list[int] = []
        if "line" in request:
            reply: dict[str, Any] = {}
        elif "ended" in request:
            reply = asdict(self.ended.get(request["ended"], Ended()))
        else:
            start = Start(**{**request, "numbers": tuple(request["numbers"])})
            reply, pidfds = self.start(start, descriptors)
            if pidfds:
                self.running[reply["keeper"]] = line
                self.ended.pop(reply["keeper"], None)  # of an earlier process with this PID
        with suppress(OSError):  # the client may have ended
            socket.send_fds(line, [json.dumps(reply).encode()], pidfds)
        for descriptor in (*pidfds, *(() if "line" in request else descriptors)):
            os.close(descriptor)
        return [socket.socket(fileno=descriptors[0])] if "line" in request else []

    def hang_up(self, line: socket.socket) -> None:
        """Kill the processes that were started through a line that closed."""
        for keeper in [number for number, of in self.running.items() if of is line]:
            os.kill(keeper, signal.SIGKILL if self.plan.tier == NAMESPACES else signal.SIGTERM)
        line.close()

    def reap(self) -> None:
        """Reap processes, and record how they ended."""
        for process, status in tree.reap():
            self.ended[process] = Ended(True, signal_of(status, kept=self.plan.tier != NAMESPACES))
            self.running.pop(process, None)

    def start(self, start: Start, descriptors: Sequence[int]) -> tuple[dict[str, Any], list[int]]:
        """Fork; return once the walls are up, with pidfds of the process and of its keeper."""
        reading, writing = os.pipe()
        begin = self._child(start, descriptors, writing)
        keeper = self._fork(begin if self.plan.tier == NAMESPACES else lambda _: keep(begin))
        os.close(writing)
        ready, _, _ = select.select([reading], [], [], ANSWER)
        status = json.loads(os.read(reading, MOST_MESSAGE) or b"{}") if ready else {}
        os.close(reading)
        if "process" not in status:
            os.kill(keeper, signal.SIGKILL if self.plan.tier == NAMESPACES else signal.SIGTERM)
            return {"error": status.get("error", "the process ended before its walls were up")}, []
        ends = os.pidfd_open(keeper)  # it still exists, as only we reap it
        return {"keeper": keeper}, [self._pidfd(status["process"], keeper), ends]

    def _pidfd(self, process: int, keeper: int) -> int:
        """Return a pidfd of a process, or of its keeper if it has ended already: the two end together."""
        try:
            return os.pidfd_open(keeper if self.plan.tier == NAMESPACES else process)
        except ProcessLookupError:
            return os.pidfd_open(keeper)

    def _fork(self, begin: Callable[[int | None], NoReturn]) -> int:
        """Fork; with namespaces, the child is the first process of a PID namespace, which ends with it."""
        if self.plan.tier == NAMESPACES:
            unshare(NEWPID)
        process = os.fork()
        if process == 0:
            begin(None)
        if self.plan.tier == NAMESPACES:
            set_namespace(self.own, NEWPID)
        return process

    def _child(
        self, start: Start, descriptors: Sequence[int], writing: int
    ) -> Callable[[int | None], NoReturn]:
        def begin(keeper: int | None) -> NoReturn:
            status = fcntl.fcntl(writing, fcntl.F_DUPFD_CLOEXEC, HIGH)
            try:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs ignore it
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # if ignored, children end uncounted
                passed = len(descriptors) - start.groups
                for door in descriptors[passed:]:
                    os.write(door, b"0")
                moved = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, HIGH) for one in descriptors[:passed]]
                beside = None if keeper is None else fcntl.fcntl(keeper, fcntl.F_DUPFD_CLOEXEC, HIGH)
                for one, number in zip(moved, start.numbers, strict=True):
                    os.dup2(one, number, inheritable=False)
                own = {0, 1, 2, status, *start.numbers}
                enter(self.plan, start, self.program, own if beside is None else own | {beside}, beside)
                if beside is not None:
                    os.close(beside)
                os.environ.clear()
                os.environ.update(self.plan.environment | start.environment | home(self.plan, start))
                self.remembered.move(os.environ)
                os.write(status, json.dumps({"process": os.getpid()}).encode())
                os.close(status)
            except BaseException as error:
                os.write(status, json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
                os._exit(1)
            run(self.plan, start, self.unheard)

        return begin


def run(plan: SandboxPlan, start: Start, unheard: bytes) -> NoReturn:
    """Run what was requested: a kernel, or a program of ours."""
    try:
        if start.script:
            exec(
                compile(start.script, "<script>", "exec"), {"__name__": "__main__", "numbers": start.numbers}
            )
        else:
            kernel = importlib.import_module(".kernel", __package__)
            kernel.run_kernel(start.connection, unheard, loopback=plan.tier == NAMESPACES)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(0)
