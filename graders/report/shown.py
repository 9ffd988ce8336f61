"""What a reviewer sees of an answer: its text, or its code."""

import json
import re
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from markupsafe import Markup

from graders.feedback.bounded import Bounded
from graders.feedback.markdown import render
from graders.feedback.safe import joined

BELOW = 4  # headings of an answer stand below those of the report
MARKER = re.compile(r"\b(BEGIN|END) (SOLUTION|MARK SCHEME)\b")  # nbgrader's, which is no answer
BLANK = Markup("<p><em>Nothing was written.</em></p>")


class ShownNotebook:
    """An autograded notebook, read when something of it is shown."""

    def __init__(self, path: Path) -> None:
        """Name it."""
        self.path = path

    def text(self, grade_id: str) -> Markup:
        """Return a written answer, as clean as on its student's page."""
        for cell in self._cells:
            if _name(cell) == grade_id and cell["cell_type"] == "markdown":
                return _written(joined(cell["source"]))
        return BLANK

    def above(self, grade_id: str) -> Markup | None:
        """Return the text that stands before a cell: its question, where it has one."""
        names = [_name(cell) for cell in self._cells]
        before = self._cells[names.index(grade_id) - 1] if grade_id in names[1:] else None
        return _written(joined(before["source"])) if before and before["cell_type"] == "markdown" else None

    def solution(self, grade_id: str) -> Markup | None:
        """Return what the course's authors answer, where they do."""
        own = (joined(cell["source"]) for cell in self._cells if _name(cell) == grade_id)
        lines = (line for source in own for line in source.splitlines() if not MARKER.search(line))
        answer = "\n".join(lines).strip()
        return _written(answer) if answer else None

    def code(self, grade_id: str) -> str:
        """Return what stands in a cell of code, or nothing."""
        return next((joined(cell["source"]) for cell in self._cells if _name(cell) == grade_id), "")

    @cached_property
    def _cells(self) -> list[dict[str, Any]]:
        try:
            cells: list[dict[str, Any]] = json.loads(self.path.read_text("utf-8"))["cells"]
        except OSError:
            return []
        return cells


def _written(source: str) -> Markup:
    if not source.strip():
        return BLANK
    return Markup(Bounded()(source, partial(render, source, below=BELOW)))  # noqa: S704 - cleaned


def _name(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
