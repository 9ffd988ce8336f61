"""What a class of variants got: each variant with the verdicts on it, one for each draw."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from nbverdict.judging.scoring import CLOSED, FOLLOWS, SPENT
from nbverdict.judging.verdict import Status
from nbverdict.notebook.record import RECORD
from nbverdict.selfcheck.roster import Seat
from nbverdict.selfcheck.variants import Variant


@dataclass(frozen=True)
class Seen:
    """One verdict, as far as it must be the same on every draw."""

    earned: float
    failed: frozenset[str]  # checks that did not pass, for whatever reason but a closed gate or a slip above
    wrong: frozenset[str]  # those that found something wrong, also where it was charged to another
    mistakes: tuple[str, ...]
    pending: str
    followed: float = 0.0  # points that it has only because a mistake is charged once
    right: bool = False  # whether a check that is worth points passed by itself, also behind a closed gate


@dataclass(frozen=True)
class Observed:
    """A variant and what was seen of it."""

    variant: Variant
    seen: tuple[Seen, ...]

    @property
    def failed(self) -> frozenset[str]:
        """Return the checks that failed on every draw."""
        return frozenset.intersection(*(one.failed for one in self.seen))

    @property
    def wrong(self) -> frozenset[str]:
        """Return the checks that found something wrong on every draw."""
        return frozenset.intersection(*(one.wrong for one in self.seen))


def observe(places: Sequence[Seat], autograded: Path, assignment: str) -> list[Observed]:
    """Return each variant that was handed in with what was seen of it."""
    found: dict[Variant, list[Seen]] = defaultdict(list)
    for seat in places:
        for notebook, answers in seat.answers.items():
            records = read_records(autograded / seat.student / assignment / f"{notebook}.ipynb")
            for challenge, variant in answers.items():
                found[variant].append(_seen(records.get(challenge, {})))
    return [Observed(variant, tuple(seen)) for variant, seen in found.items()]


def read_records(path: Path) -> dict[str, Mapping[str, Any]]:
    """Return what was found in an autograded notebook, by challenge; nothing where it could not be graded."""
    if not path.is_file():
        return {}
    cells = nbformat.read(path, as_version=4).cells
    records = [cell.metadata[RECORD] for cell in cells if RECORD in cell.metadata]
    return {record["challenge"]: record for record in records if "challenge" in record}


def _seen(record: Mapping[str, Any]) -> Seen:
    checks = record.get("checks", [])
    own = [one for one in checks if not str(one["sentence"]).startswith(CLOSED)]
    return Seen(
        earned=float(record.get("earned", 0.0)),
        failed=frozenset(
            one["name"] for one in own if one["status"] != Status.PASSED and one["sentence"] != SPENT
        ),
        wrong=frozenset(
            one["name"] for one in own if one["status"] == Status.WRONG or one["sentence"] == FOLLOWS
        ),
        mistakes=tuple(one["mistake"] for one in record.get("diagnoses", [])),
        pending=str(record.get("pending", "not graded")),
        followed=float(record.get("followed", 0.0)),
        right=any(map(_is_right, checks)),
    )


def _is_right(check: Mapping[str, Any]) -> bool:
    passed = check["status"] == Status.PASSED and check["sentence"] != FOLLOWS
    return bool(check["worth"]) and (passed or str(check["sentence"]).startswith(CLOSED))
