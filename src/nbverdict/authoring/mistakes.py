"""A known mistake, and how what it would have made of a case is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nbverdict.evidence.cases import Case

Made = Mapping[str, Any]  # by how the mistake was made (`head 3`, or nothing where there is one way)


@dataclass(frozen=True)
class Mistake:
    """One known mistake.

    `made(case, reference)` returns what the challenge's reference would be if the mistake were right: one for
    each way of making it, with the same names for the same ways on every case.
    """

    name: str  # as staff and figures call it
    about: str  # what it gets wrong: two mistakes about the same thing do not join
    charged: tuple[str, ...]  # the checks that it costs, without `test_`
    idea: str  # what the student reads: the idea, and where to look
    made: Callable[[Case, Any], Made]
    earns: bool = True  # whether an answer with it is the outcome of work: else nothing follows from it


def as_it_is(change: Callable[[Any], Any]) -> Callable[[Case, Any], Made]:
    """Return what makes a mistake in one way, whatever the case is."""
    return lambda _case, reference: {"": change(reference)}
