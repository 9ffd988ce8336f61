"""Tries out an author's challenge before it grades anything, up to the first fault."""

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from nbverdict.authoring.mistake import Mistake
from nbverdict.config.course_code import PACKAGE
from nbverdict.errors import StaffError
from nbverdict.evidence.cases import Case
from nbverdict.judging.discovery import (
    CHECKS,
    authors_code,
    challenge_of,
    known_mistakes,
    reference_of,
    sample_cases,
)
from nbverdict.judging.scoring import checks_of, is_marked, marks_of, name_of


def rehearse(module: ModuleType) -> None:
    """Draw the cases of a challenge, compute the reference, and make each known mistake.

    Raises:
        StaffError: something raises, cannot be sent, or names something that does not exist.
    """
    cases = ensure_consistent(module)
    right = {case.name: reference_of(module, case, "cpu") for case in cases}
    for mistake in known_mistakes(module):
        _expect_possible(module, mistake, cases, right)


def ensure_consistent(module: ModuleType) -> Sequence[Case]:
    """Return cases of a challenge, if its functions, names and cases fit together: no reference is computed.

    Raises:
        StaffError: they do not.
    """
    for name in ("shown_cases", "hidden_cases", "reference"):
        if not callable(getattr(module, name, None)):
            hint = "write it: docs/authoring.md says what it returns"
            raise _fault(module, f"has no function `{name}`", hint)
    _expect_names(module)
    cases = sample_cases(module)
    _expect_cases(module, cases)
    return cases


def _expect_names(module: ModuleType) -> None:
    """Raise unless there is one gate, and each name of a check exists."""
    checks = checks_of(module)
    names = [name_of(check) for check in checks]
    gates = [name_of(check) for check in checks if is_marked(check, "gate")]
    if len(gates) != 1:
        what = f"has {len(gates)} gates among {len(checks)} checks"
        raise _fault(module, what, "mark exactly one check with `gate=True`")
    for at, check in enumerate(checks):
        needed = [one for mark in marks_of(check) if mark.name == "requires" for one in mark.args]
        for one in needed:
            if one not in names[:at]:
                what = f"lets `{names[at]}` require `{one}`, which is not a check above it"
                raise _fault(module, what, _listed(names[:at]))
    for mistake in known_mistakes(module):
        for one in mistake.charged:
            if one not in names:
                what = f"lets the mistake `{mistake.name}` cost `{one}`, which is not a check"
                raise _fault(module, what, _listed(names))


def _expect_cases(module: ModuleType, cases: Sequence[Case]) -> None:
    if not any(case.hidden for case in cases):
        raise _fault(module, "draws no hidden case", "`hidden_cases(rng)` returns a list of them")
    for case in cases:
        try:
            assert case.message
        except StaffError as error:
            what = f"has a case `{case.name}` that cannot be sent: {error}"
            raise _fault(module, what, error.hint) from error
    known = [case.name for case in cases]
    if twice := next((name for name in known if known.count(name) > 1), ""):
        raise _fault(module, f"draws two cases with the name `{twice}`", "give each case a name of its own")
    for check in checks_of(module):
        named = [one for mark in marks_of(check) if mark.name == "on" for one in mark.args]
        if strange := [one for one in named if one not in known]:
            what = f"lets `{name_of(check)}` judge `{strange[0]}`, which is not a case"
            raise _fault(module, what, _listed(known))


def _expect_possible(
    module: ModuleType, mistake: Mistake, cases: Sequence[Case], right: Mapping[str, Any]
) -> None:
    """Raise unless a mistake can be made on at least one case; on others shapes may not fit."""
    with authors_code(f"the mistake `{mistake.name}` of `{challenge_of(module)}` never fits a case"):
        impossible = [error for case in cases if (error := _impossible(mistake, case, right[case.name]))]
        if len(impossible) == len(cases):
            raise impossible[0]


def _impossible(mistake: Mistake, case: Case, right: Any) -> ValueError | IndexError | None:
    try:
        with np.errstate(all="ignore"):
            mistake.made(case, right)
    except (ValueError, IndexError) as error:
        return error
    return None


def _fault(module: ModuleType, what: str, hint: str | None) -> StaffError:
    where = f"{PACKAGE}/{challenge_of(module)}/{CHECKS}.py"
    return StaffError(f"{where}: `{challenge_of(module)}` {what}", hint=hint)


def _listed(names: Sequence[str]) -> str:
    return f"there are {', '.join(f'`{name}`' for name in names)}" if names else "there is none"
