"""The page's summary of each task: its score, its checks, what to look at first, and what changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from nbverdict.cleaning.markdown import render
from nbverdict.feedback.differs import draw_places
from nbverdict.feedback.figures import figure_above
from nbverdict.judging.table import kind, listed, mark, marked_up, message, slip
from nbverdict.judging.verdict import CheckStatus, CheckVerdict
from nbverdict.notebook.record import GradeRecord, read_record
from nbverdict.notebook.results import WHOLE, OfChecks, first_verdict, last_attempt, plain_test
from nbverdict.notebook.titles import TITLE
from nbverdict.text.printable import counted

NO_RESPONSE = "No response."  # nbgrader's own word for an untouched answer, and no teacher's
LIKEWISE = "not judged, for the same reason"

Points = Mapping[str, float]  # by check


@dataclass(frozen=True)
class CheckLine:
    """One check as its student reads it."""

    status: str
    mark: str
    points: str
    text: Markup
    message: Markup
    pictures: tuple[Markup, ...]


@dataclass(frozen=True)
class TaskSummary:
    """One graded cell: a challenge, or an answer that a person grades."""

    anchor: str
    title: Markup
    score: float
    points: float
    waits: bool = False  # whether it waits for a person, so that its score is not final
    state: str = ""  # why it waits, or why nothing was graded
    by_hand: bool = False
    slip: Markup | None = None
    lines: tuple[CheckLine, ...] = ()
    figure: str = ""  # base64 PNG of the student's figure of the shown example, if something is wrong
    code: str = ""  # the anchor of the student's answer
    news: tuple[Markup, ...] = ()
    comments: tuple[Markup, ...] = ()

    @property
    def earned(self) -> str:
        """Return its score in words."""
        given = f"{self.score:.4g} of {counted(self.points)}"
        return f"{counted(self.points)}, not given yet" if self.waits and not self.score else given


def read_tasks(notebook: NotebookNode) -> list[TaskSummary]:
    """Return the tasks of an autograded notebook, after `Standing` has added scores and comments."""
    last, first = last_attempt(notebook), first_verdict(notebook)
    return [
        _task(notebook, index, last, first)
        for index, cell in enumerate(notebook.cells)
        if "score" in cell.metadata.get("nbgrader", {})
    ]


def start_with(tasks: Sequence[TaskSummary]) -> TaskSummary | None:
    """Return the judged task with the most points still to gain, if any."""
    open_ = [task for task in tasks if task.lines and task.score < task.points and not task.waits]
    return max(open_, key=lambda task: task.points - task.score, default=None)


def _task(notebook: NotebookNode, index: int, last: OfChecks | None, first: OfChecks) -> TaskSummary:
    cell = notebook.cells[index]
    told, record = cell.metadata["nbgrader"], read_record(cell) or GradeRecord()
    verdict = record.verdict
    score, points = float(told["score"] or 0.0), float(told["points"] or 0.0)
    title = str(cell.metadata.get(TITLE) or told["grade_id"])
    names = [told["grade_id"], *([verdict.challenge] if verdict else [])]
    lines = tuple(_lines(listed(verdict))) if verdict else ()
    open_ = verdict is not None and any(check.status.fails for check in listed(verdict))
    return TaskSummary(
        anchor=told["grade_id"],
        title=marked_up(title),
        score=score,
        points=points,
        waits=bool(told.get("waits")),
        state=_state(told, record),
        by_hand=bool(told.get("by_hand")),
        slip=marked_up(slip(verdict)) if verdict else None,
        lines=lines,
        figure=figure_above(notebook.cells, told["grade_id"]) if open_ else "",
        code=verdict.challenge if verdict and _has(notebook, verdict.challenge) else "",
        news=tuple(_all_news(record, told["grade_id"], title, last, first)),
        comments=tuple(_comments(notebook, names)),
    )


def _state(told: Mapping[str, Any], record: GradeRecord) -> str:
    """Return why a score may still change, or why there is none.

    Why a check's points are withheld is for staff; why a cell could not be judged is for the student.
    """
    if told.get("waits") and told.get("by_hand"):
        return "these points were given before it was graded again: a person looks at it once more"
    if told.get("waits"):
        why = "the machine could not decide all of it" if record.verdict else record.pending
        return f"waits for a person: {why}" if record.pending else "waits for a person"
    if record.given:
        return f"the course gave these points to everybody: {record.given}"
    if record.unprotected and not record.failed and 0 <= record.points < float(told["points"] or 0.0):
        return f"its test gave {record.points:g} of {counted(float(told['points']))}"
    return record.ungraded.reason if record.ungraded else record.failed


def _lines(checks: Sequence[CheckVerdict]) -> Iterator[CheckLine]:
    """Yield the lines of checks; a reason shared by several checks is given once."""
    said: str | None = None
    for check in checks:
        skipped = check.status is CheckStatus.SKIPPED
        yield _line(check, likewise=skipped and check.behind == said)
        said = check.behind if skipped else None


def _line(check: CheckVerdict, *, likewise: bool = False) -> CheckLine:
    return CheckLine(
        kind(check),
        mark(check),
        f"{check.earned:g} / {check.worth:g}" if check.worth else "",
        marked_up(check.line),
        marked_up(LIKEWISE if likewise else message(check)),
        tuple(draw_places(one) for one in check.places if check.status.fails and one.tells),
    )


def _has(notebook: NotebookNode, grade_id: str) -> bool:
    return any(cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id for cell in notebook.cells)


def _all_news(
    record: GradeRecord, cell: str, title: str, last: OfChecks | None, first: OfChecks
) -> Iterator[Markup]:
    """Yield the news about a cell's checks, or about its plain test."""
    if verdict := record.verdict:
        lines = {check.name: check.line for check in verdict.checks}
        now = {check.name: check.earned for check in verdict.checks}
        yield from _news(now, lines, (last or {}).get(verdict.challenge), first.get(verdict.challenge, now))
    elif record.unprotected:
        now, name = {WHOLE: record.points}, plain_test(cell)
        yield from _news(now, {WHOLE: title}, (last or {}).get(name), first.get(name, now))


def _news(now: Points, lines: Mapping[str, str], before: Points | None, then: Points) -> Iterator[Markup]:
    """Yield the changes since the last attempt, and corrections since this one's first grading."""
    for name, earned in now.items():
        if name in then and then[name] != earned:
            change = f"{earned - then[name]:+g}".replace("-", "\N{MINUS SIGN}")
            yield Markup("Corrected after it was first graded: {} (points: {}).").format(
                marked_up(lines[name]), change
            )
    if before is None:
        return
    was, is_ = sum(before.values()), sum(now.values())
    if was == is_:
        return
    points = "point" if was == 1 else "points"
    yield Markup("Your last attempt had {} {}, this one has {}.").format(f"{was:g}", points, f"{is_:g}")
    for word, found in (
        ("Now right", [name for name in now if before.get(name, 0) < now[name]]),
        ("No longer right", [name for name in now if before.get(name, 0) > now[name]]),
    ):
        if found and found != [WHOLE]:
            yield Markup("{}: {}.").format(word, Markup("; ").join(marked_up(lines[name]) for name in found))


def _comments(notebook: NotebookNode, names: Sequence[str]) -> Iterator[Markup]:
    """Yield people's comments on an answer: Markdown, cleaned like the answer."""
    for cell in notebook.cells:
        told = cell.metadata.get("nbgrader", {})
        if told.get("grade_id") in names and told.get("comment") not in (None, "", NO_RESPONSE):
            yield Markup(render(told["comment"], below=3, links=True))  # noqa: S704 - cleaned
