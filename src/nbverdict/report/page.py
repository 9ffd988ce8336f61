"""The report of a class: one HTML file without scripts, whose queue links to formgrader."""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from nbverdict.cleaning.drawn import drawable_html
from nbverdict.cleaning.safe import POLICY, without_turns
from nbverdict.evidence.store import RUNS, ChallengeVersion
from nbverdict.feedback.page import template
from nbverdict.gradebook.answers import words_of
from nbverdict.intake.quarantine import Quarantine, is_placeholder
from nbverdict.judging.discovery import asked_version, challenge_names
from nbverdict.judging.table import marked_up
from nbverdict.report.answer_view import AnswerView, Wanted, show_all
from nbverdict.report.class_results import GradedAnswer, gather_class
from nbverdict.report.course_files import CourseFiles
from nbverdict.report.figures import FEWEST, check_figures, mistake_figures, slowest, totals
from nbverdict.report.queue import AnswerGroup, Reason, Share, groups_of, parted
from nbverdict.report.readings import Readings
from nbverdict.report.reviews import Reviews
from nbverdict.store.atomic import write_whole
from nbverdict.text.printable import counted

FOLDER = "reports"
MOST_DRAWN = 3  # answers of a group whose code and figure are shown: the machine finds them alike
BARS, WIDTH, HEIGHT, TOP = 12, 600, 140, 16  # of the histogram; `BARS` is the maximum


@dataclass(frozen=True)
class ShownAnswer:
    """One answer of the queue."""

    student: str
    score: str
    link: str
    text: Markup | None
    figure: str
    code: str
    off: float = 0.0  # in tolerances, if it is a near miss
    lies: str = ""  # path in the course, if formgrader would show a blank notebook


@dataclass(frozen=True)
class ShownGroup:
    """One group of the queue."""

    group: AnswerGroup
    question: str
    why: Markup
    answers: tuple[ShownAnswer, ...]
    asked: Markup | None = None  # the question, if a person gives the points
    good: Markup | None = None  # the author's own answer
    task: bool = False  # whether the question asks for new cells
    undrawn: int = 0  # answers whose code and figure are not shown
    others: tuple[AnswerGroup, ...] = ()  # of the same notebook, of which nothing could be graded


def write_report(room: CourseFiles, assignment: str, share: Share | None = None) -> Path:
    """Write the report of an assignment, or of one share of its queue, and return its path.

    Raises:
        StaffError: nobody has been graded.
    """
    answers = gather_class(room, assignment)
    groups = _joined(_shown(room, assignment, groups_of(answers, share)))
    scores = totals(answers)
    most = _most(answers)
    page = template("report.html.j2").render(
        policy=POLICY,
        assignment=assignment,
        share=share,
        students=len(scores),
        mean=np.mean(list(scores.values())),
        median=np.median(list(scores.values())),
        most=most,
        histogram=_histogram(list(scores.values()), most),
        checks=[(one, marked_up(one.line)) for one in check_figures(answers)],
        written=datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z"),
        mistakes=[(one, marked_up(one.message)) for one in mistake_figures(answers)],
        failures=_failures(answers),
        fewest=FEWEST,
        times=slowest(answers),
        reviewed=sum(one.by_hand and not one.waits for one in answers),
        reviews=[one for one in Reviews(room, assignment).all() if not one.undone],
        groups=groups,
        waiting=sum(len(one.answers) + len(one.others) for one in groups),
    )
    name = f"{assignment}-{share.number}-of-{share.of}" if share else assignment
    path = room.root / FOLDER / f"{name}.html"
    write_whole(path, drawable_html(without_turns(page)))
    return path


def _shown(room: CourseFiles, assignment: str, queue: Sequence[AnswerGroup]) -> Iterator[ShownGroup]:
    """Yield each group with its views, split so that the answers of a group look the same."""
    wanted = [one for group in queue for one in _wanted(room, assignment, group)]
    shown = iter(show_all(wanted, room.config, store=room.store, readable=_readable(room, assignment)))
    found, questions = dict[GradedAnswer, AnswerView](), dict[tuple[str, str], AnswerView]()
    for group in queue:
        found |= {one: next(shown) for one in group.answers}
        if group.reason is Reason.WRITTEN:
            questions[group.notebook, group.cell] = next(shown)
    readings = Readings(room, assignment)
    for group in parted(queue, {one: own.text or "" for one, own in found.items()}):
        whole = replace(group, shown=all(found[one].whole for one in group.answers))
        yield _shown_group(room, assignment, readings.keep(whole), found, questions)


def _joined(groups: Iterable[ShownGroup]) -> list[ShownGroup]:
    """Return the groups, with one for each notebook of which nothing could be graded: one look is enough."""
    found: dict[Any, list[ShownGroup]] = {}
    for one in groups:
        group = one.group
        whole = (group.notebook, group.answers[0].student) if group.reason is Reason.UNGRADED else group.name
        found.setdefault(whole, []).append(one)
    return [replace(first, others=tuple(one.group for one in others)) for first, *others in found.values()]


def _shown_group(
    room: CourseFiles,
    assignment: str,
    group: AnswerGroup,
    found: Mapping[GradedAnswer, AnswerView],
    questions: Mapping[tuple[str, str], AnswerView],
) -> ShownGroup:
    """Return a group with its views: a common text once, and the first few figures."""
    written = group.reason is Reason.WRITTEN
    shown = [found[one] for one in group.answers]
    if group.same:
        shown[1:] = [replace(one, text=None) for one in shown[1:]]
    pairs = zip(group.answers, shown, strict=True)
    original = questions[group.notebook, group.cell] if written else AnswerView()
    return ShownGroup(
        group,
        group.notebook if group.reason is Reason.UNGRADED else f"{group.notebook}: {group.challenge}",
        marked_up(group.why),
        tuple(_shown_answer(group, one, room, assignment, own) for one, own in pairs),
        asked=_clean(original.asked),
        good=_clean(original.good),
        task=original.task,
        undrawn=0 if written else max(0, len(group.answers) - MOST_DRAWN),
    )


def _readable(room: CourseFiles, assignment: str) -> tuple[Path, ...]:
    """Return the folders of answers and their evidence."""
    autograded = room.autograded(assignment, "*").parent.parent
    course = (room.source(assignment, "*").parent, room.released(assignment, "*").parent)
    return autograded, *course, room.store / RUNS


def _wanted(room: CourseFiles, assignment: str, group: AnswerGroup) -> Iterator[Wanted]:
    """Yield the views that a group needs.

    A written answer is shown whole, with the question and the author's own answer; of figures, the first few
    are shown. If nothing was graded, there is nothing to show.
    """
    written, blank = group.reason is Reason.WRITTEN, group.reason is Reason.UNGRADED
    for number, one in enumerate(group.answers):
        drawn = not written and not blank and number < MOST_DRAWN
        yield Wanted(
            path=room.autograded(assignment, one.student) / f"{group.notebook}.ipynb",
            cell=group.cell,
            written=written,
            released=room.released(assignment, group.notebook),
            once=f"{group.notebook}/{group.cell}/{words_of(one.answer)}" if group.same else "",
            challenge=group.challenge if drawn else "",
            run=one.answer if drawn else "",
            asked=_asked(group.challenge) if drawn else None,
        )
    if written:
        yield Wanted(path=room.source(assignment, group.notebook), cell=group.cell, above=True)


def _asked(challenge: str) -> ChallengeVersion | None:
    """Return the challenge and version whose evidence may hold a figure; None for a plain test."""
    if challenge not in challenge_names():
        return None
    return asked_version(challenge)


def _shown_answer(
    group: AnswerGroup, one: GradedAnswer, room: CourseFiles, assignment: str, shown: AnswerView
) -> ShownAnswer:
    worth = counted(group.worth)
    given = one.by_hand or one.score or not one.waits
    return ShownAnswer(
        one.student,
        (f"{one.score:g} of {worth}" if given else f"{worth}, none given yet")
        + (" until somebody has looked at it" if given and one.waits else ""),
        room.page_link(one.page),
        _clean(shown.text),
        shown.figure,
        shown.code,
        one.result.near if group.reason is Reason.NEAR else 0.0,
        _lies(room, assignment, one) if group.reason is Reason.UNGRADED else "",
    )


def _lies(room: CourseFiles, assignment: str, one: GradedAnswer) -> str:
    """Return the path of an answer's notebook, where it was moved to, or else the submission's folder."""
    place = folder = room.submitted(assignment, one.student)
    notebook = folder / f"{one.result.notebook}.ipynb"
    if notebook.is_file() and not notebook.is_symlink():
        refused = Quarantine(room.store, assignment, one.student).folder
        place = refused if is_placeholder(notebook) else notebook
    return str(place.relative_to(room.root) if place.is_relative_to(room.root) else place)


def _clean(html: str | None) -> Markup | None:
    """Mark HTML that is clean already."""
    return None if html is None else Markup(html)  # noqa: S704 - see above


def _most(answers: Sequence[GradedAnswer]) -> float:
    """Return the maximum points, summed over all questions of the class."""
    return sum({one.question: one.result.worth for one in answers}.values())


def _failures(answers: Sequence[GradedAnswer]) -> list[tuple[Markup, list[str]]]:
    """Return each reason why notebooks could not be graded, with the students."""
    found: dict[str, set[str]] = {}
    for one in answers:
        if one.result.ungraded:
            found.setdefault(one.result.ungraded, set()).add(one.student)
    return sorted(((marked_up(why), sorted(who)) for why, who in found.items()), key=lambda p: -len(p[1]))


def _histogram(scores: Sequence[float], most: float) -> Markup:
    """Return an SVG histogram of scores, with bins of whole points."""
    step = max(1, math.ceil(most / BARS))
    edges = np.arange(0, max(most, 1) + step, step)
    counts, _ = np.histogram(scores, bins=edges)
    side, tallest = WIDTH / len(counts), max(int(counts.max()), 1)
    names = [f"{low:g}\N{EN DASH}{high:g}" for low, high in itertools.pairwise(edges)]
    bars = Markup().join(
        Markup(
            '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>'
            '<text x="{:.1f}" y="{:.1f}">{}</text><text x="{:.1f}" y="{}">{}</text>'
        ).format(
            number * side + 2,
            TOP + HEIGHT * (1 - count / tallest),
            side - 4,
            HEIGHT * count / tallest,
            (number + 0.5) * side,
            TOP + HEIGHT * (1 - count / tallest) - 4,
            count or "",
            (number + 0.5) * side,
            TOP + HEIGHT + 16,
            name,
        )
        for number, (count, name) in enumerate(zip(counts, names, strict=True))
    )
    told = ", ".join(f"{name}: {count}" for name, count in zip(names, counts, strict=True) if count)
    return Markup(
        '<svg class="histogram" role="img" viewBox="0 0 {} {}" aria-label="Students by points: {}">{}</svg>'
    ).format(WIDTH, TOP + HEIGHT + 20, told, bars)
