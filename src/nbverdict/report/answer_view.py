"""What a reviewer sees of an answer: its text, or its code and figure."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from pydantic import TypeAdapter

from nbverdict.config.budget import Confinement
from nbverdict.evidence.store import ChallengeVersion, Runs
from nbverdict.report.answered import answer_to, good_answer, is_task, name_of, question_of, read_cells
from nbverdict.report.drawn import figure_of, load_canvas
from nbverdict.sandbox.confined import Access, ConfinedEnd, confined
from nbverdict.sandbox.link import Link, LinkAnswer
from nbverdict.sandbox.plain_files import read_plain

CHUNK = 200  # answers that one process shows, within the budget of one submission
LARGEST = 30_000_000  # bytes of the view of one answer
LARGEST_TOGETHER = 30_000_000  # bytes of all views of a report, which is one page
PART = "part"
OURS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A request for the view of one answer."""

    path: Path  # of its notebook
    cell: str  # its grade cell
    written: bool = False  # whether to show the student's text
    released: Path = Path()  # the notebook that the student was given
    once: str = ""  # key of answers that look the same, of which one is shown
    above: bool = False  # whether to show the question and the author's answer
    challenge: str = ""  # whose code to show, if any
    run: str = ""  # key of the run whose evidence holds the judged figure
    asked: ChallengeVersion | None = None  # the challenge of that figure


@dataclass(frozen=True, kw_only=True)
class AnswerView:
    """The view of one answer; its HTML is clean."""

    text: str | None = None
    asked: str | None = None
    good: str | None = None
    task: bool = False  # whether the question asks for new cells
    figure: str = ""
    code: str = ""
    whole: bool = True  # whether nothing was left out


TOO_MUCH = AnswerView(
    text="<p><em>This answer is too expensive to show: open its notebook, with care.</em></p>", whole=False
)
NO_ROOM = AnswerView(
    text="<p><em>This report has no room left for this answer: open its notebook.</em></p>", whole=False
)


def show_all(
    wanted: Sequence[Wanted], config: Any, *, store: Path, readable: Sequence[Path]
) -> list[AnswerView]:
    """Return the view of each answer, made in confined processes.

    An answer that exceeds the budget of one submission affects no other: the next process starts with the
    answer at which the last one ended.
    """
    if any(one.asked for one in wanted):
        load_canvas()
    shown: list[AnswerView] = []
    budget = Confinement(config=config).budget()
    while len(shown) < len(wanted):
        chunk = wanted[len(shown) : len(shown) + CHUNK]
        found: list[AnswerView] = []
        with tempfile.TemporaryDirectory() as folder, suppress(ConfinedEnd):
            parts = Path(folder, PART)
            confined(
                partial(_show_each, chunk, Runs(store), parts),
                budget=budget,
                access=Access(read=(*readable, OURS), write=(Path(folder),)),
                scratch=Path(folder),
                services={PART: partial(_take, found, parts)},
            )
        shown += found or [TOO_MUCH]
    return list(_fitting(wanted, shown))


def _fitting(wanted: Sequence[Wanted], shown: Sequence[AnswerView]) -> Iterator[AnswerView]:
    """Yield the view of each answer while the report has room, which the smallest views get first."""
    places = [
        (one.once, own) if one.once else at for at, (one, own) in enumerate(zip(wanted, shown, strict=True))
    ]
    sizes = [sum(len(part) for part in astuple(one) if isinstance(part, str)) for one in shown]
    left, fits = LARGEST_TOGETHER, dict[object, bool]()
    for at in sorted(range(len(shown)), key=sizes.__getitem__):
        if places[at] not in fits:
            left -= sizes[at]
            fits[places[at]] = left >= 0
    yield from (one if fits[place] else NO_ROOM for place, one in zip(places, shown, strict=True))


def _show_each(chunk: Sequence[Wanted], runs: Runs, parts: Path, link: Link) -> bytes:
    """Make one view after the other in a confined process, and hand over each."""
    notebooks: dict[Path, ShownNotebook] = {}
    releases: dict[Path, ShownNotebook] = {}
    for one in chunk:
        released = releases.setdefault(one.released, ShownNotebook(one.released))
        notebook = notebooks.setdefault(one.path, ShownNotebook(one.path, released))
        parts.write_text(json.dumps(asdict(notebook.shown(one, runs))), "utf-8")
        link.ask(PART)
    return b""


def _take(found: list[AnswerView], parts: Path, _: object, __: object) -> LinkAnswer:
    found.append(TypeAdapter(AnswerView).validate_json(read_plain(parts.parent, parts, most=LARGEST)))
    return LinkAnswer()


class ShownNotebook:
    """An autograded notebook, read lazily."""

    def __init__(self, path: Path, released: "ShownNotebook | None" = None) -> None:
        """Name the notebook, and the release that its student was given."""
        self.path, self.released = path, released

    def shown(self, wanted: Wanted, runs: Runs) -> AnswerView:
        """Return the view of one answer; its figure is drawn from evidence: a cell may show another."""
        if wanted.written:
            part = answer_to(wanted.cell, self.cells, self.released.cells if self.released else ())
            return AnswerView(text=part.html, whole=part.whole)
        if wanted.above:
            return self._question(wanted.cell)
        return AnswerView(
            figure=figure_of(runs, wanted.run, wanted.asked) if wanted.asked else "",
            code=self.code(wanted.challenge) if wanted.challenge else "",
        )

    def code(self, grade_id: str) -> str:
        """Return the source of a cell, or nothing."""
        return next((str(cell.source) for cell in self.cells if name_of(cell) == grade_id), "")

    def _question(self, grade_id: str) -> AnswerView:
        return AnswerView(
            asked=question_of(grade_id, self.cells),
            good=good_answer(grade_id, self.cells),
            task=any(name_of(cell) == grade_id and is_task(cell) for cell in self.cells),
        )

    @cached_property
    def cells(self) -> list[NotebookNode]:
        """Return the cells; none if the notebook does not exist."""
        try:
            content: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
        except OSError:
            return []
        return read_cells(content["cells"])
