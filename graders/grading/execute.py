"""Runs a submission, collects its evidence and judges it: what takes the place of nbgrader's Execute."""

import subprocess
import time
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbclient.client import NotebookClient
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from traitlets import Float, Integer

from graders.challenges.verdicts import Verdict
from graders.errors import StaffError
from graders.evidence import collector
from graders.evidence.gather import NoAnswer
from graders.evidence.load import Outcome
from graders.grading.assess import Assessor
from graders.grading.record import NOT_RUN, record_ungraded, record_unprotected, record_verdict
from graders.grading.settings import Course
from graders.grading.submission import GradeCell, extra_files, read_grade_cell, student_sources, submission_hash
from graders.grading.ungraded import ungraded_reason
from graders.sandbox.channel import Channel
from graders.sandbox.environment import student_environment

ATTEMPTS = 2  # a kernel that does not start is the machine's fault, and is retried once


class ExecuteAndJudge(Execute):  # type: ignore[misc]
    """Runs the visible part of each cell in a kernel; hidden calls are judged here, on evidence.

    A subclass of nbgrader's, so that `c.Execute.timeout`, `--no-execute` and the like mean what they did.
    """

    notebook_seconds = Integer(180, help="Wall time that all cells of a notebook may take together.").tag(config=True)
    call_seconds = Float(30, help="Wall time that one call of a student's function may take.").tag(config=True)
    grace_seconds = Float(5, help="How long an interrupted kernel may take to answer.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any, km: Any = None) -> tuple[NotebookNode, Any]:
        """Run, collect, judge, and leave in each grade cell the one result that nbgrader reads."""
        reason = ungraded_reason(nb) or self._run(nb, resources, km)
        if reason:
            for cell in filter(read_grade_cell, nb.cells):
                record_ungraded(cell, reason)
        return nb, resources

    def _run(self, nb: NotebookNode, resources: Any, km: Any) -> str | None:
        """Run a notebook and judge it; return a reason where this machine could not."""
        for attempt in range(ATTEMPTS):
            NotebookClient.__init__(self, nb, km)
            self.reset_execution_trackers()
            self._check_assign_resources(resources)
            self.ended, self.deadline = False, time.monotonic() + self.notebook_seconds
            with Channel() as channel:
                try:
                    with self.setup_kernel(**self._start_options(channel)):
                        channel.started()
                        self._run_cells()
                        self._judge(channel)
                        channel.close()  # ends the collector, before the kernel is told to end
                        self._end_unless_it_answers()
                except RuntimeError as error:
                    self.log.error("the kernel did not start (attempt %d): %s", attempt + 1, error)
                else:
                    return None
        return "the machine could not start a process for this notebook, twice"

    def _start_options(self, channel: Channel) -> dict[str, Any]:
        """Return how the process starts: with his end of the channel, and no word to our terminal."""
        return {
            "env": student_environment(),
            "pass_fds": (channel.his_number,),
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }

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
        try:
            self.execute_cell(cell, index, store_history=True)
        except DeadKernelError:
            self.ended = True
            self._note(cell, "The notebook's process ended in this cell.\n")
        except CellTimeoutError:
            self._note(cell, "The output of this cell did not end in time.\n")
        finally:
            cell.source = whole
        if any(output.get("ename") == "CellTimeoutError" for output in cell.outputs):
            self._end_unless_it_answers()
        return not self.ended

    def _note(self, cell: NotebookNode, text: str) -> None:
        cell.outputs.append(NotebookNode(output_type="stream", name="stdout", text=text))

    def _get_timeout(self, cell: NotebookNode | None) -> int | None:
        """Return the seconds of one cell: its own limit, or what is left of the notebook's."""
        own = super()._get_timeout(cell)
        left = max(1, round(self.deadline - time.monotonic()))
        return min(own, left) if own else left

    def _end_unless_it_answers(self) -> None:
        """End a process that is still busy after a moment's grace."""
        if not self.ended and not run_sync(self._answers)(self.grace_seconds):
            self._kill()

    async def _answers(self, seconds: float) -> bool:
        asked, deadline = self.kc.kernel_info(), time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                message = await self.kc.get_shell_msg(timeout=left)
            except Empty:
                return False
            if message["parent_header"].get("msg_id") == asked:
                return True
        return False

    def _kill(self) -> None:
        self.ended = True
        run_sync(self.km.shutdown_kernel)(now=True)

    def _judge(self, channel: Channel) -> None:
        """Judge each challenge of the notebook on evidence from the kernel as the last cell left it."""
        graded = [(cell, found) for cell in self.nb.cells if (found := read_grade_cell(cell)) and found.challenge]
        if not graded:
            return
        assessor = Assessor.of(Course(parent=self), Path.cwd())
        folder = Path(self.resources.get("metadata", {}).get("path") or ".")
        submission = submission_hash(self.nb, extra_files(folder))
        self._start_collector(channel)
        for cell, found in graded:
            self._judge_cell(cell, found, assessor, submission, channel)

    def _judge_cell(
        self, cell: NotebookNode, graded: GradeCell, assessor: Assessor, submission: str, channel: Channel
    ) -> None:
        def ask(message: bytes, weights: bytes) -> tuple[bytes, bytes]:
            return self._ask(channel, message, weights)

        try:
            verdict: Verdict = assessor.assess(
                str(graded.challenge), submission, ask, sources=student_sources(self.nb)
            )
        except StaffError as error:
            record_ungraded(cell, f"{error}: staff must mend it")
        else:
            record_verdict(cell, verdict, float(cell.metadata["nbgrader"]["points"]))

    def _start_collector(self, channel: Channel) -> None:
        """Start the collector with one request; that it never answers is seen at the first case."""
        if self.ended:
            return
        text = Path(str(collector.__file__)).read_text("utf-8")
        number = channel.his_number
        request = f"exec(compile({text!r}, 'collector', 'exec'), _scope := {{}}) or _scope['serve']({number}, globals())"
        self.kc.execute(request, silent=True, store_history=False)
        try:
            channel.greet(seconds=self.grace_seconds)
        except NoAnswer:
            self._kill()

    def _ask(self, channel: Channel, message: bytes, weights: bytes) -> tuple[bytes, bytes]:
        """Ask for one case; interrupt a call that takes too long, and end a process that goes on."""
        if self.ended:
            raise NoAnswer(Outcome.ENDED)
        try:
            return channel.ask(message, weights, seconds=self.call_seconds)
        except NoAnswer as silence:
            if silence.outcome is Outcome.LATE:
                run_sync(self.km.interrupt_kernel)()
                if channel.drain(seconds=self.grace_seconds):
                    raise
            self._kill()
            raise
