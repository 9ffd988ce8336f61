"""Known mistakes: what learners get wrong, described by the values that the mistake would produce."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbverdict.errors import StaffError
from nbverdict.evidence.cases import Case

Made = Mapping[str, Any]  # by the way of making the mistake (`head 3`, or nothing if there is one way)


@dataclass(frozen=True)
class Mistake:
    """One known mistake.

    `made(case, reference)` returns the values that the mistake would produce: one for each way of making it,
    with the same names for the same ways on every case.
    """

    name: str  # for staff and figures
    about: str  # its subject: two mistakes with the same subject do not combine
    charged: tuple[str, ...]  # names of the checks that it costs, without `test_`
    idea: str  # what the student reads: the idea, and where to look
    made: Callable[[Case, Any], Made]
    earns: bool = True  # whether an answer with it shows real work: if not, no points follow from it


def mistake(
    *, costs: str | Sequence[str], about: str = "", ways: Mapping[str, Any] | None = None, earns: bool = True
) -> Callable[[Callable[..., Any]], Mistake]:
    """Decorate a function as a known mistake: its docstring is what the student reads.

    The function returns the value that the mistake would produce. Its parameters are any of `right`, the
    reference's value, `case`, and `way`, one of the values of `ways`.

    Args:
        costs: names of the checks that it costs; only the first of them that failed is charged.
        about: its subject, by default `costs`: two mistakes with the same subject do not combine.
        ways: the ways of making it, by name, if there are several.
        earns: whether an answer with it shows real work: if not, no points follow from it.

    Raises:
        StaffError: the function has no docstring, or has another parameter.
    """
    charged = tuple(one.removeprefix("test_") for one in ([costs] if isinstance(costs, str) else costs))

    def made(function: Callable[..., Any]) -> Mistake:
        name, idea = function.__name__, " ".join((inspect.getdoc(function) or "").split())
        taken = list(inspect.signature(function).parameters)
        others = [one for one in taken if one not in ("right", "case", *(["way"] if ways else []))]
        if not idea:
            raise StaffError(f"the mistake `{name}` has no docstring", hint="write what the student reads")
        if others:
            raise StaffError(
                f"the mistake `{name}` takes `{others[0]}`", hint="it may take `right`, `case` and `way`"
            )

        def wrong(case: Case, right: Any) -> Made:
            given = {"right": right, "case": case}
            known = {one: given[one] for one in taken if one in given}
            if ways is None:
                return {"": function(**known)}
            asks = "way" in taken
            return {one: function(**known, **({"way": value} if asks else {})) for one, value in ways.items()}

        return Mistake(name, about or charged[0], charged, idea, wrong, earns)

    return made


def as_it_is(change: Callable[[Any], Any]) -> Callable[[Case, Any], Made]:
    """Return the `made` of a mistake that has one way and does not depend on the case."""
    return lambda _case, reference: {"": change(reference)}
