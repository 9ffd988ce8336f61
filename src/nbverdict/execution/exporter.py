"""Submissions that cannot be graded: 0, with the reason, and never an older score."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from sqlalchemy.exc import SQLAlchemyError
from traitlets import Any as AnyTrait
from traitlets import Dict

from nbverdict.config.budget import why_given_up
from nbverdict.config.guard import ensure_walls
from nbverdict.config.settings import Course
from nbverdict.errors import CourseError
from nbverdict.execution.assessor import Assessor
from nbverdict.execution.conversion import convert_confined
from nbverdict.execution.in_place import rename_when_done, take_in_place
from nbverdict.intake.metadata import MARK, MOST_CELLS, TooManyCellsError
from nbverdict.intake.quarantine import refused_before
from nbverdict.intake.thin import MOST_PARTS, TooManyPartsError, thinned
from nbverdict.intake.versions import with_older_score
from nbverdict.notebook.received import RECEIPT
from nbverdict.notebook.record import RECEIVED, Ungraded
from nbverdict.sandbox.confined import ConfinedEnd
from nbverdict.sandbox.servers import choose_tier
from nbverdict.sandbox.settings import Sandbox
from nbverdict.store.lock import CourseLock
from nbverdict.text.printable import line
from nbverdict.text.quoted import as_markdown


class SubmissionExporter(NotebookExporter):
    """Reads a submission; what cannot be read, or not be graded, becomes a blank notebook with the reason.

    nbgrader calls `from_filename` twice a notebook: to sanitise it, and to grade what the first left. This
    is the only place under plain nbgrader where an unreadable notebook can become a verdict.
    """

    missing = Dict(
        help="Notebooks that were not handed in, by name, as `Ungraded`; `nbverdict grade` finds out."
    ).tag(config=True)
    handed_in = AnyTrait(help="The submission itself, where nbgrader is given a copy of it.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        """Check the course before anything of it is touched, and take in what was handed in.

        nbgrader stops with one sentence where it must; it constructs one exporter a run, before it copies
        the first file.
        """
        super().__init__(**kwargs)
        try:
            ensure_walls(self.parent.config)  # a command line, or a file of Jupyter's, may have changed it
            with CourseLock(self._evidence):  # who comes second is told now; later they wait for their turn
                Assessor.of(Course(parent=self), Path(self.parent.coursedir.root))
            choose_tier(Sandbox(parent=self))
        except CourseError as error:
            self.log.critical("%s\nhint: %s", error, error.hint)
            raise NbGraderException(str(error)) from error
        self.receipts = take_in_place(self.parent, self._evidence, self.handed_in)
        if self.handed_in is None:  # else whoever puts this in its place does
            rename_when_done(self.parent)

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        """Convert one notebook, whatever is in it, while nobody else grades in this course."""
        with CourseLock(self._evidence, wait=True):
            try:
                return convert_confined(
                    lambda: self._converted(filename, resources, **kw),
                    resources,
                    config=self.config,
                    judges=True,
                )
            except ConfinedEnd as end:
                return self._without(Ungraded(reason=why_given_up(end.cause)), resources, **kw)

    def from_file(self, file_stream: Any, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        """Convert what is kept of a notebook; called by `from_filename`."""
        thin = io.StringIO(thinned(file_stream.read()))
        converted: tuple[str, Any] = super().from_file(thin, resources=resources, **kw)
        return converted

    def _converted(self, filename: str, resources: Any, **kw: Any) -> tuple[str, Any]:
        convert: Callable[..., tuple[str, Any]] = super().from_filename
        told = resources["nbgrader"]
        resources |= self._received(told)
        missing: Ungraded | None = self.missing.get(told["notebook"])
        if missing:
            return self._without(missing, resources, **kw)
        try:
            if reason := refused_before(Path(filename)):
                return self._without(Ungraded(reason=f"the notebook was refused: {reason}"), resources, **kw)
            return convert(filename, resources=resources, **kw)
        except (CourseError, SQLAlchemyError, KeyboardInterrupt, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a submission does, it must not stop the class
            self.log.warning("%s", line("%s cannot be graded: %s", filename, error))
            return self._without(Ungraded(reason=_reason(error)), resources, **kw)

    @property
    def _evidence(self) -> Path:
        return Path(self.parent.coursedir.root, str(Course(parent=self).evidence_directory))

    def _without(self, ungraded: Ungraded, resources: Any, **kw: Any) -> tuple[str, Any]:
        """Convert a blank notebook in the place of one that is not graded."""
        told = resources["nbgrader"]
        reason = with_older_score(ungraded.reason, self._evidence, told)
        ungraded = ungraded.model_copy(update={"reason": reason})
        resources |= {MARK: ungraded.model_dump(mode="json"), **self._received(told)}
        blank = blank_notebook(told, ungraded)
        blank.metadata |= self._received(told)
        converted: tuple[str, Any] = self.from_notebook_node(blank, resources=resources, **kw)
        return converted

    def _received(self, told: Any) -> dict[str, Any]:
        """Return when a submission was received, and who says so, where that is known."""
        receipt = self.receipts.get((told["assignment"], told["student"]))
        return {RECEIVED: RECEIPT.plain(receipt)} if receipt else {}


def _reason(error: Exception) -> str:
    if isinstance(error, nbformat.reader.NotJSONError | UnicodeDecodeError):
        return "the notebook file is damaged: open it in Jupyter, save it and hand it in again"
    if isinstance(error, TooManyCellsError):
        return f"the notebook has more than {MOST_CELLS} cells: hand it in without those that are not needed"
    if isinstance(error, TooManyPartsError):
        return (
            f"the notebook's file has more than {MOST_PARTS} parts, its outputs not counted: "
            "copy your cells into a fresh copy of the notebook and hand that in"
        )
    return (
        "the notebook file holds what no notebook does: open it in Jupyter, save it and hand it in again, "
        "or ask your teacher, who will look at it"
    )


def blank_notebook(told: Any, ungraded: Ungraded) -> NotebookNode:
    """Return a notebook of an assignment's own cells, with nobody's answers, marked as ungraded."""
    with Gradebook(told["db_url"]) as book:
        notebook = book.find_notebook(told["notebook"], told["assignment"])
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        cells = [_cell(cell, points.get(cell.name), cell.name in solutions) for cell in notebook.source_cells]
    note = nbformat.v4.new_markdown_cell(f"**Not graded:** {as_markdown(ungraded.reason)}", id="not-graded")
    for number, cell in enumerate(cells):
        cell.id = f"blank-{number}"  # else it would be drawn, and no two gradings would be the same
    blank = nbformat.v4.new_notebook(cells=[note, *cells])
    blank.metadata[MARK] = ungraded.model_dump(mode="json")
    return blank


def _cell(source: Any, points: float | None, solution: bool) -> NotebookNode:  # noqa: FBT001 - called once, above
    new = nbformat.v4.new_code_cell if source.cell_type == "code" else nbformat.v4.new_markdown_cell
    cell = new(source.source)
    cell.metadata["nbgrader"] = {
        "grade": points is not None,
        "grade_id": source.name,
        "locked": source.locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
        "cell_type": source.cell_type,
        "checksum": source.checksum,
    }
    if points is not None:
        cell.metadata["nbgrader"]["points"] = points
    return cell


def find_ungraded(notebook: NotebookNode) -> Ungraded | None:
    """Return why a notebook is not graded, or None where it is."""
    told = notebook.metadata.get(MARK)
    return Ungraded.model_validate_json(json.dumps(told)) if told else None
