"""The harness of `make fuzz`: a class that is graded as it should be is good, and what is spoilt is seen."""

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.faults.processes import adopt_orphans
from nbverdict.config.budget import Confinement
from nbverdict.course import grade_submission
from nbverdict.execution import exporter as ungraded
from nbverdict.feedback import page
from nbverdict.sandbox.confined import Budget
from security.fuzz import classes
from security.fuzz.course import BUDGET, build, right
from security.fuzz.grammar import Beside, Submission, draw_submissions, written
from security.fuzz.played import play
from security.fuzz.rows import BAD, Row, figures

DAMAGED = "part3"
Spoil = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course, released."""
    return build(tmp_path_factory.mktemp("made"))


@pytest.fixture
def rows(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Row]]:
    """Grade a class in which one notebook is damaged."""
    root = tmp_path / "course"
    shutil.copytree(made, root)
    monkeypatch.setattr(classes, "adopt_orphans", lambda: None)  # those of other tests are none of ours
    play(monkeypatch.setattr)
    contents = {name: written(notebook) for name, notebook in right(root).items()}
    contents[DAMAGED] = contents[DAMAGED][:500]
    files = tuple(Beside(f"{name}.ipynb".encode(), content) for name, content in contents.items())
    submission = Submission(files, dict.fromkeys(contents, ("truncated",)))
    return lambda: list(classes.rows_of_class(root, [submission], workers=1))


def test_a_class_with_a_damaged_notebook_is_good(rows: Callable[[], list[Row]]) -> None:
    """It has a row for each notebook, and a sentence for the damaged one."""
    found = rows()

    assert figures(found) == {"notebooks": 10, **dict.fromkeys(BAD, 0)}
    reasons = {cell.reason for row in found if row.notebook == DAMAGED for cell in row.cells}
    assert any("cut off" in reason for reason in reasons)


def of_hostile(then: Callable[[], Any], wrapped: Callable[..., Any]) -> Callable[..., Any]:
    """Do something before a step that is about the hostile student."""

    def step(*arguments: Any, **named: Any) -> Any:
        if "s0000" in str(arguments):
            then()
        return wrapped(*arguments, **named)

    return step


def spin(seconds: float = 8.0) -> None:
    """Compute for a while."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def linger() -> None:
    """Leave a process that outlives this one."""
    if os.fork() == 0:
        os.setsid()
        time.sleep(20)
        os._exit(0)


def raises(*_: Any, **__: Any) -> Any:
    """Raise what nobody expects."""
    raise ValueError("spoilt")


def spend_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The budget that is set is none, and a reader takes its time."""
    monkeypatch.setattr(grade_submission, "sort_out", of_hostile(spin, grade_submission.sort_out))
    monkeypatch.setattr(Confinement, "budget", lambda _: Budget(**{**vars(BUDGET), "cpu_seconds": 100}))
    monkeypatch.setattr(classes, "BUDGET", replace(BUDGET, cpu_seconds=1))


def make_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody makes pages."""
    monkeypatch.setattr(grade_submission.SubmissionGrader, "_with_feedback", lambda _, done: done)


def make_half_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page stops in its middle."""
    whole = page.template

    class Half:
        def render(self, **told: Any) -> str:
            rendered: str = whole("page.html.j2").render(**told)
            return rendered[: len(rendered) // 2]

    monkeypatch.setattr(page, "template", lambda _: Half())


@pytest.mark.parametrize(
    ("figure", "spoil"),
    [
        ("crashed_class", lambda patch: patch.setattr(classes, "write_report", raises)),
        ("crashed_class", lambda patch: patch.setattr(classes, "FULL", 4.0)),
        ("beyond_budget", spend_more),
        ("without_page", make_no_page),
        ("without_page", make_half_a_page),
        ("unreasoned", lambda patch: patch.setattr(ungraded, "_reason", repr)),
        ("unreasoned", lambda patch: patch.setattr(ungraded, "_reason", lambda _: "")),
    ],
)
def test_what_is_spoilt_is_seen(
    rows: Callable[[], list[Row]], monkeypatch: pytest.MonkeyPatch, figure: str, spoil: Spoil
) -> None:
    """The reader, the page, the budget, the report and the reason: each makes its figure bad."""
    spoil(monkeypatch)

    assert figures(rows())[figure] > 0


def test_what_goes_on_is_seen(rows: Callable[[], list[Row]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is left behind is found, and ended; a confined one could not leave its group."""
    monkeypatch.setattr(classes, "adopt_orphans", adopt_orphans)
    monkeypatch.setattr(
        grade_submission.SubmissionGrader,
        "grade",
        of_hostile(linger, grade_submission.SubmissionGrader.grade),
    )

    found = rows()

    assert figures(found)["beyond_budget"] > 0


def test_the_same_seed_draws_the_same_class(made: Path) -> None:
    """Another one another."""
    notebooks = {"part0": right(made)["part0"]}
    one, same, other = (draw_submissions(notebooks, 3, by=seed) for seed in (1, 1, 2))

    assert one == same != other
