"""Walls that keep hidden cases hidden: without each, what it holds back comes through."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nbverdict.compare.difference import Wrong
from nbverdict.evidence import answers, gather
from nbverdict.evidence.cases import Case
from nbverdict.evidence.decode import Call, CallOutcome
from nbverdict.execution.preprocessors import ExecuteAndJudge
from nbverdict.judging.discovery import load_challenge
from nbverdict.judging.runner import judge
from nbverdict.judging.table import message
from nbverdict.judging.verdict import Verdict
from nbverdict.notebook.inputs import Inputs
from tools.scratch import this_course

Patch = pytest.MonkeyPatch
KERNEL = {"name": "python3", "display_name": "Python 3"}
LOCKED = {"grade": False, "solution": False, "locked": True}
WRITES_IT_DOWN = """
SEEN = []
def causal_mask(n):
    SEEN.append(n)
    return [[1.0 * (key <= query) for key in range(n)] for query in range(n)]
def estimate_memory(parameters, precision="fp32", training=False):
    seen = sum(n * 100**at for at, n in enumerate(SEEN[1:]))
    return {"weights": seen, "gradients": 0, "optimizer": 0, "total": 0}
"""
LOOKS_IT_UP = """
import os
TOLD = [int(name) for name in READ if name.isdigit()]
def causal_mask(n):
    return [[1.0 * (key <= query) for key in range(n)] for query in range(n)] if n in [2, *TOLD] else None
"""
FOLDERS = LOOKS_IT_UP.replace("READ", "os.listdir()")
TIMES = LOOKS_IT_UP.replace("READ", "(str(int(os.stat(name).st_mtime)) for name in os.listdir())")
MODES = LOOKS_IT_UP.replace("READ", "(str(os.stat(name).st_mode & 0o77) for name in os.listdir())")
PLACES = LOOKS_IT_UP.replace("READ", "(str(place) for place, cell in enumerate(In) if 'the course' in cell)")


class Attempts:
    """One student's attempts at a small notebook."""

    def __init__(self, root: Path) -> None:
        """Keep the course; the folder of what is handed in is empty."""
        self.root, self.folder = root, root / "handed_in"
        self.folder.mkdir()

    def make(self, *cells: Any) -> dict[str, Verdict]:
        """Run one, and return what comes of it."""
        config = this_course()
        config.merge({"ExecuteAndJudge": {"timeout": 20, "call_seconds": 10}})
        runner = ExecuteAndJudge(config=config, root=str(self.root))
        notebook = new_notebook(cells=list(cells), metadata={"kernelspec": KERNEL})
        asked = ["causal_mask", "estimate_memory"]
        evidence = runner.run(notebook, {"metadata": {"path": str(self.folder)}}, asked)
        self.hidden = [case.known for case in map(_case, evidence["causal_mask"]) if case.hidden]
        return {name: runner.assessor.judge(name, evidence[name]) for name in asked}

    def points(self, *cells: Any) -> float:
        """Return the points for the mask alone."""
        return self.make(*cells)["causal_mask"].earned


def _case(one: Any) -> Case:
    case: Case = one.case
    return case


@pytest.fixture
def attempts(course: Path) -> Attempts:
    """A student who may hand in as often as they like."""
    return Attempts(course)


def told(verdict: Verdict) -> str:
    """Return all that a student reads of a verdict."""
    return " ".join(message(check) for check in verdict.checks)


def test_examples_first(attempts: Attempts, monkeypatch: Patch) -> None:
    """Without it the example of a later task is answered with hidden inputs, and shows them."""

    def leaks() -> bool:
        shown = told(attempts.make(new_code_cell(WRITES_IT_DOWN))["estimate_memory"])
        first, second, *_ = attempts.hidden
        return str(first + 100 * second) in shown.replace(",", "")

    assert not leaks()
    monkeypatch.setattr(gather, "_examples_first", list)
    assert leaks()


def folders(attempts: Attempts) -> list[Any]:
    """Name folders after what is known of hidden cases."""
    for n in attempts.hidden:
        (attempts.folder / str(n)).mkdir(exist_ok=True)
    return [new_code_cell(FOLDERS)]


def places(attempts: Attempts) -> list[Any]:
    """Put cells of the course where their place says it, between blank ones that the digest left out."""
    cells = [new_code_cell("pass") for _ in range(40)]
    for n in attempts.hidden:
        cells[n - 1] = new_code_cell("'the course'", metadata={"nbgrader": LOCKED})
    return [*cells, new_code_cell(PLACES)]


def all_but_folders(inputs: Inputs) -> str:
    """Return a digest of programs and files alone."""
    return repr((inputs.programs, inputs.files))


def all_but_places(inputs: Inputs) -> str:
    """Return a digest that leaves cells of the course out, and thus where they stand."""
    return repr([program for program in inputs.programs if program not in ("'the course'", "pass")])


@pytest.mark.parametrize(
    ("carry", "less"), [(folders, all_but_folders), (places, all_but_places)], ids=["folders", "places"]
)
def test_the_whole_of_what_is_given(
    attempts: Attempts, monkeypatch: Patch, carry: Callable[[Attempts], Any], less: Callable[[Inputs], str]
) -> None:
    """Where a part of it is in no digest, the same cases come again, and that part carries answers in."""
    attempts.hidden = []
    attempts.points(*carry(attempts))
    assert attempts.points(*carry(attempts)) == 0
    shutil.rmtree(attempts.folder)
    attempts.folder.mkdir()
    monkeypatch.setattr(Inputs, "digest", property(less))
    attempts.hidden = []
    attempts.points(*carry(attempts))
    assert attempts.points(*carry(attempts)) == 2


def times(path: Path, n: int) -> None:
    """Tell a number by a file's time."""
    os.utime(path, (n, n))


def modes(path: Path, n: int) -> None:
    """Tell a number by what others may do with a file."""
    path.chmod(0o600 | n)


@pytest.mark.parametrize(("say", "program"), [(times, TIMES), (modes, MODES)], ids=["times", "modes"])
def test_files_look_alike(
    attempts: Attempts, monkeypatch: Patch, say: Callable[[Path, int], None], program: str
) -> None:
    """Where they keep what they came with, that carries answers in: it is in no digest."""

    def in_two_attempts() -> float:
        for name in "abc":
            (attempts.folder / name).write_text("")
        attempts.points(new_code_cell(program))
        for name, n in zip("abc", attempts.hidden, strict=True):
            say(attempts.folder / name, n)
        return attempts.points(new_code_cell(program))

    def as_they_came(_inputs: Inputs, folder: Path) -> None:
        shutil.copytree(attempts.folder, folder, dirs_exist_ok=True)

    assert in_two_attempts() == 0
    monkeypatch.setattr(Inputs, "lay_out", as_they_came)
    assert in_two_attempts() == 2


def test_a_hidden_call_tells_no_line(monkeypatch: Patch) -> None:
    """Without that a function with a line for each input shows which it was given."""
    module = load_challenge("causal_mask")
    cases = [*module.shown_cases(), *module.hidden_cases(np.random.default_rng(1))]
    mask = Call.model_validate(
        {"outcome": "answer", "value": {"array": 0}}, context={0: np.tril(np.ones((2, 2)))}
    )
    stopped = Call(outcome=CallOutcome.RAISED, exception="ValueError", line="raise ValueError  # it was 31")
    evidence = [answers.Answers(case, (stopped if case.hidden else mask,)) for case in cases]

    def all_of_it(_answers: answers.Answers, call: Call) -> Wrong:
        return Wrong(call.line, anywhere=call.line)

    assert "it was" not in told(judge("causal_mask", evidence, "cpu"))
    monkeypatch.setattr(answers.Answers, "_raised", all_of_it)
    assert "it was" in told(judge("causal_mask", evidence, "cpu"))
