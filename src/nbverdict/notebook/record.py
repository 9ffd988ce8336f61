"""The record of a graded cell: written once into its notebook, and read by pages and reports.

nbgrader reads the cell's outputs, which are made from the record and never read back.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Literal

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import determine_grade
from pydantic import AfterValidator, Field

from nbverdict.cleaning.quiet import untypeset
from nbverdict.judging.table import marked_up, verdict_html
from nbverdict.judging.verdict import CheckStatus, Verdict
from nbverdict.notebook.plain import exceeds, failure_of, first_cause, is_nonsense, returned
from nbverdict.sandbox.ends import COARSE, Cause
from nbverdict.store.typed import Codec, Model

RECORD = "course"  # of a cell: the result of grading
ENDED = "ended"  # of a cell: that the process ended in it; a printed text could pretend so
TIER = "sandbox"  # of a notebook: the tier of its sandbox
KEY = "run"  # of a notebook: the key of the run that its results come from
RECEIVED = "received"  # of a notebook: when it was received, and according to whom
READ = "read"  # of a conversion: notes on what it took to read the file
REPAIRED = "repaired"  # of a notebook: the repairs before grading
ENDED_HERE = "The notebook's process ended in this cell"
NOT_RUN = "This cell was not run: the notebook's process had ended or its time was used up.\n"
NO_POINTS = "Not a number of points.\n"

Points = Annotated[float, Field(ge=0, allow_inf_nan=False)]
LONGEST = 100_000  # characters of a text


def _bounded(text: str) -> str:
    """Refuse a text that is longer than any of ours.

    Raises:
        ValueError: it is.
    """
    if len(text) > LONGEST:
        raise ValueError(f"a text of {len(text)} characters")
    return text


Text = Annotated[str, AfterValidator(_bounded)]


class Because(StrEnum):
    """Why a cell could not be graded."""

    SUBMISSION = "submission"  # the submission itself, or its absence
    STOPPED = "stopped"  # the judge crashed on its answers, or took too long
    MACHINE = "machine"
    NOT_KEPT = "not kept"  # no run was wanted, and no evidence is cached
    LOST = "lost"  # grading left no record


class Ungraded(Model):
    """Why a cell, or a notebook, is not graded, and whether a person must look."""

    reason: Text
    pending: bool = True
    because: Because = Because.SUBMISSION


class GradeRecord(Model):
    """The result of grading one cell: a verdict, why there is none, or that its own test ran."""

    version: Literal[1] = 1
    points: Points = 0.0  # as nbgrader reads them
    verdict: Verdict | None = None
    ungraded: Ungraded | None = None
    unprotected: bool = False  # its test ran in the student's own process
    failed: Text = ""  # why that test did not pass, without anything hidden
    hidden: Text = ""  # what a hidden line of that test raised, for staff
    given: Text = ""  # why everybody got that test's points
    returned: float | None = None  # what that test returned, if that is more than its cell is worth
    doubt: Text = ""  # why an answer that a person grades may be incomplete

    @property
    def pending(self) -> str:
        """Return why a person must look, or nothing."""
        if self.ungraded:
            return self.ungraded.reason if self.ungraded.pending else ""
        return self.verdict.pending if self.verdict else self.doubt

    @property
    def statuses(self) -> frozenset[CheckStatus]:
        """Return the statuses of its checks."""
        return self.verdict.statuses if self.verdict else frozenset()

    @property
    def ended(self) -> Cause | None:
        """Return why the process ended before it answered a check; None if it did not."""
        checks = self.verdict.checks if self.verdict else ()
        return next((check.cause for check in checks if check.status is CheckStatus.ENDED), None)

    def for_student(self) -> "GradeRecord":
        """Return the record without the parts for staff."""
        if self.verdict is None:
            return self.model_copy(update={"hidden": ""})
        checks = tuple(
            replace(check, staff=(), cause=check.cause if check.cause in COARSE else Cause.UNKNOWN)
            for check in self.verdict.checks
        )
        ways = tuple(replace(one, way="") for one in self.verdict.diagnoses)
        return self.model_copy(update={"verdict": replace(self.verdict, checks=checks, diagnoses=ways)})

    def write(self, cell: NotebookNode) -> None:
        """Store the record in the cell's metadata."""
        cell.metadata[RECORD] = {"version": self.version, **RECORDS.plain(self)}


RECORDS = Codec[GradeRecord](GradeRecord)


def read_record(cell: NotebookNode) -> GradeRecord | None:
    """Return the record of a cell; None if there is none that can be read."""
    return RECORDS.of(cell.metadata.get(RECORD))


def record_verdict(cell: NotebookNode, verdict: Verdict, points_available: float) -> None:
    """Make a verdict the only result of its grade cell, and store it in the cell's metadata.

    nbgrader gives 0 for any error or stderr and takes the first result that it finds, so the outputs of the
    visible part become stdout or display data.
    """
    points = max(0.0, min(verdict.earned, points_available))
    cell.outputs = [*map(harmless, cell.outputs), _result(_number(points), verdict_html(verdict))]
    GradeRecord(points=points, verdict=verdict).write(cell)


def record_ungraded(cell: NotebookNode, ungraded: Ungraded) -> None:
    """Give a grade cell 0 points, with the reason."""
    cell.outputs = [_result("0", f"<p><strong>Not graded:</strong> {marked_up(ungraded.reason)}</p>")]
    GradeRecord(ungraded=ungraded).write(cell)


def record_unprotected(cell: NotebookNode, *, ran: bool, earlier: Sequence[NotebookNode] = ()) -> None:
    """Leave the result of a test cell without a challenge to nbgrader's scoring, with three exceptions.

    stderr costs nothing; a cell that did not run, or whose number cannot be points, earns nothing; and a
    number above the cell's points, at which nbgrader would stop, earns these points. `earlier` are the
    student's cells before it: one that raised may be why a name is missing.
    """
    outputs = [harmless(output) if _is_stderr(output) else output for output in cell.outputs]
    claim, worth = returned(outputs), float(cell.metadata["nbgrader"]["points"])
    refused = NOT_RUN if not ran else NO_POINTS if is_nonsense(claim) else ""
    if refused:
        why = new_output("stream", name="stdout", text=refused)
        outputs = [*map(harmless, [*outputs, why]), _result("0")]
    elif claim is not None:  # also one that nbgrader does not read, such as `np.float64(1.0)`
        outputs = [*map(harmless, outputs), _result(_number(min(claim, worth)))]
    cell.outputs = outputs
    failure = failure_of(cell.source, outputs)
    failure = failure and first_cause(failure, earlier)
    GradeRecord(
        points=float(determine_grade(cell)[0] or 0.0),
        unprotected=True,
        failed=failure.sentence if failure else refused.rstrip(".\n"),
        hidden=failure.staff if failure else "",
        returned=claim if not refused and exceeds(claim, worth) else None,
    ).write(cell)


def record_given(cell: NotebookNode, reason: str) -> None:
    """Give a plain test's points to everybody, with the reason that students read."""
    worth = float(cell.metadata["nbgrader"]["points"])
    cell.outputs = [*map(harmless, cell.outputs), _result(_number(worth))]
    GradeRecord(points=worth, unprotected=True, given=reason).write(cell)


def _number(points: float) -> str:
    """Return points as nbgrader reads them: short, and exactly these."""
    short = format(points, "g")
    return short if float(short) == points else repr(points)


def _result(points: str, html: str = "") -> NotebookNode:
    """Return the output that nbgrader reads as points."""
    shown = {"text/html": untypeset(html)} if html else {}
    return new_output("execute_result", data={"text/plain": points, **shown}, execution_count=None)


def harmless(output: NotebookNode) -> NotebookNode:
    """Return an output as stdout or display data, which do not affect points."""
    match output.output_type:
        case "error":
            return new_output("stream", name="stdout", text="\n".join(output.traceback) + "\n")
        case "stream":
            return new_output("stream", name="stdout", text=output.text)
    return new_output("display_data", data=output.data, metadata=output.metadata)


def _is_stderr(output: NotebookNode) -> bool:
    return bool(output.output_type == "stream" and output.name == "stderr")
