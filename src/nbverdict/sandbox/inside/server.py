"""The fork server: imports once what notebooks import, then forks one walled process for each request.

It is started with one descriptor, a socket to the trusted side. The first message on it is the plan, each
later one a `Start` with its descriptors; the reply is two pidfds, of the process and of what ends it with all
that it started, or why there is none. A message may also bring another line, on which the same is asked. When
the trusted side ends or closes, so does everything here; when a line closes, what was started through it.
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
ANSWER = 10.0  # seconds in which walls must be up
EMPTY = 200  # looks, until a group is empty


@dataclass(frozen=True)
class Ended:
    """How a process ended: by which signal, if any."""

    known: bool = False
    signal: int = 0


def main(descriptor: int, trusted: int) -> None:
    """Serve the process `trusted`, and end when it does."""
    channel = socket.socket(fileno=descriptor)
    told = json.loads(channel.recv(MOST_MESSAGE))
    plan, folder = SandboxPlan.of(told["plan"]), told["folder"]
    supervise(plan, trusted, folder)
    try:
        server = Server(plan, warm_up(plan))
    except Exception as error:
        channel.send(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
        return
    channel.send(json.dumps({}).encode())
    server.serve(channel)


def supervise(plan: SandboxPlan, trusted: int, folder: str) -> None:
    """Stay behind in a process that waits for the end of the trusted one or of the server, and clears up.

    The server goes on in a child, which with namespaces is the first process of its own.
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
    """Remove the groups of processes that were running; they are empty now, but for what is just ending."""
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
    """Import what notebooks import, and draw one figure: the first takes longest.

    Return what imports remember of places that are this process's own.
    """
    import gc

    gc.disable()  # imports leave little garbage, and looking for it takes a quarter of their time
    forget_installation()
    for name in plan.imports:
        _import(name)
    if plan.imports:  # else no kernel is wanted, and behind the walls this file cannot be read
        _do_without("debugpy", "ipykernel.debugger")
        importlib.import_module(".kernel", __package__)
    if "matplotlib" in sys.modules:
        _draw()
    remembered = Remembered(os.environ)
    gc.freeze()  # garbage too: a fork copies every page that is looked at, or filled again
    gc.enable()
    return remembered


def forget_installation() -> None:
    """Forget packages that are installed as a link to their sources: behind the walls these are not."""
    sys.argv[:] = ["kernel"]
    sys.path[:] = [path for path in sys.path if not path.startswith(EDITABLE)]
    sys.meta_path[:] = [one for one in sys.meta_path if not one.__module__.startswith(EDITABLE)]


def _import(name: str) -> None:
    """Import a module, or of a module what it loads only when it is asked for."""
    module, _, attribute = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        if not module:
            raise
        getattr(importlib.import_module(module), attribute)


def _do_without(package: str, module: str) -> None:
    """Import a module as it is where a package that it can do without is missing."""
    sys.modules[package] = None  # type: ignore[assignment]
    importlib.import_module(module)
    del sys.modules[package]


def _draw() -> None:
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()  # not pyplot's, whose choice of a backend is each kernel's own
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
        self.running: dict[int, socket.socket] = {}  # by keeper: the line through which it was started

    def serve(self, channel: socket.socket) -> None:
        """Answer one request after the other until the other side closes its first line."""
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
        self, line: socket.socket, told: dict[str, Any], descriptors: Sequence[int]
    ) -> list[socket.socket]:
        """Reply to one request; return the line that it brought, if it brought one."""
        found: list[int] = []
        if "line" in told:
            reply: dict[str, Any] = {}
        elif "ended" in told:
            reply = asdict(self.ended.get(told["ended"], Ended()))
        else:
            start = Start(**{**told, "numbers": tuple(told["numbers"])})
            reply, found = self.start(start, descriptors)
            if found:
                self.running[reply["keeper"]] = line
                self.ended.pop(reply["keeper"], None)  # of an earlier process with this number
        with suppress(OSError):  # who asked may have ended
            socket.send_fds(line, [json.dumps(reply).encode()], found)
        for one in (*found, *(() if "line" in told else descriptors)):
            os.close(one)
        return [socket.socket(fileno=descriptors[0])] if "line" in told else []

    def hang_up(self, line: socket.socket) -> None:
        """End what still runs of what was started through a line that closed."""
        for keeper in [number for number, of in self.running.items() if of is line]:
            os.kill(keeper, signal.SIGKILL if self.plan.tier == NAMESPACES else signal.SIGTERM)
        line.close()

    def reap(self) -> None:
        """Take note of how processes ended."""
        for process, status in tree.reap():
            self.ended[process] = Ended(True, signal_of(status, kept=self.plan.tier != NAMESPACES))
            self.running.pop(process, None)

    def start(self, start: Start, descriptors: Sequence[int]) -> tuple[dict[str, Any], list[int]]:
        """Fork; return once the walls are up, with pidfds of the process and of what ends it."""
        reading, writing = os.pipe()
        begin = self._child(start, descriptors, writing)
        keeper = self._fork(begin if self.plan.tier == NAMESPACES else lambda _: keep(begin))
        os.close(writing)
        ready, _, _ = select.select([reading], [], [], ANSWER)
        told = json.loads(os.read(reading, MOST_MESSAGE) or b"{}") if ready else {}
        os.close(reading)
        if "process" not in told:
            os.kill(keeper, signal.SIGKILL if self.plan.tier == NAMESPACES else signal.SIGTERM)
            return {"error": told.get("error", "the process ended before its walls were up")}, []
        ends = os.pidfd_open(keeper)  # which cannot be gone: nobody but us waits for it
        return {"keeper": keeper}, [self._pidfd(told["process"], keeper), ends]

    def _pidfd(self, process: int, keeper: int) -> int:
        """Return a pidfd of a process, or of its keeper, which ends with it, where it has ended already."""
        try:
            return os.pidfd_open(keeper if self.plan.tier == NAMESPACES else process)
        except ProcessLookupError:
            return os.pidfd_open(keeper)

    def _fork(self, begin: Callable[[int | None], NoReturn]) -> int:
        """Fork; with namespaces the child is the first process of its own, and its end that of all others."""
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
                signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, children would end uncounted
                given = len(descriptors) - start.groups
                for door in descriptors[given:]:
                    os.write(door, b"0")
                moved = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, HIGH) for one in descriptors[:given]]
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
    """Become what was asked for: a kernel, or a program of ours."""
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
