"""The review queue: answers that need a person, the most useful first, grouped if they look alike."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from nbverdict.gradebook.answers import words_of
from nbverdict.judging.verdict import CheckStatus
from nbverdict.notebook.results import CellResult
from nbverdict.report.class_results import GradedAnswer
from nbverdict.sandbox.ends import told_to_staff
from nbverdict.text.expressions import Expression


class Reason(StrEnum):
    """Why a person should look, the most useful first."""

    WRITTEN = "a written answer"
    BROKEN = "our check failed"
    UNREAD = "an answer that could not be read"
    UNEXPLAINED = "wrong, and no known mistake explains it"
    LATE = "no answer in time"
    ENDED = "no answer, for its process ended"
    UNGRADED = "nothing could be graded"
    NEAR = "wrong by a few tolerances"
    WAITS = "waits for a person"


ORDER = tuple(Reason)
ADDRESS = Expression(r" at 0x[0-9a-f]{6,16}\b")  # as the `repr` of an object shows it
UNJUDGED = (
    Reason.BROKEN,
    Reason.UNREAD,
    Reason.LATE,
    Reason.ENDED,
    Reason.UNGRADED,
)  # no two are known to be alike


@dataclass(frozen=True)
class AnswerGroup:
    """Answers to one question that wait for the same reason and look the same, unless they are texts."""

    notebook: str
    cell: str
    challenge: str
    reason: Reason
    why: str
    worth: float
    answers: tuple[GradedAnswer, ...]
    same: bool = False  # whether the texts are the same; pictures in them may differ
    shown: bool = True  # whether a report shows them completely
    name: str = ""  # short id for the command line, set by a report

    @property
    def together(self) -> bool:
        """Say whether one look decides for the whole group."""
        alike = self.same or self.reason is not Reason.WRITTEN
        return len(self.answers) == 1 or (alike and self.shown)


@dataclass(frozen=True)
class Share:
    """A part of the class that one person looks at: the first of three is 1/3."""

    number: int
    of: int

    def students(self, everybody: Sequence[str]) -> set[str]:
        """Return the students of this share."""
        return set(sorted(everybody)[self.number - 1 :: self.of])


def groups_of(answers: Sequence[GradedAnswer], share: Share | None = None) -> list[AnswerGroup]:
    """Return the queue of a class, or one share of it."""
    mine = share.students(list({one.student for one in answers})) if share else None
    found: dict[tuple[str, str, Reason, str, Any], list[GradedAnswer]] = defaultdict(list)
    often: Counter[tuple[str, ...]] = Counter(
        (*one.question, words) for one in answers if (words := words_of(one.answer))
    )
    for one in answers:
        if mine is None or one.student in mine:
            for reason, why in _waiting(one):
                found[*one.question, reason, why, _alike(one, reason, often)].append(one)
    groups = [
        AnswerGroup(
            notebook,
            cell,
            own[0].result.challenge,
            reason,
            why,
            own[0].result.worth,
            tuple(own),
            same=len(own) > 1 and reason is Reason.WRITTEN and bool(alike),
        )
        for (notebook, cell, reason, why, alike), own in found.items()
    ]
    return sorted(groups, key=_place)


def parted(groups: Sequence[AnswerGroup], looks: Mapping[GradedAnswer, str]) -> list[AnswerGroup]:
    """Split groups of written answers so that the answers of a group, with their outputs, look the same.

    Answers that look like no other are grouped together. The addresses of objects that outputs show, as in
    `<Legend at 0x7f…>`, differ between any two runs, and decide nothing.
    """
    looks = {one: "".join(ADDRESS.split(look)) for one, look in looks.items()}
    found: dict[Any, AnswerGroup] = {}
    for number, group in enumerate(groups):
        rest: Any = (*_about(group), group.why) if group.reason is Reason.WRITTEN else number
        often = Counter(looks[one] for one in group.answers)
        for one in group.answers:
            same = group.same and often[looks[one]] > 1
            place = (number, looks[one]) if same else rest
            part = found.get(place, replace(group, answers=(), same=same))
            found[place] = replace(part, answers=(*part.answers, one))
    return sorted(map(_by_name, found.values()), key=_place)


def _about(group: AnswerGroup) -> tuple[str, str]:
    return group.notebook, group.cell


def _by_name(group: AnswerGroup) -> AnswerGroup:
    return replace(group, answers=tuple(sorted(group.answers, key=lambda one: one.student)))


def _alike(one: GradedAnswer, reason: Reason, often: Counter[tuple[str, ...]]) -> Any:
    """Return the key of answers that one look decides for; `often` counts equal texts of a question."""
    if reason in UNJUDGED:
        return one.student
    if reason is not Reason.WRITTEN:
        return one.score, one.result.checks
    words = words_of(one.answer)
    return words if often[*one.question, words] > 1 else ""


def _place(group: AnswerGroup) -> tuple[Any, ...]:
    """Return a group's sort key: written answers by question, others by the size of the group."""
    question = _about(group)
    first = question if group.reason is Reason.WRITTEN else ("", "")
    return (ORDER.index(group.reason), *first, -len(group.answers), *question)


def _waiting(one: GradedAnswer) -> Iterator[tuple[Reason, str]]:
    """Yield why an answer waits, if it does; an answer that a person has scored does not."""
    result = one.result
    if one.by_hand and not one.waits:
        return
    if result.ungraded and (one.waits or result.pending):
        yield Reason.UNGRADED, result.ungraded
    elif not result.automatic:
        if one.waits:
            yield Reason.WRITTEN, result.pending
    elif result.pending and one.waits:
        yield (
            (Reason.BROKEN if CheckStatus.BROKEN in result.record.statuses else Reason.UNREAD),
            result.pending,
        )
    elif one.waits:
        yield Reason.WAITS, ""
    elif result.checks and result.earned < result.worth and not result.mistakes:
        reason = _unexplained(result)
        said = result.wrong[0] if result.wrong else ""
        yield reason, said + (told_to_staff(result.ended) if reason is Reason.ENDED and result.ended else "")


def _unexplained(result: CellResult) -> Reason:
    """Return the reason to review an answer that no known mistake explains."""
    if result.late or result.ended is not None:
        return Reason.LATE if result.late else Reason.ENDED
    return Reason.NEAR if result.near else Reason.UNEXPLAINED
