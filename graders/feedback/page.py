"""The student's page, as nbgrader makes it, with less work: once for a class, or not at all."""

import re
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from nbconvert import HTMLExporter, TemplateExporter
from nbformat import NotebookNode

ALT = re.compile(r"\salt\b")
DIV = 'div class="'  # as nbconvert's templates begin them
FOCUSABLE = {"jp-Cell-inputWrapper", "jp-OutputArea-output"}
NO_ALT = "No description has been provided for this image"  # nbconvert's own words


class CompiledOnce(BytecodeCache):
    """Compiled templates in memory; jinja2 itself notices when a template changed."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give back what was compiled."""
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledOnce()  # nbconvert makes an environment for each page


class _AsRendered(TemplateExporter):
    """Keeps a page as its template made it, and hands on an empty one.

    nbconvert parses a page again to add two attributes, which takes as long as all the rest.
    """

    rendered = ""

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        self.rendered, resources = super().from_notebook_node(nb, resources, **options)
        return "", resources


class FeedbackExporter(HTMLExporter, _AsRendered):
    """nbgrader's own exporter of feedback."""

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page of a notebook, whose cells a keyboard reaches and whose images are described."""
        _, resources = super().from_notebook_node(nb, resources, **options)
        return "<".join(map(_accessible, self.rendered.split("<"))), resources

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()
        environment.bytecode_cache = COMPILED
        return environment


def _accessible(piece: str) -> str:
    """Return what stands from one `<` to the next with the attribute that nbconvert would add to its tag."""
    if piece.startswith("img") and not ALT.search(piece.partition(">")[0]):
        return f'img alt="{NO_ALT}"{piece[3:]}'
    if piece.startswith(DIV) and FOCUSABLE & set(piece[len(DIV) :].partition('"')[0].split()):
        return f'div tabindex="0"{piece[3:]}'
    return piece
