"""One whole process from outside: how long it took, and the CPU time of all that it started."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from graders.models.cache import CHOSEN_BY_USER, PROJECT, use_project_cache
from nbverdict.sandbox.inside.syscalls import SUBREAPER, prctl

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
QUIET = {"TOKENIZERS_PARALLELISM": "false", "COLUMNS": "200"}
PAUSE, PATIENCE = 0.05, 30.0  # seconds between two looks, and until what is left behind is given up on


class RunFailed(RuntimeError):  # noqa: N818 - says what happened
    """A process that is measured ended with an error."""


@dataclass(frozen=True)
class Ran:
    """What a process took, and what it printed."""

    seconds: float
    cpu_seconds: float
    counted_by: str  # what counted the CPU time: a control group, or waiting for all descendants
    output: str


def bench_environment(python_path: Path = PROJECT) -> dict[str, str]:
    """Return the environment of both sides: one thread a process, no hub, the commands beside this Python."""
    dropped = (*CHOSEN_BY_USER, "PYTHONPATH", "MPLBACKEND")
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    environment |= dict.fromkeys(THREADS, "1") | QUIET
    environment["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment["PYTHONPATH"] = str(python_path)
    use_project_cache(environment)
    return environment


def run_whole(command: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> Ran:
    """Run a command to its end, and wait for that of all that it started.

    Raises:
        RunFailed: it ended with an error.
    """
    with _counted() as counter:
        started = time.perf_counter()
        outcome = subprocess.run(
            counter.entering(command),
            cwd=folder,
            env=dict(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        elapsed = time.perf_counter() - started
        cpu = counter.read()
    if outcome.returncode:
        raise RunFailed(f"{' '.join(command)} ended with {outcome.returncode}:\n{outcome.stdout[-4000:]}")
    return Ran(round(elapsed, 3), round(cpu, 3), counter.name, outcome.stdout)


class _Group:
    """A control group: the kernel counts for it whatever its processes do, however they end."""

    name = "control group"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entering(self, command: Sequence[str]) -> Sequence[str]:
        """Return a command that enters the group before it begins."""
        return ("sh", "-c", 'echo $$ > "$0" && exec "$@"', str(self.folder / "cgroup.procs"), *command)

    def read(self) -> float:
        """Return the seconds that were used, once the last process has ended."""
        deadline = time.monotonic() + PATIENCE
        while (self.folder / "cgroup.procs").read_text("ascii") and time.monotonic() < deadline:
            time.sleep(PAUSE)
        told = dict(line.split() for line in (self.folder / "cpu.stat").read_text("ascii").splitlines())
        return int(told["usage_usec"]) / 1e6


class _Reaped:
    """Waiting for every descendant: what a parent killed without waiting for it may be missing."""

    name = "reaping"

    def __init__(self) -> None:
        self.before = _children_cpu()

    def entering(self, command: Sequence[str]) -> Sequence[str]:
        """Return the command as it is: its descendants are left to this process."""
        return command

    def read(self) -> float:
        """Return the seconds that were used by all that has been waited for."""
        deadline = time.monotonic() + PATIENCE
        with suppress(ChildProcessError):
            while time.monotonic() < deadline:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    time.sleep(PAUSE)
        return _children_cpu() - self.before


@contextmanager
def _counted() -> Iterator[_Group | _Reaped]:
    """Count the CPU time of what is run meanwhile, by a control group where one can be had."""
    mounted = next((line.split()[1] for line in _mounts() if line.split()[2] == "cgroup2"), None)
    folder = Path(mounted or "/nowhere") / f"bench-{os.getpid()}-{time.monotonic_ns()}"
    try:
        folder.mkdir()
        (folder / "cpu.stat").read_text("ascii")
        (folder / "cgroup.procs").open("w").close()
    except OSError:
        prctl(SUBREAPER, 1)
        yield _Reaped()
        prctl(SUBREAPER, 0)
        return
    try:
        yield _Group(folder)
    finally:
        with suppress(OSError):
            folder.rmdir()


def _mounts() -> list[str]:
    return Path("/proc/mounts").read_text("utf-8").splitlines()


def _children_cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system
