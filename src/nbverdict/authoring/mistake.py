"""Known mistakes: what learners get wrong, told by what the reference would be if they were right."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbverdict.errors import StaffError
from nbverdict.evidence.cases import Case

Made = Mapping[str, Any]  # by how the mistake was made (`head 3`, or nothing if there is one way)


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


def mistake(
    *,
    costs: str | Sequence[str],
    about: str = "",
    ways: Mapping[str, Any] | None = None,
    earns: bool = True,
) -> Callable[[Callable[..., Any]], Mistake]:
    """Make a known mistake of a function: its name is the mistake's, its docstring what the student reads.

    The function returns what the reference would be if the mistake were right. It takes what it names of
    `right`, the reference, `case`, and `way`, which is one of the values of `ways`.

    Args:
        costs: the checks that it costs, by name; the first of them that failed.
        about: what it gets wrong, which is `costs` unless it says otherwise: two about the same do not join.
        ways: how it may be made, by name, if there are several ways.
        earns: whether an answer with it is the outcome of work: else nothing follows from it.

    Raises:
        StaffError: the function has no docstring, or takes something else.
    """
    charged = tuple(one.removeprefix("test_") for one in ([costs] if isinstance(costs, str) else costs))

    def made(function: Callable[..., Any]) -> Mistake:
        name, idea = function.__name__, " ".join((inspect.getdoc(function) or "").split())
        taken = list(inspect.signature(function).parameters)
        others = [one for one in taken if one not in ("right", "case", *(["way"] if ways else []))]
        if not idea:
            raise StaffError(f"the mistake `{name}` has no docstring", hint="write what its student reads")
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
    """Return what makes a mistake in one way, whatever the case is."""
    return lambda _case, reference: {"": change(reference)}
