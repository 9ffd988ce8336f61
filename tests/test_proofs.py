"""Nothing counts that has not been seen to fail: take one wall away, and what it holds back comes through.

`docs/proofs.md` lists these walls and those of the other files of proofs; the last test here keeps it true.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from graders.attention_grid import checks as attention_grid
from graders.compare_t5 import checks as compare_t5
from graders.models.cache import PROJECT
from nbverdict.errors import StaffError
from nbverdict.evidence import gather as gathering
from nbverdict.execution import output_limits as bounded
from nbverdict.execution import preprocessors as execute
from nbverdict.intake import files, match, metadata, versions
from nbverdict.intake import notebooks as handin
from nbverdict.intake.repair import repair
from nbverdict.judging import scoring as weigh
from nbverdict.judging.verdict import CheckStatus
from nbverdict.notebook import record
from nbverdict.sandbox import plans
from nbverdict.selfcheck.variants import VariantKind
from tests import test_proofs_given, test_proofs_intake, test_proofs_received
from tests.course.challenges.variants import code
from tests.course.models.test_pull import Pulling
from tests.engine.evidence.test_gather import CASES, replying
from tests.engine.execution.test_preprocessors import run, stdout
from tests.engine.intake.test_repair import RELEASE, SOLVED, named
from tests.engine.intake.test_versions import result
from tests.engine.notebook.test_record import CLAIM, cell, verdict
from tests.hub import Hub
from tests.small_bert import NAME, publish
from tests.test_class import run as command
from tests.test_class import scores
from tools.demo import ASSIGNMENT

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
THE_SHOWN_EXAMPLE = code("attention_grid", VariantKind.IMPOSTOR, "the_shown_example")
NAN = code("attention_grid", VariantKind.IMPOSTOR, "nan")
UNVERIFIED = """
cache.go_online(os.environ)
from graders.models import pull
pull.check_contents = lambda *_: None
"""
WITHOUT_MATCHING = """
from nbverdict.intake import repair
repair.MatchCells.preprocess = lambda self, nb, resources: (nb, resources)
"""


def test_gate(assess: Callable[..., Any], monkeypatch: Patch) -> None:
    """Without the gate an empty frame scores."""
    assert assess("attention_grid", EMPTY).earned == 0
    monkeypatch.setattr(weigh, "_gate", lambda *_: CheckStatus.PASSED)
    assert assess("attention_grid", EMPTY).earned > 0


def test_hidden_cases(assess: Callable[..., Any], monkeypatch: Patch) -> None:
    """Without hidden cases the values of the shown example score as constants."""
    assert assess("compare_t5", LOOKUP).earned == 0
    assert assess("attention_grid", THE_SHOWN_EXAMPLE).earned == 0
    monkeypatch.setattr(compare_t5, "hidden_cases", lambda _rng: [])
    monkeypatch.setattr(attention_grid, "hidden_cases", lambda _rng: [])
    assert assess("compare_t5", LOOKUP).earned > 0
    assert assess("attention_grid", THE_SHOWN_EXAMPLE).earned > 0


def test_finite_values(assess: Callable[..., Any], monkeypatch: Patch) -> None:
    """Without the ladder of shape, kind and finiteness, an array of NaN is no difference."""
    assert assess("attention_grid", NAN).earned == 0
    monkeypatch.setattr(attention_grid, "array_difference", lambda *_, **__: None)
    assert assess("attention_grid", NAN).earned > 0


def test_words_of_their_own(monkeypatch: Patch) -> None:
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
        metadata.Intake().preprocess(notebook, {})
        return list(notebook.cells[0].metadata.get("tags", []))

    assert tags() == []
    monkeypatch.setattr(metadata, "make_inert", lambda _notebook: None)
    assert tags() == ["skip-execution"]


def test_scratch_folder(run: Any, course: Path, monkeypatch: Patch) -> None:
    """Without the copy of what its hash covers, a process reads files that could bring answers in."""

    @contextmanager
    def in_place(self: Any) -> Iterator[str]:
        yield self.resources["metadata"]["path"]

    (course / "handed_in").mkdir()
    (course / "handed_in" / "timestamp.txt").write_text("2026-01-01")
    look = "import os; print('timestamp.txt' in os.listdir())"
    assert stdout(run(look, challenges=())[0].cells[0]) == "False\n"
    monkeypatch.setattr(execute.ExecuteAndJudge, "_scratch", in_place)
    assert stdout(run(look, challenges=())[0].cells[0]) == "True\n"


def test_environment(run: Any, monkeypatch: Patch) -> None:
    """Without the allow-list a process reads the grader's tokens."""
    monkeypatch.setenv("CANVAS_API_TOKEN", "secret")
    monkeypatch.setattr(plans, "student_environment", lambda _own: dict(os.environ))
    notebook, _ = run("import os; print('CANVAS_API_TOKEN' in os.environ)", challenges=())
    assert stdout(notebook.cells[0]) == "True\n"


def test_pulled_contents(tmp_path: Path) -> None:
    """Without the comparison with the hub's hashes, weights with another byte take the stand-in's place."""
    pulling = Pulling(tmp_path)
    with Hub({NAME: publish(tmp_path / "published")}) as hub:
        hub.faults.garbled.add("model.safetensors")
        assert (pulling.run(hub).returncode, pulling.is_real()) == (3, False)
        assert (pulling.run(hub, before=UNVERIFIED).returncode, pulling.is_real()) == (0, True)


def test_matching(course: Path) -> None:
    """Without it a notebook that lost nbgrader's metadata scores nothing."""

    def scored() -> set[float | None]:
        command(course, "nbverdict", "grade", ASSIGNMENT, "--force")
        return {earned for earned, _ in scores(course).values()}

    (course / "source" / ASSIGNMENT / "lesson.ipynb").unlink()
    folder = course / "submitted" / "fox" / ASSIGNMENT
    shutil.copytree(PROJECT / "examples/submitted/fox" / ASSIGNMENT, folder)
    assert scored() == {7, 3, 10}
    config = course / "course_config.py"
    config.write_text(WITHOUT_MATCHING + config.read_text("utf-8"))
    (course / "gradebook.db").unlink()
    assert scored() == {0}


def test_untouched_copies(monkeypatch: Patch) -> None:
    """Without leaving them out, a blank cell that comes later hides what was written."""

    def last_definition() -> str:
        notebook = deepcopy(SOLVED)
        blank = deepcopy(named(RELEASE, "plot_t5"))
        blank.id = "copy"
        notebook.cells.append(blank)
        repair(notebook, RELEASE.cells)
        return str([cell.source for cell in notebook.cells if "def plot_t5" in cell.source][-1])

    assert last_definition() == named(SOLVED, "plot_t5").source
    monkeypatch.setattr(match.ReleasedNotebook, "is_blank", lambda *_: False)
    assert last_definition() == named(RELEASE, "plot_t5").source


def test_hand_in(tmp_path: Path, monkeypatch: Patch) -> None:
    """Without looking at what a file holds, one of another name is not graded."""
    releases = {"challenges": match.ReleasedNotebook(RELEASE.cells)}
    shutil.copy(PROJECT / "examples/submitted/dov" / ASSIGNMENT / "challenges.ipynb", tmp_path / "work.ipynb")
    assert set(handin.sort_out(tmp_path, releases).taken) == {"challenges"}
    monkeypatch.setattr(handin, "_held", lambda *_: None)
    assert set(handin.sort_out(tmp_path, releases).missing) == {"challenges"}


def test_versions(tmp_path: Path) -> None:
    """Without them nobody knows what an older submission scored, and nothing brings it back."""
    told = {"assignment": "hw", "student": "ada", "notebook": "challenges"}
    (tmp_path / "hw").mkdir()
    (tmp_path / "hw" / "challenges.ipynb").write_text("good")
    kept = versions.Versions(tmp_path, "hw", "ada")
    kept.note(kept.keep(files.examine(tmp_path / "hw")), [result()], [])
    assert versions.with_older_score("damaged", tmp_path, told).endswith("version 1 scored 8 of 10")
    assert kept.choose(None, other_than="").number == 1
    shutil.rmtree(tmp_path / versions.FOLDER)
    assert versions.with_older_score("damaged", tmp_path, told) == "damaged"
    with pytest.raises(StaffError):
        kept.choose(None, other_than="")


def test_bounded_output(run: Any, monkeypatch: Patch) -> None:
    """Without the bound three million letters reach the notebook and the page."""
    assert len(stdout(run("print('x' * 3_000_000)", challenges=())[0].cells[0])) < 2_000_000
    monkeypatch.setattr(bounded, "LETTERS", 10**9)
    assert len(stdout(run("print('x' * 3_000_000)", challenges=())[0].cells[0])) > 3_000_000


def test_the_docs_list_these_walls() -> None:
    """Each wall has its row in docs/proofs.md."""
    page = (PROJECT / "docs" / "proofs.md").read_text("utf-8")
    others = (test_proofs_given, test_proofs_intake, test_proofs_received)
    names = {*globals(), *(name for one in others for name in vars(one))} - {"test_the_docs_list_these_walls"}
    walls = [name for name in names if name.startswith("test_") and not name.startswith("test_proofs")]

    assert [name for name in walls if f"`{name}`" not in page] == []
