"""Starts `course` in a session of its own, with or without a pause, and ends it.

It is forked from this process, which has imported what takes long: nothing else is shared.
"""

import atexit
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.faults import paused

WORKERS = 2
LONGEST = 240.0  # seconds of one run
LOOK = 0.002


@dataclass(frozen=True)
class Pause:
    """At which call of which point a run stops."""

    point: str
    number: int


@dataclass
class Run:
    """A run of `course`, which may have ended."""

    process: int
    folder: Path
    code: int | None = field(default=None)

    def reached(self) -> int | None:
        """Wait until it stops at its pause; return the number of the process, or None where the run ended."""
        announced, until = self.folder / paused.REACHED, time.monotonic() + LONGEST
        while not (announced.exists() and announced.stat().st_size):
            if self.ended() or time.monotonic() > until:
                return None
            time.sleep(LOOK)
        return int(announced.read_text("utf-8"))

    def go_on(self) -> None:
        """Let it go on after its pause."""
        (self.folder / paused.GO).touch()

    def ended(self) -> bool:
        """Say whether its first process has ended."""
        if self.code is None:
            process, status = os.waitpid(self.process, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if process else None
        return self.code is not None

    def wait(self, seconds: float = LONGEST) -> int:
        """Wait for its end; return its exit code, or what ended it as a negative number."""
        until = time.monotonic() + seconds
        while not self.ended():
            if time.monotonic() > until:
                self.kill()
            time.sleep(0.01)
        return int(self.code or 0)

    def kill(self) -> None:
        """End the whole group at once."""
        os.killpg(self.process, signal.SIGKILL)
        while not self.ended():
            time.sleep(LOOK)

    def said(self) -> str:
        """Return all that it said."""
        return (self.folder / "said").read_text("utf-8", "replace")


def launch(
    course: Path,
    *options: str,
    pause: Pause | None = None,
    first: Callable[[], None] = lambda: None,
    name: str = "run",
) -> Run:
    """Start `nbverdict grade` in a course; `first` is called in its process before it begins.

    What it says lies beside the course in the folder `name`, and what it leaves in the folder for
    temporary files, in `tmp`.
    """
    folder = fresh(course.parent / name)
    temporary = course.parent / "tmp"
    temporary.mkdir(exist_ok=True)
    arguments = ["grade", "hw", "--go-on", "--workers", str(WORKERS), *options]
    process = os.fork()
    if process == 0:
        _become(course, folder, temporary)
        _end_with(lambda: _course(arguments, pause, folder, first))
    return Run(process, folder)


def fork(work: Callable[[], None]) -> int:
    """Do something in a process of its own; return its number."""
    process = os.fork()
    if process == 0:
        os.setsid()
        _end_with(work)
    return process


def fresh(folder: Path) -> Path:
    """Return an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _become(course: Path, folder: Path, temporary: Path) -> None:
    """Become a process like one that a shell starts in the course's folder."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background may ignore it
    os.environ["TMPDIR"] = str(temporary)
    tempfile.tempdir = None
    os.chdir(course)
    said = os.open(folder / "said", os.O_WRONLY | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, descriptor in enumerate((nothing, said, said)):
        os.dup2(descriptor, number)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, m) for n, m in ((0, "r"), (1, "w"), (2, "w")))


def _course(arguments: Sequence[str], pause: Pause | None, folder: Path, first: Callable[[], None]) -> None:
    first()
    if pause:
        paused.main([pause.point, str(pause.number), str(folder), "--", *arguments])
    else:
        from nbverdict.cli import main

        sys.argv[:] = ["course", *arguments]
        main()


def _end_with(work: Callable[[], None]) -> None:
    """Do it, and end this process as Python ends one."""
    code = 0
    try:
        work()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - told, and then nothing of this process may go on
        import traceback

        traceback.print_exc()
        code = 70
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
