"""What grading writes into an autograded notebook: outputs for nbgrader, and a record for summaries."""

import math
from dataclasses import asdict
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from nbverdict.cleaning.quiet import untypeset
from nbverdict.judging.table import verdict_html
from nbverdict.judging.verdict import Verdict

RECORD = "course"  # of a cell: what grading found
ENDED = "ended"  # of a cell: that the process ended in it; a text that says so may be printed
TIER = "sandbox"  # of a notebook: which walls its code ran behind
KEY = "run"  # of a notebook: the key of the run that its results come from
RECEIVED = "received"  # of a notebook: when it came, and who says so
REPAIRED = "repaired"  # of a notebook: what had to be put right before
STATED = "as stated by the student"  # who says when it came
CHANGED = "; names, or what lies beside it, are not as received"
ENDED_HERE = "The notebook's process ended in this cell"
NOT_RUN = "This cell was not run: the notebook's process had ended or its time was used up.\n"


def record_verdict(cell: NotebookNode, verdict: Verdict, points_available: float) -> None:
    """Make a verdict the one result of its grade cell, and keep it whole in the cell's metadata.

    nbgrader gives 0 for any error or stderr and takes the first result that it finds, so what the visible
    part put out becomes stdout or display data.
    """
    points = max(0.0, min(verdict.earned, points_available))
    data = {"text/plain": format(points, "g"), "text/html": untypeset(verdict_html(verdict))}
    cell.outputs = [
        *map(harmless, cell.outputs),
        new_output("execute_result", data=data, execution_count=None),
    ]
    cell.metadata[RECORD] = {
        "challenge": verdict.challenge,
        "earned": verdict.earned,
        "worth": verdict.worth,
        "pending": verdict.pending,
        "checks": [asdict(check) for check in verdict.checks],
        "diagnoses": [asdict(diagnosis) for diagnosis in verdict.diagnoses],
        "followed": verdict.followed,
    }


def record_ungraded(cell: NotebookNode, reason: str, *, pending: bool = True, machine: bool = False) -> None:
    """Give a grade cell nothing, and say why; a person must look unless it is the student's doing alone."""
    told = f"<p><strong>Not graded:</strong> {_escape(reason)}</p>"
    data = {"text/plain": "0", "text/html": untypeset(told)}
    cell.outputs = [new_output("execute_result", data=data, execution_count=None)]
    cell.metadata[RECORD] = {"pending": reason if pending else "", "ungraded": reason, "machine": machine}


def record_unprotected(cell: NotebookNode, *, ran: bool) -> None:
    """Keep the outcome of a test cell without a challenge as stock nbgrader scores it.

    But stderr costs nothing, and a cell that was not run, or whose number is NaN or negative, earns nothing.
    """
    outputs = [harmless(output) if _is_stderr(output) else output for output in cell.outputs]
    if not ran or _claims_nonsense(outputs):
        outputs.append(
            new_output("stream", name="stdout", text=NOT_RUN if not ran else "Not a number of points.\n")
        )
        outputs = [
            *map(harmless, outputs),
            new_output("execute_result", data={"text/plain": "0"}, execution_count=None),
        ]
    cell.outputs = outputs
    cell.metadata[RECORD] = {"unprotected": True, "pending": ""}


def harmless(output: NotebookNode) -> NotebookNode:
    """Return an output as stdout or display data, which decide no points."""
    match output.output_type:
        case "error":
            return new_output("stream", name="stdout", text="\n".join(output.traceback) + "\n")
        case "stream":
            return new_output("stream", name="stdout", text=output.text)
    return new_output("display_data", data=output.data, metadata=output.metadata)


def _is_stderr(output: NotebookNode) -> bool:
    return bool(output.output_type == "stream" and output.name == "stderr")


def _claims_nonsense(outputs: list[NotebookNode]) -> bool:
    """Say whether the first result is a number that nbgrader would take for full marks, and is none."""
    results = [
        output.data.get("text/plain", "") for output in outputs if output.output_type == "execute_result"
    ]
    try:
        value = float(str(results[0])) if results else 0.0
    except ValueError:
        return False
    return math.isnan(value) or value < 0


def _escape(text: Any) -> str:
    from html import escape

    return escape(str(text))
