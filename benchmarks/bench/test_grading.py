"""What `make bench` computes and says: figures, bars, rows and the page, without grading anything."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.bench.grading import __main__ as command
from benchmarks.bench.grading import bench, page
from benchmarks.bench.grading.figures import compute_figures, disagreements, missed_bars
from benchmarks.bench.grading.ours import Told, read_told
from benchmarks.bench.grading.rows import (
    BOTH_SIDES,
    BOTH_WAYS,
    CHECKS,
    MOVED,
    OURS,
    STOCK,
    UNCHANGED,
    CaseRow,
    FloorRow,
    KernelRow,
    Row,
    RunRow,
    ScoreRow,
    write_rows,
)

SIZE, CORES = 10, 2


def run(what: str, seconds: float, *, size: int = SIZE, whole: bool = False) -> RunRow:
    """Return the row of a whole process that used a second of CPU time more than its floor."""
    return RunRow(what, whole, size, seconds, 21.0, "control group")


def told(row: RunRow, seconds: float, *, graded: int = 0, judged: int = 0, unchanged: int = 0) -> RunRow:
    """Return a row with what `nbverdict grade` says of the run."""
    return replace(row, told_seconds=seconds, run=graded, judged=judged, unchanged=unchanged)


def score(what: str, student: str, one: float | None, other: float | None) -> Row:
    """Return the row of one task of one student."""
    return ScoreRow(what, student, "plot_t5", one, other)


def good_rows() -> list[Row]:
    """Return the rows of a bench in which every bar is met."""
    students = [f"s{number}" for number in range(SIZE)]
    return [
        KernelRow(50.0),
        run(STOCK, 120.0),
        told(run(OURS, 12.0), 10.0, graded=SIZE),
        *(FloorRow(False, student, "challenges", 2.0, 12, 8) for student in students),
        told(run(UNCHANGED, 3.0), 0.1, unchanged=SIZE),
        told(run(CHECKS, 4.0), 1.0, judged=SIZE),
        *(score(BOTH_SIDES, student, 3.0, 3.0) for student in students),
        *(score(BOTH_WAYS, student, 2.0, 2.0) for student in students),
        *(score(MOVED, student, 3.0, 2.0) for student in students[:5]),
        CaseRow("s0", "plot_t5", "hidden 1", agrees=True),
        run(OURS, 50.0, whole=True),
        run(STOCK, 100.0, whole=True, size=5),
    ]


def figures_of(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the figures of these rows."""
    return compute_figures(rows, submissions=SIZE, cores=CORES)


def test_figures_are_computed_from_rows() -> None:
    """Each figure is what its definition says of the rows."""
    figures = figures_of(good_rows())

    assert figures == {
        "submissions": SIZE,
        "stock_s": 120.0,
        "ours_s": 12.0,
        "floor_s": 20.0,
        "speedup": 10.0,
        "efficiency": 0.833,
        "overhead_ms": 100,
        "regrade_unchanged_speedup": 100.0,
        "regrade_checks_speedup": 10.0,
        "students_moved": 5,
        "kernel_private_mb": 50.0,
        "cases_agree": True,
        "scores_agree": True,
        "whole_assignment": {
            "stock_s": 200.0,
            "ours_s": 50.0,
            "floor_s": None,
            "speedup": 4.0,
            "efficiency": None,
        },
    }
    assert missed_bars(figures) == []


@pytest.mark.parametrize(
    ("spoil", "missed"),
    [
        (lambda rows: [*rows[:1], run(STOCK, 50.0), *rows[2:]], "speedup is 4.17, below 5"),
        (lambda rows: [KernelRow(61.0), *rows[1:]], "kernel_private_mb is 61, above 60"),
        (
            lambda rows: [row for row in rows if not _is(row, CHECKS)],
            "regrade_checks_speedup was not measured",
        ),
        (lambda rows: [row for row in rows if not _is(row, MOVED)], "students_moved was not measured"),
        (lambda rows: [*rows, score(BOTH_SIDES, "s0", 3.0, 2.0)], "not so: scores_agree"),
        (lambda rows: [*rows, score(BOTH_SIDES, "s0", None, None)], "not so: scores_agree"),
        (lambda rows: [*rows, score(BOTH_WAYS, "s0", 3.0, 2.0)], "not so: scores_agree"),
        (lambda rows: [*rows, CaseRow("s0", "plot_t5", "hidden 1", agrees=False)], "not so: cases_agree"),
    ],
)
def test_a_missed_bar_ends_with_1(
    spoil: Callable[[list[Row]], list[Row]],
    missed: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One spoilt row is enough, be it a score or a figure that was not measured; the last line is JSON."""
    rows = spoil(good_rows())
    monkeypatch.setattr(command, "_measure", lambda *_: iter(rows))
    arguments = ["--submissions", str(SIZE), "--no-plot", "--build", str(tmp_path)]

    assert missed_bars(figures_of(rows)) == [missed]
    assert command.main(arguments) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["submissions"] == SIZE
    assert len((tmp_path / "rows.jsonl").read_text("utf-8").splitlines()) == len(rows)


def _is(row: Row, what: str) -> bool:
    return getattr(row, "what", "") == what


def test_a_complete_run_ends_with_0_and_writes_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page and plot are written where nothing was left out; the text around the figures stays."""
    rows = [*good_rows(), run(OURS, 6.0, size=5), run(STOCK, 60.0, size=5), run(OURS, 100.0, size=100)]
    monkeypatch.setattr(command, "_measure", lambda *_: iter(rows))
    monkeypatch.setattr(command, "IMAGE", tmp_path / "plot.png")
    monkeypatch.setattr(page, "PAGE", tmp_path / "performance.md")
    monkeypatch.setattr(command.os, "sched_getaffinity", lambda _: set(range(CORES)))
    arguments = ["--submissions", str(SIZE), "--build", str(tmp_path)]
    outcomes = [command.main(arguments), command.main(arguments)]
    text = (tmp_path / "performance.md").read_text("utf-8")

    assert outcomes == [0, 0]
    assert text.count(page.BEGIN) == text.count(page.END) == text.count("| speedup | 10 |") == 1
    assert "| lesson and challenges | 200 s (from 5) | 50 s |" in text
    assert text.endswith(page.TEXT.read_text("utf-8").partition(page.END)[2])
    assert (tmp_path / "plot.png").read_bytes()[1:4] == b"PNG"


def test_a_disagreement_is_named() -> None:
    """Who, which task, and both scores; what a changed check moved is none."""
    rows = [*good_rows(), score(BOTH_SIDES, "s3", 3.0, 2.0)]

    assert disagreements(rows) == [f"{BOTH_SIDES}: s3, plot_t5: 3.0 and 2.0"]


def test_a_regrade_that_runs_notebooks_is_named() -> None:
    """A class of which one was run again has not been judged from kept evidence."""
    again = told(run(CHECKS, 4.0), 1.0, graded=1, judged=SIZE - 1)

    assert disagreements([*good_rows(), again]) == [
        f"{CHECKS}: (1, 9, 0) were run, judged and unchanged, of {SIZE}"
    ]


def test_reads_what_course_grade_says() -> None:
    """The line may be folded, and a run that does not say it has no time."""
    line = "Summary\n40 submissions in 12.5 s: 1 run, 39 judged from kept\nevidence, 0 unchanged\nmore"

    assert read_told(line) == Told(submissions=40, seconds=12.5, run=1, judged=39, unchanged=0)
    assert read_told("Summary") is None


def test_rows_are_written_with_their_kind(tmp_path: Path) -> None:
    """Each line says which kind of row it is."""
    write_rows([KernelRow(50.0), KernelRow(51.0)], tmp_path / "rows.jsonl")

    assert (tmp_path / "rows.jsonl").read_text("utf-8").splitlines()[1] == (
        '{"row": "KernelRow", "private_mb": 51.0}'
    )


def test_what_was_measured_is_not_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run that was cut off goes on where it was; nothing but the missing size is graded."""
    asked: list[Sequence[int]] = []
    write_rows([*good_rows(), run(OURS, 6.0, size=5), run(STOCK, 60.0, size=5)], tmp_path / "rows.jsonl")

    def other_sizes(_: object, ours: Sequence[int], stock: Sequence[int]) -> Sequence[Row]:
        asked.append((*ours, 0, *stock))
        return ()

    monkeypatch.setattr(bench, "other_sizes", other_sizes)
    arguments = ["--submissions", str(SIZE), "--sizes", "5,7", "--whole-stock", "5", "--resume"]
    monkeypatch.setattr(command, "draw", lambda *_: None)
    monkeypatch.setattr(command, "write_page", lambda *_, **__: None)

    assert command.main([*arguments, "--build", str(tmp_path)]) == 0
    assert asked == [(7, 0, 7)]
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["speedup"] == 10.0
