"""Renders a notebook's cells and outputs as harmless HTML, each in its safest form."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

from markupsafe import Markup
from nbconvert.filters import Highlight2HTML, strip_ansi
from nbformat import NotebookNode

from nbverdict.cleaning.bounded import Bounded
from nbverdict.cleaning.drawn import END_OF_PRINT
from nbverdict.cleaning.formulas import BREAK
from nbverdict.cleaning.inert import NOT_SHOWN, PICTURES, packed_picture
from nbverdict.cleaning.markdown import formula, render
from nbverdict.cleaning.safe import MOST, NO_ALT, clean, joined
from nbverdict.notebook.cells import unmarked
from nbverdict.notebook.record import ENDED, read_record

SVG = "image/svg+xml"
MARKDOWN = "page"  # the key under which rendered text is cached
MOST_OUTPUTS = 300  # that are shown of a cell
BELOW = 2  # heading levels that a notebook is moved down, below those of the page
FAILED = Markup("<p><em>{}</em></p>").format(NOT_SHOWN)
UNKNOWN = Markup("<p><em>This page does not show outputs of this type.</em></p>")


@dataclass(frozen=True)
class ShownCell:
    """One cell of a notebook, rendered for a page."""

    kind: str
    anchor: str
    source: Markup
    outputs: tuple[Markup, ...]
    is_answer: bool = False
    is_check: bool = False
    ended: bool = False  # whether the notebook's process ended in it
    last_line: str = ""  # last line of its code
    whole: bool = True  # whether it is shown completely

    @property
    def place(self) -> str:
        """Return the anchor of the cell, if anything links to it."""
        return f"cell-{self.anchor}" if self.anchor else "ended" * self.ended


def show_cells(notebook: NotebookNode, bounded: Bounded) -> list[ShownCell]:
    """Return the rendered cells of a notebook whose hidden lines were removed."""
    return [show_cell(cell, bounded) for cell in notebook.cells]


def show_cell(cell: NotebookNode, bounded: Bounded, *, below: int = BELOW) -> ShownCell:
    """Return one rendered cell, with its headings below this level."""
    cell_meta = cell.metadata.get("nbgrader", {})
    outputs = list(_outputs_of(cell)) if cell.cell_type == "code" else []
    source = _or_not_shown(partial(_source, cell, bounded, below))
    shown = tuple(_shown_outputs(outputs, bounded, below))
    return ShownCell(
        kind=cell.cell_type,
        anchor=cell_meta.get("grade_id", ""),
        source=source,
        outputs=shown,
        is_answer=bool(cell_meta.get("solution")),
        is_check=bool(cell_meta.get("grade")) and not cell_meta.get("solution"),
        ended=cell.metadata.get(ENDED) is True,
        last_line=_last_line(cell.source),
        whole=len(outputs) <= MOST_OUTPUTS
        and not {FAILED, UNKNOWN, _terminal(NOT_SHOWN)}.intersection((source, *shown)),
    )


def _or_not_shown(make: Callable[[], Markup]) -> Markup:
    """Return one part of a page, or a message that it could not be shown, so that the other parts are."""
    try:
        return make()
    except Exception:  # noqa: BLE001 - there is a page, whatever a student wrote or printed
        return FAILED


def _shown_outputs(outputs: Sequence[NotebookNode], bounded: Bounded, below: int) -> Iterator[Markup]:
    """Yield the first outputs of a cell, and the number of further ones."""
    for output in outputs[:MOST_OUTPUTS]:
        yield _or_not_shown(partial(_output, output, bounded, below))
    if (more := len(outputs) - MOST_OUTPUTS) > 0:
        yield Markup("<p><em>{} more outputs of this cell are not shown.</em></p>").format(more)


def _last_line(source: str) -> str:
    """Return the last line of a cell that is not a comment."""
    lines = [line.strip() for line in source.splitlines()]
    return next((line for line in reversed(lines) if line and not line.startswith("#")), "")


def _outputs_of(cell: NotebookNode) -> Iterator[NotebookNode]:
    """Yield the outputs of a cell, without the table of checks, which the page shows above."""
    record = read_record(cell)
    judged = record is not None and record.verdict is not None
    for output in cell.outputs:
        if not (judged and output.output_type == "execute_result"):
            yield output


def _titled(text: str, *, scheme: bool) -> str:
    """Return a text of the course's with its mark scheme under a title at the end, or without it."""
    told = [*unmarked(text)]
    lines, marks = ([line for line, inside in told if inside is wanted] for wanted in (False, True))
    return "\n".join([*lines, "", "**Mark scheme**", "", *marks] if marks and scheme else lines)


def _source(cell: NotebookNode, bounded: Bounded, below: int = BELOW) -> Markup:
    text = cell.source
    told = cell.metadata.get("nbgrader", {})
    if told.get("locked"):  # what could not be graded is no task: it is to be handed in again
        text = _titled(text, scheme=bool(told.get("task")))
    match cell.cell_type:
        case "markdown":
            attachments = cell.get("attachments") or {}
            parse = partial(render, text, attachments=attachments, below=below)
            made = _scrolled(bounded(text, parse, "" if attachments else f"{MARKDOWN}{below}"))
        case "code":
            made = bounded(text, lambda: _coloured(text), "code")
        case _:
            made = f"<pre>{escape(text)}</pre>"
    return Markup(made)  # noqa: S704 - cleaned, or made by a highlighter


def _scrolled(html: str) -> str:
    """Make wide tables of a cleaned text scrollable on a narrow screen, also by keyboard."""
    wide = '<div class="wide" tabindex="0"><table>'
    return html.replace("<table>", wide).replace("</table>", "</table></div>")


def _coloured(text: str) -> str:
    return str(Highlight2HTML()(text, "ipython3"))


def _output(output: NotebookNode, bounded: Bounded, below: int) -> Markup:
    """Return one output: printed text, an error, or displayed data."""
    match output.output_type:
        case "stream":
            return _terminal(output.text)
        case "error":
            return _terminal("\n".join(output.traceback))
    return _data(output.get("data", {}), bounded, below)


def _terminal(text: str) -> Markup:
    """Return terminal text without colours, of which few are legible on both backgrounds."""
    return Markup('<pre tabindex="0">{}</pre>').format(
        strip_ansi(text).replace(END_OF_PRINT, "").replace(BREAK, "")
    )


def _data(data: Mapping[str, Any], bounded: Bounded, below: int = BELOW) -> Markup:
    """Return the first available form: a picture, HTML, Markdown, a formula, text."""
    for kind in (*PICTURES, SVG):  # an <img> runs no scripts
        if kind in data and (picture := _picture(kind, joined(data[kind]), bounded)):
            return picture
    text = {kind: joined(value) for kind, value in data.items()}
    if html := text.get("text/html"):
        made = bounded(html, lambda: clean(html, below=below), most=MOST)
        return Markup('<div class="wide" tabindex="0">{}</div>').format(Markup(made))  # noqa: S704 - cleaned
    if markdown := text.get("text/markdown"):
        made = bounded(markdown, lambda: render(markdown, below=below), f"{MARKDOWN}{below}")
        return Markup(_scrolled(made))  # noqa: S704 - cleaned
    if latex := text.get("text/latex"):
        bare = latex.strip().strip("$")
        made = bounded(latex, lambda: formula(bare, display="block"), "")
        return Markup('<div class="wide" tabindex="0">{}</div>').format(Markup(made))  # noqa: S704 - cleaned
    if "text/plain" in text:
        return _terminal(text["text/plain"])
    return UNKNOWN


def _picture(kind: str, data: str, bounded: Bounded) -> Markup | None:
    """Return a picture embedded in the page: an <img> runs no scripts of it and loads nothing."""
    packed = base64.b64encode(data.encode()).decode() if kind == SVG else packed_picture(kind, data)
    if packed is None or (kind != SVG and not bounded.draws(packed)):
        return None
    return Markup('<img src="data:{};base64,{}" alt="{}">').format(kind, packed, NO_ALT)
