"""Removes from a notebook what its reader must not see, and what would run in the reader's browser."""

from html import escape
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor

from nbverdict.cleaning.inert import make_inert
from nbverdict.cleaning.safe import clean
from nbverdict.config.course_code import use_marks
from nbverdict.notebook.plain import failure_of
from nbverdict.notebook.record import read_record
from nbverdict.notebook.submission import hidden_numbers, read_grade_cell, split_hidden


class HideHidden(NbGraderPreprocessor):
    """Drops hidden lines and staff's parts, and what a plain test's hidden lines put out.

    Hidden calls of a challenge never run in the notebook, so the outputs of its cell hold nothing hidden.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep the visible part of each cell, and the student's part of each record."""
        use_marks(self.config)
        for cell in nb.cells:
            if cell.cell_type == "code":
                _hide(cell)
            if record := read_record(cell):
                record.for_student().write(cell)
        return nb, resources


def _hide(cell: NotebookNode) -> None:
    """Drop the hidden lines of a cell, and outputs in which they may show."""
    graded = read_grade_cell(cell)
    if graded and not graded.challenge and hidden_numbers(cell.source):
        failure = failure_of(cell.source, cell.outputs)
        shown = failure and failure.line
        cell.outputs = [new_output("stream", name="stdout", text=failure.shown)] if failure and shown else []
    cell.source = split_hidden(cell.source)[0]


class CleanOutputs(Preprocessor):
    """Cleans outputs for formgrader, whose pages show a student's notebook with the instructor's rights."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Clean the outputs of a notebook, which may come from an older grading or from elsewhere.

        Markdown is cleaned when it becomes HTML; a raw cell, which nbconvert treats as HTML, becomes text.
        """
        make_inert(nb)
        for cell in nb.cells:
            if cell.cell_type == "raw":
                cell.source = f"<pre>{escape(cell.source)}</pre>"
            for output in cell.get("outputs", ()):
                if "text/html" in output.get("data", {}):
                    output.data["text/html"] = clean(output.data["text/html"])
        return nb, resources
