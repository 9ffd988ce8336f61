"""What a reviewer sees of an answer: its text, or its code."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pydantic import TypeAdapter

from graders.evidence.store import Asked, Runs
from graders.expressions import Expression
from graders.feedback.bounded import Bounded
from graders.feedback.markdown import render
from graders.grading.budget import Confinement
from graders.grading.safe import joined
from graders.report.drawn import figure_of, load_canvas
from graders.sandbox.confined import Access, ConfinedEnd, confined
from graders.sandbox.link import Answer, Link
from graders.sandbox.plain import read_plain

CHUNK = 200  # answers that one process shows, within the budget of one submission
LARGEST = 30_000_000  # bytes of what is shown of one answer
LARGEST_TOGETHER = 30_000_000  # and of all answers of a report, which is one page
PART = "part"
OURS = Path(__file__).resolve().parents[1]
BELOW = 4  # headings of an answer stand below those of the report
MARKER = Expression(r"\b(BEGIN|END) (SOLUTION|MARK SCHEME)\b")  # nbgrader's, which is no answer
BLANK = Markup("<p><em>Nothing was written.</em></p>")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be shown of one answer."""

    path: Path  # of its notebook
    cell: str  # its grade cell
    text: bool = False  # what was written
    above: bool = False  # the question, and what the notebook itself answers
    challenge: str = ""  # whose code is wanted, if any is
    run: str = ""  # whose evidence holds the figure that was judged
    asked: Asked | None = None  # and of what


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What can be shown of one answer; HTML is clean."""

    text: str | None = None
    asked: str | None = None
    good: str | None = None
    figure: str = ""
    code: str = ""


TOO_MUCH = Shown(text="<p><em>This answer takes too much to show: open it alone, with care.</em></p>")
NO_ROOM = Shown(text="<p><em>This report has no room left for this answer: open it alone.</em></p>")


def show_all(wanted: Sequence[Wanted], config: Any, *, store: Path, readable: Sequence[Path]) -> list[Shown]:
    """Return what is to be shown of each answer, read in confined processes.

    An answer that spends the budget of one submission costs only itself.
    """
    if any(one.asked for one in wanted):
        load_canvas()
    shown: list[Shown] = []
    budget = Confinement(config=config).budget()
    while len(shown) < len(wanted):
        chunk = wanted[len(shown) : len(shown) + CHUNK]
        found: list[Shown] = []
        with tempfile.TemporaryDirectory() as folder, suppress(ConfinedEnd):
            parts = Path(folder, PART)
            confined(
                partial(_show_each, chunk, Runs(store), parts),
                budget=budget,
                access=Access(read=(*readable, OURS), write=(Path(folder),)),
                scratch=Path(folder),
                services={PART: partial(_take, found, parts)},
            )
        shown += found if len(found) == len(chunk) else [*found, TOO_MUCH]
    return list(_fitting(shown))


def _fitting(shown: Sequence[Shown]) -> Iterator[Shown]:
    """Yield what is shown of each answer, while the report has room: the smallest first, or one takes all."""
    sizes = [sum(len(part) for part in astuple(one) if part) for one in shown]
    left, fitting = LARGEST_TOGETHER, set[int]()
    for at in sorted(range(len(shown)), key=sizes.__getitem__):
        left -= sizes[at]
        if left >= 0:
            fitting.add(at)
    yield from (one if at in fitting else NO_ROOM for at, one in enumerate(shown))


def _show_each(chunk: Sequence[Wanted], runs: Runs, parts: Path, link: Link) -> bytes:
    """Show one answer after the other, in a confined process, and hand over each."""
    notebooks: dict[Path, ShownNotebook] = {}
    for one in chunk:
        notebook = notebooks.setdefault(one.path, ShownNotebook(one.path))
        parts.write_text(json.dumps(asdict(notebook.shown(one, runs))), "utf-8")
        link.ask(PART)
    return b""


def _take(found: list[Shown], parts: Path, _: object, __: object) -> Answer:
    found.append(TypeAdapter(Shown).validate_json(read_plain(parts.parent, parts, most=LARGEST)))
    return Answer()


class ShownNotebook:
    """An autograded notebook, read when something of it is shown."""

    def __init__(self, path: Path) -> None:
        """Name it."""
        self.path = path

    def shown(self, wanted: Wanted, runs: Runs) -> Shown:
        """Return what is wanted of one answer; its figure is drawn from evidence, a cell may show another."""
        return Shown(
            text=self.text(wanted.cell) if wanted.text else None,
            asked=self.above(wanted.cell) if wanted.above else None,
            good=self.solution(wanted.cell) if wanted.above else None,
            figure=figure_of(runs, wanted.run, wanted.asked) if wanted.asked else "",
            code=self.code(wanted.challenge) if wanted.challenge else "",
        )

    def text(self, grade_id: str) -> Markup:
        """Return a written answer with its pictures, as clean as on its student's page."""
        for cell in self._cells:
            if _name(cell) == grade_id and cell["cell_type"] == "markdown":
                return _written(joined(cell["source"]), cell.get("attachments"))
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


def _written(source: str, attachments: Mapping[str, Any] | None = None) -> Markup:
    if not source.strip():
        return BLANK
    parse = partial(render, source, attachments=attachments, below=BELOW)
    return Markup(Bounded()(source, parse))  # noqa: S704 - cleaned


def _name(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
