"""Nothing counts that has not been seen to fail: take one wall away, and what it holds back comes through.

`docs/proofs.md` lists these walls; the last test here keeps that list true.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from graders.challenges import attention_grid, compare_t5
from graders.challenges import judge as judging
from graders.challenges.verdicts import Status
from graders.evidence import gather as gathering
from graders.grading import execute, intake, record
from graders.models.cache import PROJECT
from tests.challenges.test_attention_grid import IMPOSTORS
from tests.evidence.test_gather import CASES, replying
from tests.grading.test_execute import run, stdout
from tests.grading.test_record import CLAIM, cell, verdict
from tests.hub import Hub
from tests.models.test_pull import Pulling
from tests.small_bert import NAME, publish

__all__ = ["run"]  # a fixture

Patch = pytest.MonkeyPatch
EMPTY = """
def attention_grid(*_, **__):
    figure, grid = plt.subplots(2, 2)
    for axes in grid.flat:
        axes.imshow([[0.5]])
    return figure
"""
LOOKUP = """
import json
def compare_t5(names):
    known = {"t5-small": (60.506624, 6, 6, 512, 8), "t5-base": (222.903552, 12, 12, 768, 12),
             "t5-large": (737.668096, 24, 24, 1024, 16)}
    rows = [[n, m, 4 * m, 2 * m, m, e, d, h, a] for n in names for m, e, d, h, a in [known[n]]]
    return pd.DataFrame(rows, columns=["Model", "Parameters (M)", "FP32 (MB)", "FP16 (MB)", "INT8 (MB)",
                                       "Encoder layers", "Decoder layers", "Hidden size", "Attention heads"])
"""
UNVERIFIED = """
cache.go_online(os.environ)
from graders.models import pull
pull.check_contents = lambda *_: None
"""


def test_gate(assess: Callable[..., Any], monkeypatch: Patch) -> None:
    """Without the gate an empty frame scores."""
    assert assess("attention_grid", EMPTY).earned == 0
    monkeypatch.setattr(judging, "_gate", lambda *_: Status.PASSED)
    assert assess("attention_grid", EMPTY).earned > 0


def test_hidden_cases(assess: Callable[..., Any], monkeypatch: Patch) -> None:
    """Without hidden cases the values of the shown example score as constants."""
    assert assess("compare_t5", LOOKUP).earned == 0
    assert assess("attention_grid", IMPOSTORS["the_shown_example"]).earned == 0
    monkeypatch.setattr(compare_t5, "hidden_cases", lambda _rng: [])
    monkeypatch.setattr(attention_grid, "hidden_cases", lambda _rng: [])
    assert assess("compare_t5", LOOKUP).earned > 0
    assert assess("attention_grid", IMPOSTORS["the_shown_example"]).earned > 0


def test_finite_values(assess: Callable[..., Any], monkeypatch: Patch) -> None:
    """Without the ladder of shape, kind and finiteness, an array of NaN is no difference."""
    assert assess("attention_grid", IMPOSTORS["nan"]).earned == 0
    monkeypatch.setattr(attention_grid, "array_difference", lambda *_, **__: None)
    assert assess("attention_grid", IMPOSTORS["nan"]).earned > 0


def test_words_of_his_own(monkeypatch: Patch) -> None:
    """Without the filter on names and lines a hidden sentence reaches the student."""
    ask = replying(outcome="raised", exception="ValueError", line="the hidden sentence")
    assert gathering.gather(CASES[:1], ask, sources=[])[0].calls[0].line == ""
    monkeypatch.setattr(gathering, "_told", lambda call, _sources: call)
    assert gathering.gather(CASES[:1], ask, sources=[])[0].calls[0].line == "the hidden sentence"


def test_outputs_decide_nothing(monkeypatch: Patch) -> None:
    """Without the rewriting of outputs nbgrader reads a student's own claim."""
    honest, forged = cell(CLAIM), cell(CLAIM)
    record.record_verdict(honest, verdict(0.0), 3)
    monkeypatch.setattr(record, "harmless", lambda output: output)
    record.record_verdict(forged, verdict(0.0), 3)
    assert [determine_grade(one)[0] for one in (honest, forged)] == [0, 3]


def test_tags_are_dropped(monkeypatch: Patch) -> None:
    """Without intake the tag that skips a test cell gets in."""

    def tags() -> list[str]:
        notebook = new_notebook(cells=[new_code_cell("x", metadata={"tags": ["skip-execution"]})])
        intake.Intake().preprocess(notebook, {})
        return list(notebook.cells[0].metadata.get("tags", []))

    assert tags() == []
    monkeypatch.setattr(intake, "KEPT_OF_CELL", (*intake.KEPT_OF_CELL, "tags"))
    assert tags() == ["skip-execution"]


def test_scratch_folder(run: Any, monkeypatch: Patch) -> None:
    """Without the copy of the folder, what a process writes stays beside the graded notebook."""

    @contextmanager
    def in_place(self: Any) -> Iterator[str]:
        yield self.resources["metadata"]["path"]

    monkeypatch.setattr(execute.ExecuteAndJudge, "_scratch", in_place)
    notebook, _ = run("open('leak.txt', 'w').write('x'); import os; print(os.getcwd())", challenges=())
    assert stdout(notebook.cells[0]).strip().endswith("handed_in")


def test_environment(run: Any, monkeypatch: Patch) -> None:
    """Without the allow-list a process reads the grader's tokens."""
    monkeypatch.setenv("CANVAS_API_TOKEN", "secret")
    monkeypatch.setattr(execute, "student_environment", lambda: dict(__import__("os").environ))
    notebook, _ = run("import os; print('CANVAS_API_TOKEN' in os.environ)", challenges=())
    assert stdout(notebook.cells[0]) == "True\n"


def test_pulled_contents(tmp_path: Path) -> None:
    """Without the comparison with the hub's hashes, weights with another byte take the stand-in's place."""
    pulling = Pulling(tmp_path)
    with Hub({NAME: publish(tmp_path / "published")}) as hub:
        hub.faults.garbled.add("model.safetensors")
        assert (pulling.run(hub).returncode, pulling.is_real()) == (3, False)
        assert (pulling.run(hub, before=UNVERIFIED).returncode, pulling.is_real()) == (0, True)


def test_the_docs_list_these_walls() -> None:
    """Each wall has its row in docs/proofs.md."""
    page = (PROJECT / "docs" / "proofs.md").read_text("utf-8")
    walls = [
        name for name in globals() if name.startswith("test_") and name != "test_the_docs_list_these_walls"
    ]

    assert [name for name in walls if f"`{name}`" not in page] == []
