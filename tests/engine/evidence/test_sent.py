"""What is sent to a student's process is one text of several files: none of them may hide another's names."""

import ast
from collections import Counter
from typing import Any

import numpy as np
import pytest

from nbverdict.evidence.gather import collector_text, moment_start
from nbverdict.evidence.moment import KEPT_IN

SHARED = {"Undo", "Given", "COURSE_BUILDERS", "COURSE_CALLERS"}  # a type, and what a course's file fills


def bound(text: str) -> Counter[str]:
    """Return how often a text binds each name at its top level."""
    found: Counter[str] = Counter()
    for node in ast.parse(text).body:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                found[node.name] += 1
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found[name] += 1
    return found


def test_no_file_hides_a_name_of_another() -> None:
    """The later one would be called in place of the earlier one."""
    assert {name for name, times in bound(collector_text()).items() if times > 1} <= SHARED


@pytest.mark.parametrize("value", [np.datetime64("2026-11-30"), np.timedelta64(90, "s")])
def test_a_moment_of_numpy_is_told(value: Any) -> None:
    """In the process, where all files are one."""
    scope: dict[str, Any] = {}
    exec(compile(collector_text(), "<the collector>", "exec"), scope)

    assert scope["moment"](value)["other"] == type(value).__name__


def test_a_process_compiles_what_it_takes_once() -> None:
    """At its first check; the code for later ones is short, and does the same."""
    import sys

    made: dict[str, Any] = {"__name__": "__main__", "X": [1]}
    sys.modules.pop(KEPT_IN, None)
    try:
        exec(moment_start("a"), made)
        first = sys.modules[KEPT_IN]
        exec(moment_start("b", first=False), made)
        kept = vars(first)["kept"]
    finally:
        sys.modules.pop(KEPT_IN, None)

    assert {"a", "b"} <= {*kept}
    assert type(kept["a"]) is type(kept["b"])
    assert len(moment_start("b", first=False)) < 1000 < len(moment_start("a"))
    assert {name for name in made if not name.startswith("__")} == {"X"}
