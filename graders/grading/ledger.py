"""What was graded last of each submission, and what came of it, so that it is not graded again."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from graders.evidence.whole import write_whole
from graders.grading.keys import Surroundings
from graders.grading.results import Result
from graders.grading.settings import GRADED


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One graded submission.

    `state` is what lay in its folder, `asked` identifies the assignment with what each challenge asks, and
    `judged` the checks and rulings; `answers` tells of each grade cell what was answered, and `seconds` of
    each notebook how long it ran.
    """

    state: str
    asked: str
    judged: str
    around: Surroundings
    results: tuple[Result, ...]
    notes: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    holds: bool = True  # until it is graded again, which makes it history


class Ledger:
    """The ledger below a course's evidence; what cannot be read was not graded yet."""

    def __init__(self, evidence: Path) -> None:
        """Name the folder; it is made when the first submission is graded."""
        self.folder = evidence / GRADED

    def last(self, assignment: str, student: str) -> Entry | None:
        """Return what came of a submission when it was graded last, whether or not that still holds."""
        try:
            return _entry(json.loads(self._path(assignment, student).read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def enter(self, assignment: str, student: str, entry: Entry) -> None:
        """Write down what was graded."""
        write_whole(self._path(assignment, student), json.dumps(asdict(entry)))

    def drop(self, assignment: str, student: str, answers: Mapping[str, str] | None = None) -> None:
        """Let an entry hold no longer, so that the next run grades the submission.

        Its answers are not what people see from now on: those are `answers`, where that is known.
        """
        last = self.last(assignment, student)
        if last is not None:
            told = {**asdict(last), "holds": False, "answers": dict(answers or {})}
            write_whole(self._path(assignment, student), json.dumps(told))

    def _path(self, assignment: str, student: str) -> Path:
        return self.folder / assignment / f"{student}.json"


def _entry(told: dict[str, Any]) -> Entry:
    return Entry(
        **{
            **told,
            "around": Surroundings(**told["around"]),
            "results": tuple(_result(one) for one in told["results"]),
            "notes": tuple(told["notes"]),
        }
    )


def _result(told: dict[str, Any]) -> Result:
    checks = tuple((name, earned) for name, earned in told["checks"])
    texts = {name: tuple(told.get(name, ())) for name in ("wrong", "mistakes", "told")}
    return Result(**{**told, **texts, "checks": checks})
