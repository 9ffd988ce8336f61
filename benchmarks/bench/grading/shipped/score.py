"""Scores one task of a notebook: calls the function on each case, runs the checks, adds up the points."""

import importlib
import inspect
import json
import tempfile
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from . import collector
from .answers import Answers
from .builders import COURSE_BUILDERS
from .decode import build_call

collector.COURSE_BUILDERS = COURSE_BUILDERS


def score(task: str, namespace: dict[str, Any]) -> float:
    """Return the points of a task; `namespace` holds what the notebook has defined."""
    module = importlib.import_module(f"{__package__}.{task}")
    answers = [_answers(case, namespace) for case in _read_cases(task)]
    references = [module.reference(answer.case, "cpu") for answer in answers]
    checks = [f for name, f in vars(module).items() if name.startswith("test_") and inspect.isfunction(f)]
    passed = _passed(checks, answers, references)
    return float(sum(_earned(check, checks, passed) for check in checks))


def _read_cases(task: str) -> list[Any]:
    cases = [SimpleNamespace(**told) for told in json.loads(Path(f"cases.{task}.json").read_text("utf-8"))]
    for number, case in enumerate(cases):
        weights = Path(f"cases.{task}.{number}.safetensors")
        case.weights = weights.read_bytes() if weights.is_file() else b""
        case.hidden = case.name != "shown"
        if isinstance(case.known, dict) and "arrays" in case.known:
            arrays = case.known["arrays"].items()
            case.known = SimpleNamespace(**{name: np.array(rows) for name, rows in arrays})
    return cases


def _answers(case: Any, namespace: dict[str, Any]) -> Answers:
    with tempfile.TemporaryDirectory() as folder:
        first = [collector.build(given, case.weights, folder) for given in case.args]
        again = [
            collector.build(given, case.weights, folder, same)
            for given, same in zip(case.again, first, strict=False)
        ]
        calls = []
        for arguments in [first, again] if again else [first]:
            arrays: list[Any] = []
            told = collector.call(case.function, arguments, namespace, folder, arrays)
            calls.append(build_call(told, arrays))
    return Answers(case, tuple(calls))


def _passed(checks: list[Any], answers: list[Answers], references: list[Any]) -> dict[tuple[str, str], bool]:
    """Return whether each check passed on each case that it judges."""
    passed: dict[tuple[str, str], bool] = {}
    for check in checks:
        for answer, reference in zip(answers, references, strict=True):
            case = answer.case.name
            if case in getattr(check, "cases", (case,)):
                needed = (passed[f"test_{name}", case] for name in getattr(check, "needed", ()))
                passed[check.__name__, case] = all(needed) and _holds(check, answer, reference)
    return passed


def _holds(check: Any, answer: Answers, reference: Any) -> bool:
    given = {"evidence": answer, "reference": reference}
    try:
        check(**{name: given[name] for name in inspect.signature(check).parameters})
    except Exception:  # noqa: BLE001 - whatever stops a check, it did not pass
        return False
    return True


def _earned(check: Any, checks: list[ModuleType], passed: dict[tuple[str, str], bool]) -> float:
    """Return a check's points: it must hold on every case, and what is form needs one right answer."""
    opened = any(
        passed[one.__name__, case]
        for one in checks
        if hasattr(one, "is_gate")
        for name, case in passed
        if name == one.__name__ and case != "shown"
    )
    holds = all(right for (name, _), right in passed.items() if name == check.__name__)
    return getattr(check, "worth", 0.0) if holds and (opened or not hasattr(check, "is_form")) else 0.0
