"""Runs a submission in the sandbox, cell by cell, and collects its evidence."""

import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from jupyter_core.utils import run_sync
from nbclient.client import NotebookClient
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from traitlets import Float, Integer, Unicode

from nbverdict.config.settings import Course
from nbverdict.errors import CourseError, OperatorError
from nbverdict.evidence.answers import Answers
from nbverdict.evidence.channel import Channel
from nbverdict.evidence.decode import CallOutcome
from nbverdict.evidence.gather import NoAnswer, asked_message, collector_start, moment_start
from nbverdict.execution.assessor import Assessor
from nbverdict.execution.output_limits import BoundedOutput
from nbverdict.notebook.inputs import Inputs, cells_of
from nbverdict.notebook.record import ENDED, ENDED_HERE, NOT_RUN, TIER, record_unprotected
from nbverdict.notebook.submission import read_grade_cell
from nbverdict.sandbox.ends import Cause, End
from nbverdict.sandbox.kernel_client import BoundedClient, bound
from nbverdict.sandbox.kernelspec import KERNEL, offer_kernel
from nbverdict.sandbox.provisioner import WalledProvisioner
from nbverdict.sandbox.servers import choose_tier
from nbverdict.sandbox.settings import Sandbox

SETTLED = 1.0  # seconds between the end of the connection and that of its process
PATIENCE = 3  # how often a busy process is interrupted before it is killed
RUNS = 1.25  # of a notebook's time, for all its runs together
ATTEMPTS = 2  # a failure of the machine is retried once
UNSTARTED = "the machine could not run this notebook, twice"


class MachineFault(RuntimeError):  # noqa: N818 - named by who is to blame
    """A student's process was killed from outside, or did not start."""


def inputs_of(nb: NotebookNode, resources: Any) -> Inputs:
    """Return the inputs of a notebook's process, from the folder that nbgrader reports."""
    return Inputs.of(nb, Path(resources.get("metadata", {}).get("path") or "."))


def _was_asked(message: bytes, challenge: str, answers: Sequence[Answers]) -> bool:
    return any(asked_message(one.case, challenge) == message for one in answers)


def _lost(answers: Sequence[Answers]) -> bool:
    """Return whether the end of the process took an answer."""
    return any(call.outcome is CallOutcome.ENDED for one in answers for call in one.calls)


def _checked_before(nb: NotebookNode, end: int, challenges: Sequence[str]) -> tuple[int, list[str]]:
    """Return where to stop, after the last check before a cell, and the challenges of the checks before it.

    Nothing is to be done if that last check is the last cell that ran.
    """
    found = {
        index: graded.challenge
        for index, cell in enumerate(nb.cells[:end])
        if (graded := read_grade_cell(cell)) and graded.challenge in challenges
    }
    last = max(found, default=end)
    later = any(index > last for index, _ in cells_of(nb) if index <= end)
    return last + 1, [name for name in found.values() if name] if later else []


class Runner(BoundedOutput, Execute):
    """Runs the visible part of each cell in a kernel, and asks that kernel for the answers to hidden calls.

    A subclass of nbgrader's Execute, so that `c.Execute.timeout`, `--no-execute` and the like still work.
    """

    kernel_name = Unicode(KERNEL, help="The kernel that notebooks run on.").tag(config=True)
    timeout = Integer(120, allow_none=True, help="Wall time that one cell may take.").tag(config=True)
    notebook_seconds = Integer(600, help="Wall time that all cells of a notebook may take together.").tag(
        config=True
    )
    call_seconds = Float(120, help="Wall time that one call of a student's function may take.").tag(
        config=True
    )
    calls_seconds = Float(300, help="Wall time that all calls of a notebook may take together.").tag(
        config=True
    )
    step_cpu_seconds = Float(30, help="CPU time that one cell, or one call, may take.").tag(config=True)
    root = Unicode("", help="The course's root; nbgrader makes it the working directory.")
    grace_seconds = Float(5, help="How long an interrupted kernel may take to answer.").tag(config=True)
    end: End | None = None  # of the process, once it gets no more requests
    silent_from: int | None = None  # the cell that ended the process, before anything was asked

    def run(
        self, nb: NotebookNode, resources: Any, challenges: Sequence[str], km: Any = None
    ) -> dict[str, list[Answers]]:
        """Run a notebook and return its answers to the cases of these challenges.

        If a case ended the process, the notebook runs again for the other challenges that lost answers by
        it. If a cell ended it, the notebook runs again up to the last check before that cell: later cells
        cost nothing. This is done as often as it helps and there seems to be time for another whole run, for
        one cut short would take away; all runs together share their time.

        Raises:
            OperatorError: this machine could not run it, or has no sandbox.
        """
        self.calls_left = float(self.calls_seconds)  # of all runs
        evidence: dict[str, list[Answers]] = {}
        wanted, until = list(challenges), len(nb.cells)
        ends = time.monotonic() + RUNS * self.notebook_seconds  # of all runs
        while True:
            started = time.monotonic()
            seconds = min(ends - started, self.notebook_seconds)
            found = self._run_alone(nb, resources, wanted, km, until=until, seconds=seconds)
            evidence |= found
            shorter, others = self._left_to_ask(nb, until, found)
            is_late = 2 * time.monotonic() - started > ends  # another run like this one would be
            if not others or is_late or (shorter, len(others)) >= (until, len(wanted)):
                return evidence
            until, wanted = shorter, others

    def _left_to_ask(
        self, nb: NotebookNode, until: int, found: Mapping[str, Sequence[Answers]]
    ) -> tuple[int, list[str]]:
        """Return up to where to run again, and for which challenges: without any, not at all."""
        if self.silent_from is not None:
            return _checked_before(nb, self.silent_from, [*found])
        lost = [name for name, answers in found.items() if name != self.ended_by and _lost(answers)]
        return until, lost if self.ended_by else []

    def _run_alone(
        self,
        nb: NotebookNode,
        resources: Any,
        challenges: Sequence[str],
        km: Any,
        *,
        until: int,
        seconds: float,
    ) -> dict[str, list[Answers]]:
        """Run a notebook's cells before `until` in a process of its own, all within so many seconds."""
        self.until = until
        self.inputs = inputs_of(nb, resources)
        offer_kernel(os.environ)
        nb.metadata[TIER] = self.tier()
        for attempt in range(ATTEMPTS):
            NotebookClient.__init__(self, nb, km)
            self.reset_execution_trackers()
            self.forget_outputs()
            self._check_assign_resources(resources)
            self.end, self.failed, self.silent_from = None, b"", None
            self.deadline, self.ended_by, self.ended_at = time.monotonic() + seconds, "", b""
            try:
                with (
                    Channel() as channel,
                    self._scratch() as folder,
                    self._kernel(self._start_options(channel, folder)),
                ):
                    channel.started()
                    evidence = self._run_and_collect(channel, challenges)
                    channel.close()  # ends the collector before the kernel is shut down
                    self._end_unless_it_answers()
                    return evidence
            except MachineFault as error:
                self.log.warning("this machine could not run it (attempt %d): %s", attempt + 1, error)
        raise OperatorError(UNSTARTED)

    @contextmanager
    def _kernel(self, options: dict[str, Any]) -> Iterator[None]:
        """Start a kernel, and end it in whatever state it is.

        Raises:
            MachineFault: it did not start, and no code of the student's had run.
        """
        kernel = self.setup_kernel(**options)
        try:
            kernel.__enter__()
        except CourseError:
            raise
        except Exception as error:
            raise MachineFault(str(error)) from error
        process = self.process
        try:
            self._listen()
            yield
        finally:
            with suppress(Exception):  # the process is over, whatever the student did to the channel
                kernel.__exit__(None, None, None)
            process.clear()

    def _listen(self) -> None:
        """End the process if it sends more than a notebook may."""
        self.kc.conversation.on_much = self.process.interrupt
        self.kc.conversation.on_too_much = lambda: self.process.end_for(Cause.OUTPUT)

    @property
    def ended(self) -> bool:
        """Whether the process gets no more requests."""
        return self.end is not None

    def tier(self) -> str:
        """Return the tier of the sandbox that students' code runs in.

        Raises:
            OperatorError: there is none, and the course does not allow that; or another kernel is configured.
        """
        if self.kernel_name != KERNEL:
            raise OperatorError(
                f"the kernel `{self.kernel_name}` has no walls",
                hint="take `kernel_name` out of the configuration",
            )
        return choose_tier(Sandbox(parent=self))

    def create_kernel_manager(self) -> Any:
        """Return a kernel manager whose client limits what it receives."""
        manager = super().create_kernel_manager()
        bound(manager.context)
        manager.client_factory = BoundedClient
        return manager

    @property
    def process(self) -> WalledProvisioner:
        """The provisioner of the student's process."""
        found: WalledProvisioner = self.km.provisioner
        return found

    @contextmanager
    def _scratch(self) -> Iterator[str]:
        """Make the working folder of the process: nothing that it writes there is kept."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            self.inputs.lay_out(Path(folder))
            yield folder

    def _start_options(self, channel: Channel, folder: str) -> dict[str, Any]:
        """Return the start options of the process: a copy of the files, and its end of the channel."""
        return {"cwd": folder, "pass_fds": (channel.their_number,)}

    def _run_and_collect(self, channel: Channel, challenges: Sequence[str]) -> dict[str, list[Answers]]:
        """Run the cells and collect; an error of ours is caused by what was sent, and ends the process."""
        self._ran, self._whole, self.remembers = 0, set[int](), False
        try:
            self._run_cells()
            evidence = self._collect(channel, challenges)
        except (MachineFault, CourseError):
            raise
        except Exception as error:
            self.log.warning("reading a notebook's messages failed: %s", type(error).__name__, exc_info=True)
            self._give_up(End(Cause.TALK, type(error).__name__))
            self._run_cells()
            evidence = self._collect(channel, challenges)
        self._record_tests()
        return evidence

    def _run_cells(self) -> None:
        """Run every code cell; of grade cells with a challenge, the visible part.

        Nothing between two cells may depend on anything but these cells: the process could time it.
        """
        every = [*zip(cells_of(self.nb), self.inputs.programs, strict=True)]
        cells = [one for one in every if one[0][0] < self.until]
        for (index, cell), program in cells[self._ran :]:
            self._ran += 1
            if program and self._run_cell(cell, index, program):
                self._whole.add(index)
            if self.ended and self.silent_from is None:
                self.silent_from = index
            self._remember(cell)
        if not self.ended:
            self._whole |= {index for (index, _), program in cells if not program}

    def _record_tests(self) -> None:
        """Record the results of tests without a challenge, once the process gets no more requests."""
        earlier: list[NotebookNode] = []
        for index, cell in enumerate(self.nb.cells[: self.until]):
            graded = read_grade_cell(cell)
            if graded and not graded.challenge:
                record_unprotected(cell, ran=index in self._whole, earlier=earlier)
            elif cell.cell_type == "code" and not graded:
                earlier.append(cell)

    def _remember(self, cell: NotebookNode) -> None:
        """Let the process remember what names mean where a check stands: later cells cannot change it."""
        graded = read_grade_cell(cell)
        if self.ended or not graded or not graded.challenge:
            return
        with suppress(Exception):  # its end of the conversation is broken: the next cell shows it
            start = moment_start(graded.challenge, first=not self.remembers)
            self.remembers = True
            self.kc.execute(start, silent=True, store_history=False, stop_on_error=False)

    def _run_cell(self, cell: NotebookNode, index: int, source: str) -> bool:
        """Run one cell with this source; return whether it ended in any way."""
        cell.metadata.pop(ENDED, None)
        if self.ended or time.monotonic() > self.deadline:
            cell.outputs = [NotebookNode(output_type="stream", name="stdout", text=NOT_RUN)]
            return False
        whole, cell.source = cell.source, source
        self.process.begin_step(self.step_cpu_seconds)
        try:
            self._talk_through(cell, index)
        finally:
            cell.source = whole
            self.settle_outputs()
        if self.end:
            self._note(cell, f"{ENDED_HERE}: {self.end}.\n")
            cell.metadata[ENDED] = True
        return not self.ended

    def _talk_through(self, cell: NotebookNode, index: int) -> None:
        """Run a cell; check that the process still answers if it was interrupted or messages were lost."""
        try:
            self.execute_cell(cell, index, store_history=True)
            timed_out = any(output.get("ename") == "CellTimeoutError" for output in cell.outputs)
        except CellTimeoutError:
            self._note(cell, "The output of this cell was too large to be taken, or did not end in time.\n")
            self.kc.listen_again()
            timed_out = True
        except Exception as error:  # noqa: BLE001 - after a student's first byte, what breaks the conversation is theirs
            self.log.info("cell %d ended the connection: %s", index, error)
            self._give_up(End(Cause.TALK, type(error).__name__))
            return
        if timed_out:
            self._end_unless_it_answers()

    def _note(self, cell: NotebookNode, text: str) -> None:
        cell.outputs.append(NotebookNode(output_type="stream", name="stdout", text=text))

    def _get_timeout(self, cell: NotebookNode | None) -> int | None:
        """Return the timeout of one cell: its own limit, or the rest of the notebook's."""
        own: int | None = super()._get_timeout(cell)
        left = max(1, int(self.deadline - time.monotonic()))
        return min(own, left) if own else left

    async def _async_poll_kernel_alive(self) -> None:
        """Watch the process; nbclient leaves this task behind if we end the process ourselves."""
        with suppress(AssertionError):
            await super()._async_poll_kernel_alive()

    def _end_unless_it_answers(self) -> None:
        """Kill a process that stays busy through a few interrupts; one may hit the drawing of figures."""
        for _ in range(PATIENCE):
            if self.ended or run_sync(self._answers)(self.grace_seconds):
                return
            self._interrupt()
        self._give_up(End(Cause.SILENT))

    async def _answers(self, seconds: float) -> bool:
        try:
            self.kc.kernel_info()
            await self.kc.get_shell_msg(timeout=seconds)
        except Exception:  # noqa: BLE001 - its end of the conversation is broken, in whatever way
            return False
        return True

    def _interrupt(self) -> None:
        with suppress(RuntimeError):  # it has ended by itself
            run_sync(self.km.interrupt_kernel)()

    def _give_up(self, otherwise: End) -> None:
        """End the process, and record why: its known cause, or else ours.

        Raises:
            MachineFault: it was killed from outside the sandbox.
        """
        if self.ended:
            return
        found = self.process.ended(seconds=SETTLED)
        if found and found.cause is Cause.OUTSIDE:
            raise MachineFault("the notebook's process was killed from outside")
        self.end = found if found and found.cause else otherwise
        with suppress(RuntimeError):  # it has ended by itself
            run_sync(self.km.shutdown_kernel)(now=True)

    def _collect(self, channel: Channel, challenges: Sequence[str]) -> dict[str, list[Answers]]:
        """Collect evidence from the process in the state after the last cell."""
        if not challenges:
            return {}
        self._start_collector(channel)

        def ask(message: bytes, weights: bytes) -> tuple[bytes, bytes]:
            return self._ask(channel, message, weights)

        evidence = self.assessor.collect(challenges, self.inputs.digest, ask, sources=self.inputs.sources)
        if self.ended_at:
            ended = (name for name, answers in evidence.items() if _was_asked(self.ended_at, name, answers))
            self.ended_by = next(ended, "")
        return evidence

    @property
    def assessor(self) -> Assessor:
        """The assessor of this course."""
        return Assessor.of(Course(parent=self), Path(self.root or Path.cwd()))

    def _start_collector(self, channel: Channel) -> None:
        """Start the collector with one request; if it never answers, the first case shows it."""
        if self.ended:
            return
        try:
            self.kc.execute(collector_start(channel.their_number), silent=True, store_history=False)
            self.failed = channel.greet(seconds=self.grace_seconds)
        except Exception:  # noqa: BLE001 - its end of the conversation is broken, in whatever way
            self._give_up(End(Cause.SILENT))
            self.silent_from = self.until

    @contextmanager
    def _with_folders(self, message: bytes) -> Iterator[bytes]:
        """Place the model folders of a case where the process reads them, during the request."""
        try:
            yield self.process.bring(message)
        finally:
            self.process.take_away()

    def _ask(self, channel: Channel, message: bytes, weights: bytes) -> tuple[bytes, bytes]:
        """Request one case, if time is left for calls."""
        if self.ended:
            raise NoAnswer(CallOutcome.ENDED, self.end)
        if self.failed:
            return self.failed, b""
        if self.calls_left <= 0:
            raise NoAnswer(CallOutcome.LATE)
        began = time.monotonic()
        try:
            return self._ask_in_time(channel, message, weights)
        finally:
            self.calls_left -= time.monotonic() - began
            self.ended_at = message if self.ended else b""

    def _ask_in_time(self, channel: Channel, message: bytes, weights: bytes) -> tuple[bytes, bytes]:
        """Interrupt a call that takes too long, and kill the process if it continues."""
        self.process.begin_step(self.step_cpu_seconds)
        try:
            with self._with_folders(message) as whole:
                return channel.ask(whole, weights, seconds=min(self.call_seconds, self.calls_left))
        except NoAnswer as silence:
            if silence.outcome is CallOutcome.LATE:
                self._interrupt()
                if channel.drain(seconds=self.grace_seconds):
                    raise
            self._give_up(End(Cause.SILENT))
            if silence.outcome is CallOutcome.ENDED:
                closed = self.end is not None and self.end.cause is Cause.SILENT  # it closed its end
                raise NoAnswer(CallOutcome.CLOSED if closed else CallOutcome.ENDED, self.end) from silence
            raise
