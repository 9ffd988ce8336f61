"""Exports submissions; one that cannot be graded gets 0 and a reason, never an older score."""

import io
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError
from traitlets import Any as AnyTrait
from traitlets import Dict

from nbverdict.config.budget import why_given_up
from nbverdict.config.guard import ensure_walls
from nbverdict.config.sanity import ensure_python
from nbverdict.config.settings import Course
from nbverdict.errors import CourseError
from nbverdict.execution.assessor import Assessor
from nbverdict.execution.conversion import convert_confined
from nbverdict.execution.in_place import rename_when_done, take_in_place
from nbverdict.intake.metadata import MARK, MOST_CELLS, TooManyCellsError
from nbverdict.intake.quarantine import refused_before
from nbverdict.intake.reading import read_notebook
from nbverdict.intake.thin import MOST_PARTS, TooManyPartsError, thinned
from nbverdict.intake.unreadable import UnreadableError
from nbverdict.intake.versions import with_older_score
from nbverdict.notebook.received import RECEIPT
from nbverdict.notebook.record import READ, RECEIVED, Ungraded
from nbverdict.sandbox.confined import ConfinedEnd
from nbverdict.sandbox.servers import choose_tier
from nbverdict.sandbox.settings import Sandbox
from nbverdict.store.lock import CourseLock
from nbverdict.text.printable import line
from nbverdict.text.quoted import as_markdown


class SubmissionExporter(NotebookExporter):
    """Reads a submission; an ungradable notebook becomes a blank one with the reason.

    nbgrader calls `from_filename` twice per notebook: to sanitise it, and to grade the result. This
    is the only place under plain nbgrader where an unreadable notebook can become a verdict.
    """

    missing = Dict(
        help="Notebooks that were not handed in, by name, as `Ungraded`; set by `nbverdict grade`."
    ).tag(config=True)
    handed_in = AnyTrait(help="The submission itself, if nbgrader is given a copy of it.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        """Check the course before changing anything in it, and take in the submissions.

        An error stops nbgrader with one sentence; it constructs one exporter per run, before it copies
        the first file.
        """
        super().__init__(**kwargs)
        try:
            ensure_walls(self.parent.config)  # the command line, or Jupyter's files, may change it
            with CourseLock(self._evidence):  # a second run fails here at once; later steps wait for the lock
                Assessor.of(Course(parent=self), Path(self.parent.coursedir.root))
            if self.handed_in is None:  # else `nbverdict grade` looked before the first submission
                _ensure_python_alone(self.parent.coursedir)
            choose_tier(Sandbox(parent=self))
        except CourseError as error:
            self.log.critical("%s\nhint: %s", error, error.hint)
            raise NbGraderException(str(error)) from error
        self.receipts = take_in_place(self.parent, self._evidence, self.handed_in)
        if self.handed_in is None:  # else publishing the copy renames them
            rename_when_done(self.parent)

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[str, Any]:
        """Convert one notebook, however malformed, while holding the course's lock."""
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
        """Convert the thinned notebook; called by `from_filename`, with a file opened as text."""
        reading = read_notebook(file_stream.buffer.read())
        resources[READ] = list(reading.notes)
        thin = io.StringIO(thinned(reading.told))
        converted: tuple[str, Any] = super().from_file(thin, resources=resources, **kw)
        return converted

    def _converted(self, filename: str, resources: Any, **kw: Any) -> tuple[str, Any]:
        convert: Callable[..., tuple[str, Any]] = super().from_filename
        meta = resources["nbgrader"]
        resources |= self._received(meta)
        missing: Ungraded | None = self.missing.get(meta["notebook"])
        if missing:
            return self._without(missing, resources, **kw)
        try:
            if reason := refused_before(Path(filename)):
                return self._without(Ungraded(reason=f"the notebook was refused: {reason}"), resources, **kw)
            return convert(filename, resources=resources, **kw)
        except (CourseError, SQLAlchemyError, KeyboardInterrupt, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - no submission may stop the class
            self.log.warning("%s", line("%s cannot be graded: %s", filename, error))
            return self._without(Ungraded(reason=_reason(error)), resources, **kw)

    @property
    def _evidence(self) -> Path:
        return Path(self.parent.coursedir.root, str(Course(parent=self).evidence_directory))

    def _without(self, ungraded: Ungraded, resources: Any, **kw: Any) -> tuple[str, Any]:
        """Convert a blank notebook instead of one that is not graded."""
        meta = resources["nbgrader"]
        reason = with_older_score(ungraded.reason, self._evidence, meta)
        ungraded = ungraded.model_copy(update={"reason": reason})
        resources |= {MARK: ungraded.model_dump(mode="json"), **self._received(meta)}
        blank = blank_notebook(meta, ungraded)
        blank.metadata |= self._received(meta)
        converted: tuple[str, Any] = self.from_notebook_node(blank, resources=resources, **kw)
        return converted

    def _received(self, meta: Any) -> dict[str, Any]:
        """Return when a submission was received, and the source of that time, if known."""
        receipt = self.receipts.get((meta["assignment"], meta["student"]))
        return {RECEIVED: RECEIPT.plain(receipt)} if receipt else {}


def _ensure_python_alone(folders: CourseDirectory) -> None:
    """Refuse an assignment of which the gradebook says that it is in another language."""
    with Gradebook(folders.db_url) as book, suppress(MissingEntry):
        for one in book.find_assignment(folders.assignment_id).notebooks:
            made = NotebookNode(metadata={"kernelspec": json.loads(one.kernelspec or "null") or {}})
            ensure_python(made, f"{folders.assignment_id}/{one.name}.ipynb")


def _reason(error: Exception) -> str:
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, TooManyCellsError):
        return f"the notebook has more than {MOST_CELLS} cells: hand it in without those that are not needed"
    if isinstance(error, TooManyPartsError):
        return (
            f"the notebook's file has more than {MOST_PARTS} parts, its outputs not counted: "
            "copy your cells into a fresh copy of the notebook, and hand that in"
        )
    if isinstance(error, nbformat.ValidationError):
        return (
            "the notebook file is not a valid notebook: open it in Jupyter, save it and hand it in again, "
            "or ask your teacher, who will look at it"
        )
    return (
        "the notebook could not be prepared for grading, which may be no fault of yours: a person will look "
        "at it; you may also open it in Jupyter, save it and hand it in again"
    )


def blank_notebook(meta: Any, ungraded: Ungraded) -> NotebookNode:
    """Return a notebook with an assignment's own cells, without answers, marked as ungraded."""
    with Gradebook(meta["db_url"]) as book:
        notebook = book.find_notebook(meta["notebook"], meta["assignment"])
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        cells = [_cell(cell, points.get(cell.name), cell.name in solutions) for cell in notebook.source_cells]
    note = nbformat.v4.new_markdown_cell(f"**Not graded:** {as_markdown(ungraded.reason)}", id="not-graded")
    for number, cell in enumerate(cells):
        cell.id = f"blank-{number}"  # else it would be random, and gradings could not be compared
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
    """Return why a notebook is not graded, or None if it is."""
    mark = notebook.metadata.get(MARK)
    return Ungraded.model_validate_json(json.dumps(mark)) if mark else None
