"""Answers that a person grades: what the student wrote in the cell, or in the cells below a task."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode, from_dict

from nbverdict.cleaning.bounded import Bounded
from nbverdict.cleaning.inert import inert_outputs, text_of
from nbverdict.feedback.cells import ShownCell, show_cell
from nbverdict.notebook.cells import nbgrader_metadata, plain, unmarked

BELOW = 4  # heading levels that an answer is moved down, below those of the report
NOTHING = Markup("<p><em>Nothing was written.</em></p>")
NOT_THERE = Markup("<p><em>The cell of this answer was not found: look at the notebook.</em></p>")
NO_KIND = Markup("<p><em>A report cannot show a cell of this type: look at the notebook.</em></p>")
ELSEWHERE = Markup(
    "<p><em>Nothing was added or changed between this task and the next graded cell: "
    "the answer may stand elsewhere in the notebook.</em></p>"
)
CODE = '<div class="source" tabindex="0" role="group" aria-label="Code">{}</div>'
KINDS = ("markdown", "code", "raw")

Cells = Sequence[NotebookNode]


@dataclass(frozen=True)
class Part:
    """Clean HTML of an answer, and whether it is complete."""

    html: Markup
    whole: bool = False


def read_cells(cells: Sequence[Mapping[str, Any]]) -> list[NotebookNode]:
    """Return the cells of a notebook's file, each source as a single text."""
    return [from_dict({**cell, "source": text_of(cell.get("source")) or ""}) for cell in cells]


def answer_to(grade_id: str, cells: Cells, released: Cells) -> Part:
    """Return what a student wrote in a cell of the release, or, for a task, in the cells below it."""
    at = next((at for at, cell in enumerate(cells) if name_of(cell) == grade_id), None)
    if at is None:
        return Part(NOT_THERE)
    if not is_task(cells[at]):
        return _shown([cells[at]])
    found = list(_below(grade_id, cells[at + 1 :], released))
    return _shown(found) if found else Part(ELSEWHERE)


def question_of(grade_id: str, source: Cells) -> Markup | None:
    """Return the question: the text of a task, or the text before an answer's cell."""
    at = next((at for at, cell in enumerate(source) if name_of(cell) == grade_id), None)
    if at is not None and is_task(source[at]):
        return _lines(source[at], [line for line, scheme in unmarked(source[at].source) if not scheme])
    before = source[at - 1] if at else None
    return _shown([before]).html if before and before.cell_type == "markdown" else None


def good_answer(grade_id: str, source: Cells) -> Markup | None:
    """Return the author's own answer, or the mark scheme of a task, if there is one."""
    cell = next((cell for cell in source if name_of(cell) == grade_id), None)
    if cell is None:
        return None
    return _lines(cell, [line for line, scheme in unmarked(cell.source) if scheme or not is_task(cell)])


def name_of(cell: NotebookNode) -> str:
    """Return nbgrader's id of a cell, if it has one."""
    return str(nbgrader_metadata(cell).get("grade_id", ""))


def is_task(cell: NotebookNode) -> bool:
    """Say whether a cell is a task, which students answer in new cells."""
    return bool(nbgrader_metadata(cell).get("task"))


def _below(grade_id: str, cells: Cells, released: Cells) -> Iterator[NotebookNode]:
    """Yield the cells before the next one with an id, except the course's own cells.

    The course's cells are recognised by their text, each once: a copy of one may be an answer.
    """
    names = [name_of(cell) for cell in released]
    start = names.index(grade_id) + 1 if grade_id in names else len(names)
    own = Counter(_text(cell) for cell in _unnamed(released[start:]))
    for cell in _unnamed(cells):
        if own[_text(cell)]:
            own[_text(cell)] -= 1
        elif cell.source.strip() or cell.get("outputs"):
            yield cell


def _unnamed(cells: Cells) -> Iterator[NotebookNode]:
    for cell in cells:
        if name_of(cell):
            return
        yield cell


def _text(cell: NotebookNode) -> tuple[str, str]:
    return cell.cell_type, plain(cell.source)


def _shown(cells: Cells) -> Part:
    """Return cells as clean HTML, within the budget of one page."""
    bounded = Bounded()
    if not all(cell.cell_type in KINDS for cell in cells):
        return Part(NO_KIND)
    shown = [show_cell(_inert(cell), bounded, below=BELOW) for cell in cells]
    made = [NOTHING if _is_blank(cell) else _html(one) for cell, one in zip(cells, shown, strict=True)]
    html = (
        made[0] if len(made) == 1 else Markup().join(map(Markup('<div class="cell">{}</div>').format, made))
    )
    return Part(html, all(one.whole for one in shown))


def _inert(cell: NotebookNode) -> NotebookNode:
    return NotebookNode(cell, outputs=list(inert_outputs(cell.get("outputs"))))


def _html(cell: ShownCell) -> Markup:
    source = Markup(CODE).format(cell.source) if cell.kind == "code" else cell.source  # noqa: S704 - ours
    return source + Markup().join(map(Markup('<div class="output">{}</div>').format, cell.outputs))


def _is_blank(cell: NotebookNode) -> bool:
    return not cell.source.strip() and not cell.get("outputs")


def _lines(cell: NotebookNode, lines: Sequence[str]) -> Markup | None:
    """Return a source cell with only these of its lines as HTML, or None if they are blank."""
    text = "\n".join(lines).strip("\n")
    return _shown([NotebookNode(cell, source=text, outputs=[])]).html if text.strip() else None
