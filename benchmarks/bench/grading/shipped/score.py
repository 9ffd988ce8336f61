"""Scores one task of a notebook: calls the function on each case, runs the checks, adds up the points."""

import importlib
import inspect
import json
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from . import building
from .answers import Answers
from .builders import COURSE_BUILDERS
from .cases import Case
from .collector import ask
from .decode import build_call

building.COURSE_BUILDERS = COURSE_BUILDERS


def score(task: str, namespace: dict[str, Any]) -> float:
    """Return the points of a task; `namespace` holds what the notebook has defined."""
    module = importlib.import_module(f"{__package__}.{task}")
    every = json.loads(Path(f"cases.{task}.json").read_text("utf-8"))
    answers = [_answers(_case(task, number, told), told, namespace) for number, told in enumerate(every)]
    references = [module.reference(answer.case, "cpu") for answer in answers]
    checks = [f for name, f in vars(module).items() if name.startswith("test_") and inspect.isfunction(f)]
    passed = _passed(checks, answers, references)
    return float(sum(_earned(check, checks, passed) for check in checks))


def _case(task: str, number: int, told: dict[str, Any]) -> Case:
    """Return one of the cases that lie beside the notebook."""
    weights = Path(f"cases.{task}.{number}.safetensors")
    known = told["known"]
    if isinstance(known, dict) and "arrays" in known:
        known = SimpleNamespace(**{name: np.array(rows) for name, rows in known["arrays"].items()})
    return Case(
        told["name"],
        told["function"],
        told["arguments"],
        again=told["again"],
        weights=weights.read_bytes() if weights.is_file() else b"",
        known=known,
    )


def _answers(case: Case, told: dict[str, Any], namespace: dict[str, Any]) -> Answers:
    """Return what the notebook's function answers; `told` is the case as it was written."""
    arrays: list[Any] = []
    with tempfile.TemporaryDirectory() as folder:
        first = [building.build(given, case.weights, folder) for given in case.args]
        again = [
            building.build(given, case.weights, folder, same)
            for given, same in zip(case.again, first, strict=False)
        ]
        calls = ask(told, [first, again] if again else [first], namespace, folder, arrays)
    return Answers(case, tuple(build_call(call, arrays) for call in calls))


def _passed(checks: list[Any], answers: list[Answers], references: list[Any]) -> dict[tuple[str, str], bool]:
    """Return whether each check passed on each case that it judges."""
    passed: dict[tuple[str, str], bool] = {}
    for check in checks:
        for answer, reference in zip(answers, references, strict=True):
            case = answer.case.name
            if not check.cases or case in check.cases:
                needed = (passed[f"test_{name}", case] for name in check.needed)
                passed[check.__name__, case] = all(needed) and _holds(check, answer, reference)
    return passed


def _holds(check: Any, answer: Answers, reference: Any) -> bool:
    given = {"evidence": answer, "reference": reference}
    try:
        check(**{name: given[name] for name in inspect.signature(check).parameters})
    except Exception:  # noqa: BLE001 - whatever stops a check, it did not pass
        return False
    return True


def _earned(check: Any, checks: list[Any], passed: dict[tuple[str, str], bool]) -> float:
    """Return a check's points: it must hold on every case, and what is form needs one right answer."""
    opened = any(
        passed[one.__name__, case]
        for one in checks
        if one.is_gate
        for name, case in passed
        if name == one.__name__ and case != "shown"
    )
    holds = all(right for (name, _), right in passed.items() if name == check.__name__)
    return float(check.worth) if holds and (opened or not check.is_form) else 0.0
