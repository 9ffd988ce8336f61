"""nbgrader's steps for one student, whose name may hold brackets: nbgrader would read it as a pattern."""

from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import BaseConverter
from traitlets.config import Config


class _One(BaseConverter):
    """A step that converts one student's notebooks, and replaces its earlier output."""

    def init_notebooks(self) -> None:
        """Find the notebooks.

        Raises:
            NbGraderException: there are none.
        """
        folder = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        found = notebooks_in(folder, self.coursedir.notebook_id)
        if not found:
            super().init_notebooks()  # raises the error
        self.assignments = {folder: found}


def notebooks_in(folder: str, wanted: str) -> list[str]:
    """Return the notebooks of a folder whose names match a pattern."""
    return sorted(map(str, Path(folder).glob(f"{wanted}.ipynb")))


class AutogradeOne(_One, Autograde):
    """Grades one student's notebooks; the gradebook need not know the student."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, force=True, create_student=True)


class GenerateFeedbackOne(_One, GenerateFeedback):
    """Makes one student's pages, as nbgrader's API does."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, force=True)
        self.update_config(Config({"HTMLExporter": {"template_name": "feedback"}}))
