"""Takes out of a notebook what its reader must not see, or what would run where they read it."""

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
    """Drops hidden lines and what is for staff; outputs hold nothing hidden, for no hidden line ran there."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep the visible part of each cell, and of each record what its student reads."""
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.source = split_hidden(cell.source)[0]
            if record := read_record(cell):
                record.for_student().write(cell)
        return nb, resources


class CleanOutputs(Preprocessor):
    """For formgrader, which shows a student's notebook on a page that acts as the instructor."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep of a notebook what may leave it; it may be one of an older grading, or nobody's.

        Markdown is cleaned where it becomes HTML; a raw cell, which nbconvert takes for HTML, is text.
        """
        make_inert(nb)
        for cell in nb.cells:
            if cell.cell_type == "raw":
                cell.source = f"<pre>{escape(cell.source)}</pre>"
            for output in cell.get("outputs", ()):
                if "text/html" in output.get("data", {}):
                    output.data["text/html"] = clean(output.data["text/html"])
        return nb, resources
