"""Takes out of a notebook what its reader must not see, or what would run where he reads it."""

from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from graders.feedback.safe import clean, joined
from graders.grading.record import RECORD
from graders.grading.submission import split_hidden

RUNS = ("application/javascript", "application/vnd.jupyter.widget-view+json")


class HideHidden(NbGraderPreprocessor):
    """Drops hidden lines and what is for staff; outputs hold nothing hidden, for no hidden line ran there."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep the visible part of each cell, and of each record what its student reads."""
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.source = split_hidden(cell.source)[0]
            record = cell.metadata.get(RECORD, {})
            for check in record.get("checks", ()):
                check["staff"] = []
            for diagnosis in record.get("diagnoses", ()):
                diagnosis["way"] = ""
        return nb, resources


class CleanOutputs(Preprocessor):
    """For formgrader, which shows a student's outputs on a page that acts as the instructor."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep of each output what is harmless; Markdown is cleaned where it becomes HTML."""
        for cell in nb.cells:
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                for kind in RUNS:
                    data.pop(kind, None)
                if "text/html" in data:
                    data["text/html"] = clean(joined(data["text/html"]))
        return nb, resources
