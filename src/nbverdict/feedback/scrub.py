"""Removes from a notebook what its reader must not see, and what would run in the reader's browser."""

from html import escape
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from nbverdict.cleaning.inert import make_inert
from nbverdict.cleaning.safe import clean
from nbverdict.notebook.record import read_record
from nbverdict.notebook.submission import split_hidden


class HideHidden(NbGraderPreprocessor):
    """Drops hidden lines and staff's parts; outputs have nothing hidden, because hidden lines never run."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep the visible part of each cell, and the student's part of each record."""
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.source = split_hidden(cell.source)[0]
            if record := read_record(cell):
                record.for_student().write(cell)
        return nb, resources


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
