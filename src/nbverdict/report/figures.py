"""Statistics of a class: its scores, its checks, and its known mistakes."""

import inspect
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from nbverdict.judging.discovery import load_challenge
from nbverdict.judging.scoring import name_of, scored_checks, worth_of
from nbverdict.report.class_results import GradedAnswer

SLOWEST = 5  # notebooks in a report's list
FEWEST = 5  # students: with fewer, a correlation says nothing


@dataclass(frozen=True)
class CheckFigures:
    """One check over a class."""

    challenge: str
    line: str
    passed: int
    of: int
    discrimination: float | None  # correlation with the score without this check; None if undefined


@dataclass(frozen=True)
class MistakeFigures:
    """One known mistake, how many students made it, and what they read about it."""

    challenge: str
    name: str
    students: int
    message: str


def totals(answers: Sequence[GradedAnswer]) -> dict[str, float]:
    """Return each student's points."""
    found: dict[str, float] = defaultdict(float)
    for one in answers:
        found[one.student] += one.score
    return dict(found)


@dataclass(frozen=True)
class Times:
    """Run times of notebooks."""

    notebooks: int
    median: float  # seconds
    slowest: tuple[tuple[float, str, str], ...]  # seconds, student and notebook of the few that took longest


def slowest(answers: Sequence[GradedAnswer]) -> Times | None:
    """Return the run times of a class's notebooks, if known."""
    took = {(one.student, one.result.notebook): one.seconds for one in answers if one.seconds is not None}
    if not took:
        return None
    longest = sorted(((seconds, *about) for about, seconds in took.items()), reverse=True)[:SLOWEST]
    return Times(len(took), float(np.median(list(took.values()))), tuple(longest))


def check_figures(answers: Sequence[GradedAnswer]) -> list[CheckFigures]:
    """Return the figures of each check with points, in the order of the checks, then of plain tests."""
    whole = totals(answers)
    earned: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for one in answers:
        for check, points in one.result.checks:
            earned[one.result.challenge, check][one.student] = points
    found = []
    for challenge in dict.fromkeys(challenge for challenge, _ in earned):
        for name, line, worth in _lines(challenge):
            own = earned.get((challenge, name), {})
            if worth and own:
                found.append(_figures(challenge, line, own, whole, enough=0.0))
    return [*found, *_plain_figures(answers, whole)]


def _plain_figures(answers: Sequence[GradedAnswer], whole: Mapping[str, float]) -> Iterator[CheckFigures]:
    """Yield the figures of each plain test with points, and why most students failed it."""
    tests: dict[tuple[str, str], list[GradedAnswer]] = defaultdict(list)
    for one in answers:
        if one.result.unprotected and one.result.worth and not one.result.ungraded:
            tests[one.question].append(one)
    for (notebook, cell), judged in sorted(tests.items()):
        failed = Counter(one.result.record.failed for one in judged if one.result.record.failed)
        why = "".join(f": {reason} ({count})" for reason, count in failed.most_common(1))
        own = {one.student: one.result.earned for one in judged}
        yield _figures(notebook, cell + why, own, whole, enough=judged[0].result.worth)


def _figures(
    task: str, line: str, own: Mapping[str, float], whole: Mapping[str, float], *, enough: float
) -> CheckFigures:
    """Return the figures of a check by its points for each student; `enough` points pass it, if not 0."""
    passed = [points >= enough and points > 0 for points in own.values()]
    rest = [whole[student] - points for student, points in own.items()]
    return CheckFigures(task, line, sum(passed), len(own), _correlation(passed, rest))


def mistake_figures(answers: Sequence[GradedAnswer]) -> list[MistakeFigures]:
    """Return the known mistakes of a class, the most frequent first."""
    made = Counter(
        (one.result.challenge, name) for one in answers for name in dict.fromkeys(one.result.mistakes)
    )
    said = {
        (one.result.challenge, name): text
        for one in reversed(answers)
        for name, text in zip(one.result.mistakes, one.result.told, strict=False)
    }
    return [
        MistakeFigures(challenge, name, students, said.get((challenge, name), ""))
        for (challenge, name), students in made.most_common()
    ]


def _lines(challenge: str) -> Iterator[tuple[str, str, float]]:
    """Yield name, line and points of each check of a challenge, if there still is one."""
    with suppress(Exception):  # a report needs only what was graded: the checks may be broken by now
        for check in scored_checks(load_challenge(challenge)):
            yield name_of(check), inspect.getdoc(check) or "", worth_of(check)


def _correlation(passed: Sequence[bool], rest: Sequence[float]) -> float | None:
    """Return the point-biserial correlation of passing a check with all other points."""
    if len(passed) < FEWEST or len(set(passed)) == 1 or np.std(rest) == 0:
        return None
    return float(np.corrcoef(np.array(passed, float), rest)[0, 1])
