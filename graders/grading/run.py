"""Runs a submission behind walls, cell by cell, and collects its evidence."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
from jupyter_core.utils import run_sync
from nbclient.client import NotebookClient
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from traitlets import Float, Integer, Unicode

from graders.errors import OperatorError
from graders.evidence.answers import Answers
from graders.evidence.folders import written
from graders.evidence.gather import NoAnswer, collector_start
from graders.evidence.load import Outcome
from graders.grading.assess import Assessor
from graders.grading.bounded import BoundedOutput
from graders.grading.record import ENDED_HERE, NOT_RUN, TIER, record_unprotected
from graders.grading.settings import Course
from graders.grading.submission import (
    extra_files,
    read_grade_cell,
    readable_files,
    student_sources,
    submission_hash,
)
from graders.sandbox.channel import Channel
from graders.sandbox.client import BoundedClient, bound
from graders.sandbox.kernelspec import KERNEL, offer_kernel
from graders.sandbox.provisioner import WalledProvisioner
from graders.sandbox.servers import choose_tier
from graders.sandbox.settings import Sandbox

PATIENCE = 3  # how often a busy process is asked and interrupted before it is ended
ATTEMPTS = 2  # what is the machine's fault is retried once
UNSTARTED = "the machine could not run this notebook, twice"


class MachineFault(RuntimeError):  # noqa: N818 - named by who is to blame
    """A student's process was ended from outside, or did not start."""


def _unread(folder: str, names: list[str]) -> list[str]:
    """Name what a process does not get: what its submission's hash leaves out could bring answers in."""
    kept = {path.name for path in readable_files(Path(folder))}
    folders = {path.name for path in Path(folder).iterdir() if path.is_dir() and not path.is_symlink()}
    return [name for name in names if name not in kept | folders]


class Runner(BoundedOutput, Execute):
    """Runs the visible part of each cell in a kernel, and asks that kernel for the answers to hidden calls.

    A subclass of nbgrader's, so that `c.Execute.timeout`, `--no-execute` and the like mean what they did.
    """

    kernel_name = Unicode(KERNEL, help="The kernel that notebooks run on.").tag(config=True)
    timeout = Integer(120, allow_none=True, help="Wall time that one cell may take.").tag(config=True)
    notebook_seconds = Integer(600, help="Wall time that all cells of a notebook may take together.").tag(
        config=True
    )
    call_seconds = Float(120, help="Wall time that one call of a student's function may take.").tag(
        config=True
    )
    step_cpu_seconds = Float(30, help="CPU time that one cell, or one call, may take.").tag(config=True)
    root = Unicode("", help="The course's root; nbgrader makes it the working directory.")
    grace_seconds = Float(5, help="How long an interrupted kernel may take to answer.").tag(config=True)

    def run(
        self, nb: NotebookNode, resources: Any, challenges: Sequence[str], km: Any = None
    ) -> dict[str, list[Answers]]:
        """Run a notebook and return its answers to the cases of these challenges.

        Raises:
            OperatorError: this machine could not run it, or has no sandbox.
        """
        offer_kernel(os.environ)
        nb.metadata[TIER] = self.tier()
        for attempt in range(ATTEMPTS):
            NotebookClient.__init__(self, nb, km)
            self.reset_execution_trackers()
            self.forget_outputs()
            self._check_assign_resources(resources)
            self.ended, self.failed = False, b""
            self.deadline = time.monotonic() + self.notebook_seconds
            try:
                with (
                    Channel() as channel,
                    self._scratch() as folder,
                    self.setup_kernel(**self._start_options(channel, folder)),
                ):
                    channel.started()
                    self._run_cells()
                    evidence = self._collect(channel, challenges)
                    channel.close()  # ends the collector, before the kernel is told to end
                    self._end_unless_it_answers()
                    return evidence
            except RuntimeError as error:
                self.log.warning("the machine could not run it (attempt %d): %s", attempt + 1, error)
        raise OperatorError(UNSTARTED)

    def tier(self) -> str:
        """Return which walls students' code runs behind.

        Raises:
            OperatorError: none, and the course does not say that it goes without; or another kernel is named.
        """
        if self.kernel_name != KERNEL:
            raise OperatorError(
                f"the kernel `{self.kernel_name}` has no walls",
                hint="take `kernel_name` out of the configuration",
            )
        return choose_tier(Sandbox(parent=self))

    def create_kernel_manager(self) -> Any:
        """Return a kernel manager whose client takes no more than it can hold."""
        manager = super().create_kernel_manager()
        bound(manager.context)
        manager.client_factory = BoundedClient
        return manager

    @property
    def process(self) -> WalledProvisioner:
        """What stands between us and the student's process."""
        found: WalledProvisioner = self.km.provisioner
        return found

    @contextmanager
    def _scratch(self) -> Iterator[str]:
        """Give the process a copy of the submission's files: nothing that it writes is kept or given back."""
        handed_in = Path(self.resources.get("metadata", {}).get("path") or ".")
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            shutil.copytree(handed_in, folder, dirs_exist_ok=True, ignore=_unread)
            yield folder

    def _start_options(self, channel: Channel, folder: str) -> dict[str, Any]:
        """Return how the process starts: with a copy of the files, and his end of the channel."""
        return {"cwd": folder, "pass_fds": (channel.his_number,)}

    def _run_cells(self) -> None:
        """Run every code cell, of grade cells with a challenge the visible part."""
        for index, cell in enumerate(self.nb.cells):
            if cell.cell_type == "code":
                graded = read_grade_cell(cell)
                ran = self._run_cell(cell, index, graded.visible if graded else cell.source)
                if graded and not graded.challenge:
                    record_unprotected(cell, ran=ran)

    def _run_cell(self, cell: NotebookNode, index: int, source: str) -> bool:
        """Run one cell with this source; return whether it ran to an end of any kind."""
        if self.ended or time.monotonic() > self.deadline:
            cell.outputs = [NotebookNode(output_type="stream", name="stdout", text=NOT_RUN)]
            return False
        whole, cell.source = cell.source, source
        self.process.begin_step(self.step_cpu_seconds)
        try:
            self.execute_cell(cell, index, store_history=True)
        except CellTimeoutError:
            self._note(cell, "The output of this cell was too large to be taken, or did not end in time.\n")
            self.kc.listen_again()
            self._end_unless_it_answers()
        except Exception as error:  # noqa: BLE001 - after his first byte, what breaks the conversation is his
            self.log.info("cell %d ended the conversation: %s", index, error)
            self._check_machine()
            used = f": {self.process.used_up}" if self.process.used_up else ""
            self._note(cell, f"{ENDED_HERE}{used}.\n")
            self._kill()
        finally:
            cell.source = whole
        if any(output.get("ename") == "CellTimeoutError" for output in cell.outputs):
            self._end_unless_it_answers()
        return not self.ended

    def _note(self, cell: NotebookNode, text: str) -> None:
        cell.outputs.append(NotebookNode(output_type="stream", name="stdout", text=text))

    def _get_timeout(self, cell: NotebookNode | None) -> int | None:
        """Return the seconds of one cell: its own limit, or what is left of the notebook's."""
        own: int | None = super()._get_timeout(cell)
        left = max(1, int(self.deadline - time.monotonic()))
        return min(own, left) if own else left

    async def _async_poll_kernel_alive(self) -> None:
        """Watch the process; nbclient leaves this task behind where we end the process ourselves."""
        with suppress(AssertionError):
            await super()._async_poll_kernel_alive()

    def _end_unless_it_answers(self) -> None:
        """End a process that stays busy through a few interrupts; the last may have been drawing figures."""
        for _ in range(PATIENCE):
            if self.ended or run_sync(self._answers)(self.grace_seconds):
                return
            run_sync(self.km.interrupt_kernel)()
        self._kill()

    async def _answers(self, seconds: float) -> bool:
        try:
            asked, deadline = self.kc.kernel_info(), time.monotonic() + seconds
        except zmq.ZMQError:  # its end of the conversation is broken
            return False
        while (left := deadline - time.monotonic()) > 0:
            try:
                message = await self.kc.get_shell_msg(timeout=left)
            except Empty:
                return False
            if message["parent_header"].get("msg_id") == asked:
                return True
        return False

    def _check_machine(self) -> None:
        """Raise where the process was ended by nobody of this conversation."""
        if self.process.killed_from_outside():
            raise MachineFault("the notebook's process was killed from outside")

    def _kill(self) -> None:
        self.ended = True
        with suppress(RuntimeError):  # it has ended by itself
            run_sync(self.km.shutdown_kernel)(now=True)

    def _collect(self, channel: Channel, challenges: Sequence[str]) -> dict[str, list[Answers]]:
        """Collect evidence from the process as the last cell left it."""
        if not challenges:
            return {}
        folder = Path(self.resources.get("metadata", {}).get("path") or ".")
        submission, sources = submission_hash(self.nb, extra_files(folder)), student_sources(self.nb)
        self._start_collector(channel)

        def ask(message: bytes, weights: bytes) -> tuple[bytes, bytes]:
            return self._ask(channel, message, weights)

        return {name: self.assessor.collect(name, submission, ask, sources=sources) for name in challenges}

    @property
    def assessor(self) -> Assessor:
        """What assesses for this course."""
        return Assessor.of(Course(parent=self), Path(self.root or Path.cwd()))

    def _start_collector(self, channel: Channel) -> None:
        """Start the collector with one request; that it never answers is seen at the first case."""
        if self.ended:
            return
        try:
            self.kc.execute(collector_start(channel.his_number), silent=True, store_history=False)
            self.failed = channel.greet(seconds=self.grace_seconds)
        except (NoAnswer, zmq.ZMQError):
            self._check_machine()
            self._kill()

    def _with_folders(self, message: bytes) -> AbstractContextManager[bytes]:
        """Write the model folders of a case where the process reads them; without walls it writes its own."""
        models = self.process.models
        return written(message, models) if models else nullcontext(message)

    def _ask(self, channel: Channel, message: bytes, weights: bytes) -> tuple[bytes, bytes]:
        """Ask for one case; interrupt a call that takes too long, and end a process that goes on."""
        if self.ended:
            raise NoAnswer(Outcome.ENDED)
        if self.failed:
            return self.failed, b""
        self.process.begin_step(self.step_cpu_seconds)
        try:
            with self._with_folders(message) as whole:
                return channel.ask(whole, weights, seconds=self.call_seconds)
        except NoAnswer as silence:
            self._check_machine()
            if silence.outcome is Outcome.LATE:
                run_sync(self.km.interrupt_kernel)()
                if channel.drain(seconds=self.grace_seconds):
                    raise
            closed = silence.outcome is Outcome.ENDED and self.process.goes_on()
            self._kill()
            if closed:
                raise NoAnswer(Outcome.CLOSED) from None
            raise
