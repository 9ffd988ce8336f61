"""One row for each thing that was graded, from which all figures are computed."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from graders.models.cache import PROJECT
from nbverdict.judging.discovery import known_mistakes, load_challenge
from nbverdict.selfcheck.check import Checked
from nbverdict.selfcheck.rules import points_of_variant
from nbverdict.selfcheck.variants import Variant
from tools.graders.blind import Answer

SCRATCH = PROJECT / "build" / "graders"
ROWS = SCRATCH / "rows.jsonl"
CHECK, BLIND = "check", "blind"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One variant over all draws, one check, or one blind answer."""

    what: str  # a kind of variant, `check`, or `blind`
    challenge: str
    name: str  # of a variant or a check, or the student
    earned: tuple[float, ...] = ()
    worth: float = 0.0
    caught: bool = False  # a check found something wrong, on every draw
    expected: tuple[str, ...] = ()  # the names that would be right
    named: tuple[tuple[str, ...], ...] = ()  # the names that were given, for each draw
    mistaken: bool = False  # a blind answer with a mistake in it
    unearned: float = 0.0  # the most that a variant has on a draw on which no check found anything right
    unworked: float = 0.0  # the most that follows from a mistake which takes no work


def variant_rows(checked: Checked) -> Iterator[Row]:
    """Yield a row for each variant and each check."""
    for one in checked.observed:
        yield Row(
            what=one.variant.kind,
            challenge=one.variant.challenge,
            name=one.variant.name,
            earned=tuple(seen.earned for seen in one.seen),
            worth=points_of_variant(one),
            caught=all(seen.wrong for seen in one.seen),
            expected=one.variant.mistakes,
            named=tuple(seen.mistakes for seen in one.seen),
            unearned=max((seen.earned for seen in one.seen if not seen.right), default=0.0),
            unworked=max(seen.followed for seen in one.seen) if _takes_no_work(one.variant) else 0.0,
        )
    for matrix in checked.matrices:
        for check in matrix.checks:
            yield Row(what=CHECK, challenge=matrix.challenge, name=check, caught=check not in matrix.idle)


def _takes_no_work(variant: Variant) -> bool:
    idle = {one.name for one in known_mistakes(load_challenge(variant.challenge)) if not one.earns}
    return not idle.isdisjoint(variant.mistakes)


def blind_rows(answers: Sequence[Answer]) -> Iterator[Row]:
    """Yield a row for each answer of the blind set."""
    for one in answers:
        yield Row(
            what=BLIND,
            challenge=one.challenge,
            name=one.student,
            earned=(one.earned,),
            worth=one.worth,
            caught=one.earned < one.worth,
            expected=one.right_names,
            named=(one.named,),
            mistaken=one.mistaken,
        )


def write_rows(file: Path, rows: Sequence[Row]) -> None:
    """Leave the rows, a line of JSON each."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{json.dumps(asdict(row))}\n" for row in rows), "utf-8")
