"""A case: what is done in a course of its own, and what must come of it."""

from collections.abc import Callable
from dataclasses import dataclass

from tools.cases.course import Course

Act = Callable[[Course], None]  # raises AssertionError if what comes of it is not right
CASES: dict[str, "Case"] = {}


@dataclass(frozen=True)
class Case:
    """One case: its name, the kind that it belongs to, the report that it follows, and what is done."""

    name: str
    kind: str
    source: str
    right: str  # what a teacher would say
    act: Act


def case(kind: str, source: str) -> Callable[[Act], Act]:
    """Register a function as a case; its docstring is what must come of it."""

    def registered(act: Act) -> Act:
        name = act.__name__.removeprefix("_")
        assert name not in CASES, name
        CASES[name] = Case(name, kind, source, " ".join((act.__doc__ or "").split()), act)
        return act

    return registered
