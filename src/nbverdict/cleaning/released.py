"""What a release must not hold: pictures of a solution whose text was cleared."""

from typing import Any
from urllib.parse import unquote

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor


class DropUnnamedPictures(NbGraderPreprocessor):
    """Drops the attachments of a text that it does not name: nbgrader clears a solution's text alone."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, _index: int) -> tuple[NotebookNode, Any]:
        """Keep the pictures that the cleared text still refers to."""
        attached = cell.get("attachments") or {}
        named = unquote(cell.source)  # Jupyter writes a blank in a name as `%20`
        kept = {name: data for name, data in attached.items() if f"attachment:{unquote(name)}" in named}
        if attached and kept:
            cell.attachments = NotebookNode(kept)
        elif attached:
            del cell["attachments"]
        return cell, resources
