"""Late penalties: a function of the gradebook's present state, computed in this place alone.

nbgrader computes a penalty when it grades, from the points that stand then; points that people give later, a
new due date or an extension would leave it as it was.
"""

from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.orm import object_session
from traitlets.config import Config

from nbverdict.errors import StaffError
from nbverdict.gradebook.rows import Rows

ROUND = (0, 59)  # seconds of a due date that somebody meant


def due_told(definition: Rows) -> list[str]:
    """Return a sentence about an assignment's due date, if it has one.

    nbgrader takes an offset such as +0200 for seconds, so odd seconds are not what anybody asked for.
    """
    [assignment] = definition["assignment"]
    due = assignment["duedate"]
    if due is None:
        return []
    told = f"due {due:%Y-%m-%d %H:%M:%S} UTC"
    if due.second in ROUND:
        return [told]
    again = f"`nbgrader db assignment add {assignment['name']} --duedate='2026-11-29 12:00:00 UTC'`"
    return [f"{told}: nbgrader takes an offset such as +0200 for seconds; write the time in UTC, as {again}"]


@dataclass(frozen=True)
class Penalty:
    """What is taken off a student's points, now and before."""

    student: str
    points: float
    before: float

    @property
    def changed(self) -> bool:
        """Whether it was another amount before."""
        return self.points != self.before

    def __str__(self) -> str:
        """Return the student and the amount, with the former one if it was another."""
        return f"{self.student} {self.points:g}" + (f" (was {self.before:g})" if self.changed else "")


def settle_penalties(
    book: Gradebook, config: Config, root: Path, assignments: list[str] | None = None, *, write: bool = True
) -> list[Penalty]:
    """Bring the penalties of all submissions up to date; return those that are not 0, or were not.

    Without `write`, the gradebook stays as it is.

    Raises:
        StaffError: the course's own plug-in cannot be imported, or raises.
    """
    plugin = _plugin(config, root)
    found = []
    for assignment in book.assignments:
        if assignments is None or assignment.name in assignments:
            for submission in assignment.submissions:
                before = _taken_off(submission)
                for notebook in submission.notebooks:
                    _settle(notebook, submission, plugin, root)
                one = Penalty(submission.student.id, _taken_off(submission), before)
                if one.points or one.changed:
                    found.append(one)
    if write:
        book.db.commit()
    else:
        book.db.rollback()
    return sorted(found, key=lambda one: one.student)


def ensure_policy(config: Config, root: Path) -> None:
    """Check that the course's late plug-in, if it has one, can be imported.

    Raises:
        StaffError: it cannot.
    """
    _plugin(config, root)


def _plugin(config: Config, root: Path) -> Any:
    try:
        step = AssignLatePenalties(config=config)
        step.init_plugin()
    except Exception as error:
        raise fault_of_plugin(error, root) from error
    return step


def _taken_off(submission: Any) -> float:
    return float(sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks))


def _settle(notebook: Any, submission: Any, step: Any, root: Path) -> None:
    """Compute the penalty of one notebook, and store it if it changed."""
    seconds, penalty = submission.total_seconds_late, None
    if seconds > 0:
        session = object_session(notebook)
        with session.no_autoflush:
            penalty = _asked(step, submission.student.id, notebook.score, seconds, root)
        penalty = None if penalty is None else min(max(penalty, 0.0), notebook.score)
    if (notebook.late_submission_penalty or 0.0) != (penalty or 0.0):
        notebook.late_submission_penalty = penalty


def _asked(step: Any, student: str, score: float, seconds: float, root: Path) -> float | None:
    try:
        told = step.plugin_inst.late_submission_penalty(student, score, seconds)
        return None if told is None else float(told)
    except Exception as error:
        raise fault_of_plugin(error, root) from error


def fault_of_plugin(error: BaseException, root: Path) -> StaffError:
    """Return an error about the course's late plug-in, with the place in the course's own files."""
    own = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).parent == root]
    where = "`c.AssignLatePenalties.plugin_class`"
    if own:
        where = f"{Path(own[-1].filename).name}, line {own[-1].lineno}"
    return StaffError(
        f"the late policy cannot be applied: {where}: {type(error).__name__}: {' '.join(str(error).split())}",
        hint="repair it and run the same command again: scores stand as they were",
    )


class Export(CsvExportPlugin):
    """nbgrader's own export, after penalties were brought up to date."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the file, or say in a sentence why penalties cannot be computed."""
        try:
            settle_penalties(gradebook, self.config, Path(self.parent.coursedir.root))
        except StaffError as error:
            self.parent.fail("%s; %s", error, error.hint)
        super().export(gradebook)
