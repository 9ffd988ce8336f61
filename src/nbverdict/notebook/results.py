"""What grading left behind, read back for summaries: plain records, nobody's code."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade

from nbverdict.compare.difference import farthest
from nbverdict.evidence.answers import ENDED, LATE
from nbverdict.judging.scoring import CLOSED
from nbverdict.judging.verdict import Status
from nbverdict.notebook.record import CHANGED, RECEIVED, RECORD, REPAIRED, STATED, TIER
from nbverdict.notebook.submission import read_grade_cell
from nbverdict.sandbox.inside.plan import NOTHING

NEAR = 10  # tolerances: further off lie mistakes, with one exception (docs/tolerances.md)
NO_RECORD = "what grading found of this cell is missing or damaged: grade it again, and tell us"
UNSAFE = "graded without a sandbox: this code ran as whoever graded it"


@dataclass(frozen=True, kw_only=True)
class Result:
    """One cell of one submission that was graded or waits for a person, as a summary shows it."""

    student: str
    notebook: str
    challenge: str
    earned: float
    worth: float
    pending: str = ""
    wrong: tuple[str, ...] = ()  # what the student reads of each check that did not pass
    ungraded: str = ""  # why nothing of its notebook could be graded
    machine: bool = False  # and the reason is no student's
    automatic: bool = True  # and not a person's to judge
    checks: tuple[tuple[str, float], ...] = ()  # what each check of a challenge earned
    mistakes: tuple[str, ...] = ()  # the known ones that explain what is wrong
    told: tuple[str, ...] = ()  # what the student reads of each of these
    cell: str = ""  # its name in the gradebook
    near: float = 0.0  # how many tolerances it is off, where nothing worse is wrong with it
    late: bool = False  # whether a call took too long
    ended: bool = False  # whether its notebook's process ended before it answered
    unprotected: bool = False  # whether its test runs in the student's own process


def read_results(autograded: Path, student: str) -> list[Result]:
    """Return the results of one student's autograded notebooks.

    A test always has one; an answer to a question only if there is something to say of it.
    """
    return [
        _result(student, name, cell)
        for name, notebook in _notebooks(autograded)
        for cell in notebook.cells
        if is_grade(cell) and (RECORD in cell.metadata or read_grade_cell(cell))
    ]


def read_notes(autograded: Path, *, due: bool) -> tuple[str, ...]:
    """Return what is to be known of how one student's notebooks were graded.

    That is what was put right in them, that their code ran without walls, and, if there is a due date, a
    time that is doubtful.
    """
    notebooks = [*_notebooks(autograded)]
    unsafe = any(notebook.metadata.get(TIER) == NOTHING for _, notebook in notebooks)
    repairs = [
        f"repaired `{name}.ipynb`: {', '.join(notebook.metadata[REPAIRED])}"
        for name, notebook in notebooks
        if REPAIRED in notebook.metadata
    ]
    stated = _time_stated(notebook for _, notebook in notebooks) if due else ()
    return (*repairs, *((UNSAFE,) if unsafe else ()), *stated)


def _time_stated(notebooks: Iterable[NotebookNode]) -> set[str]:
    """Return when a submission was handed in, if only its student says so, or if it was not all of this."""
    told = (notebook.metadata.get(RECEIVED, {}) for notebook in notebooks)
    doubtful = (one for one in told if one.get("says", "").endswith((STATED, CHANGED)))
    return {f"handed in at {one['at']}, {one['says']}" for one in doubtful}


def _notebooks(autograded: Path) -> Iterator[tuple[str, NotebookNode]]:
    for path in sorted(autograded.glob("*.ipynb")):
        yield path.stem, nbformat.read(path, as_version=4)


def _told(diagnosis: Any, checks: Sequence[Any]) -> str:
    """Return what a student reads of a mistake: its idea, or what the first of its checks says."""
    said = (one["sentence"] for one in checks if one["name"] in diagnosis["checks"])
    return str(diagnosis["idea"] or next(said, ""))


def _near(checks: Sequence[Any]) -> float:
    """Return how far off an answer is where a person may call that right; else 0."""
    wrong = [one for one in checks if one["status"] == Status.WRONG]
    times = farthest([one.get("times", 0.0) for one in wrong if not one["sentence"].startswith(CLOSED)])
    return times if times <= NEAR else 0.0


def _result(student: str, notebook: str, cell: NotebookNode) -> Result:
    """Return the result of a grade cell; what cannot be read waits for a person, and stops nobody."""
    try:
        return _read(student, notebook, cell)
    except (KeyError, TypeError, ValueError, AttributeError):
        return _missing(student, notebook, cell)


def _missing(student: str, notebook: str, cell: NotebookNode) -> Result:
    told = cell.metadata["nbgrader"]
    name = str(told.get("grade_id", ""))
    return Result(
        student=student,
        notebook=notebook,
        challenge=name.removeprefix("grade_"),
        earned=0.0,
        worth=float(told.get("points") or 0),
        pending=NO_RECORD,
        wrong=(NO_RECORD,),
        ungraded=NO_RECORD,
        automatic=not told.get("solution"),
        cell=name,
    )


def _read(student: str, notebook: str, cell: NotebookNode) -> Result:
    told, record = cell.metadata["nbgrader"], cell.metadata[RECORD]
    said = [c["sentence"] or c["line"] for c in record.get("checks", []) if c["status"] == Status.WRONG]
    said.sort(key=lambda one: one.startswith(CLOSED))  # what only the gate closed explains nothing
    known = [one for one in record.get("diagnoses", []) if one["idea"]]
    ideas = [one["idea"] for one in known]
    wrong = ideas if any(one["whole"] for one in known) else [*ideas, *said]
    ungraded, test = record.get("ungraded", ""), read_grade_cell(cell)
    return Result(
        student=student,
        notebook=notebook,
        challenge=record.get("challenge") or told["grade_id"].removeprefix("grade_"),
        earned=float(determine_grade(cell)[0] or 0.0),
        worth=float(told["points"]),
        pending=record["pending"],
        wrong=tuple(dict.fromkeys(wrong if record["pending"] or not ungraded else [ungraded])),
        ungraded=ungraded,
        machine=record.get("machine", False),
        automatic=not told["solution"],
        checks=tuple((one["name"], float(one["earned"])) for one in record.get("checks", [])),
        mistakes=tuple(one["mistake"] for one in record.get("diagnoses", [])),
        told=tuple(_told(one, record["checks"]) for one in record.get("diagnoses", [])),
        cell=told["grade_id"],
        near=_near(record.get("checks", [])),
        late=any(LATE in one["sentence"] for one in record.get("checks", [])),
        ended=any(ENDED in one["sentence"] for one in record.get("checks", [])),
        unprotected=test is not None and not test.challenge and not ungraded,
    )
