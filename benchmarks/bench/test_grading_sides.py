"""Both sides of `make bench`: the class, stock's plain checks, and the package with a changed check."""

import importlib
import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest

from benchmarks.bench.grading.cases import draw_cases, is_grade_cell
from benchmarks.bench.grading.classes import build_class, own_cells
from benchmarks.bench.grading.derive import PACKAGE, write_plain_checks
from benchmarks.bench.grading.jobs import visible_sources
from benchmarks.bench.grading.ours import CHANGED, CONDITION, STRICTER, write_changed_checks
from benchmarks.bench.grading.processes import bench_environment, run_whole
from benchmarks.bench.grading.stock import with_plain_tests, write_cases
from graders.models.cache import PROJECT, use_project_cache
from nbverdict.config.settings import read_config
from nbverdict.evidence.gather import gather
from nbverdict.evidence.here import ask_here

use_project_cache(os.environ)  # before transformers is imported: notebooks read their models there


@pytest.fixture(autouse=True)
def _this_course() -> None:
    """Open the course whose challenges are compared, whatever else is tested beside this."""
    read_config(PROJECT)


@pytest.mark.parametrize("whole", [False, True])
def test_no_two_submissions_hold_equal_cells(whole: bool) -> None:  # noqa: FBT001 - a parameter of pytest's
    """Every cell of a student's own is nobody else's, in a class larger than the examples."""
    school = build_class(40, whole=whole)
    cells = [cell.source for _, _, notebook in school.submissions for cell in own_cells(notebook)]

    assert len({member.student for member in school.members}) == 40
    assert len(set(cells)) == len(cells)


def test_two_submissions_are_asked_other_cases() -> None:
    """The hidden cases of two variants of one example differ, and the same one's do not."""
    school = build_class(16, whole=False)
    first, again = school.members[0].notebooks["challenges"], school.members[15].notebooks["challenges"]
    drawn = [[case.packed() for case in draw_cases(book)["compare_t5"]] for book in (first, again, first)]

    assert school.members[0].student[:3] == school.members[15].student[:3]
    assert drawn[0] != drawn[1]
    assert drawn[0] == drawn[2]


def test_what_students_see_decides_no_points_in_stock() -> None:
    """Each grade cell becomes two: what students see, without points, and the hidden checks alone."""
    notebook = build_class(1, whole=False).members[0].notebooks["challenges"]
    plain = with_plain_tests(notebook)
    graded = [cell for cell in plain.cells if is_grade_cell(cell)]

    nbformat.validate(plain)
    assert len(plain.cells) == len(notebook.cells) + 3
    assert all("assert" not in cell.source and "float(points)" in cell.source for cell in graded)
    assert sum(cell.metadata["nbgrader"]["points"] for cell in graded) == 20


def test_plain_checks_need_nothing_of_ours(tmp_path: Path) -> None:
    """They import without our package, pytest and pydantic."""
    write_plain_checks(tmp_path)
    texts = [path.read_text("utf-8") for path in (tmp_path / PACKAGE).glob("*.py")]
    names = ", ".join(path.stem for path in (tmp_path / PACKAGE).glob("*.py") if path.stem != "__init__")
    foreign = "{'nbverdict', 'graders', 'pytest', '_pytest', 'pydantic'} & set(sys.modules)"
    script = f"import sys\nfrom {PACKAGE} import {names}\nprint({foreign} or 'nothing')"
    ran = run_whole((sys.executable, "-S", "-c", script), folder=tmp_path, environment=_bare(tmp_path))

    assert not any("from graders" in text or "import graders" in text for text in texts)
    assert ran.output.strip() == "nothing"


@pytest.mark.filterwarnings("ignore")  # as in a kernel, where a warning stops no student's function
@pytest.mark.parametrize(("base", "total"), [("eve", 15), ("ivy", 18), ("quin", 0)])
def test_plain_checks_give_our_points(
    base: str, total: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the same answers to the same cases, for mistakes of every kind."""
    from nbverdict.judging.runner import judge

    members = build_class(15, whole=False).members
    notebook = next(one for one in members if one.student.startswith(base)).notebooks["challenges"]
    names, drawn = run_cells(notebook), draw_cases(notebook)
    write_plain_checks(tmp_path)
    for task, cases in drawn.items():
        write_cases(tmp_path, task, cases)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        monkeypatch.delitem(sys.modules, name)
    score_task = importlib.import_module(f"{PACKAGE}.score").score
    evidence = {task: gather(cases, partial(_answer, names), sources=[]) for task, cases in drawn.items()}
    verdicts = {task: judge(task, found, "cpu") for task, found in evidence.items()}
    ours = {task: verdict.earned - verdict.followed for task, verdict in verdicts.items()}

    assert {task: score_task(task, names) for task in drawn} == ours
    assert sum(ours.values()) == total


def run_cells(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """Return what a notebook's cells define; one that raises defines what it had defined."""
    import matplotlib as mpl

    mpl.use("agg")
    names: dict[str, Any] = {}
    for source in visible_sources(notebook):
        with suppress(Exception):
            exec(source, names)
    return names


def _answer(names: dict[str, Any], message: bytes, weights: bytes) -> tuple[bytes, bytes]:
    return ask_here(names)(message, weights)


def _bare(folder: Path) -> dict[str, str]:
    """Return an environment whose Python has its packages, and not what links to our sources."""
    import numpy as np

    packages = Path(np.__file__).parents[1]
    return {**bench_environment(folder), "PYTHONPATH": f"{folder}:{packages}"}


def test_the_changed_checks_differ_in_one(tmp_path: Path) -> None:
    """The line that is changed exists, and nothing else is another."""
    write_changed_checks(tmp_path)
    ours, changed = ((folder / CHANGED).read_text("utf-8") for folder in (PROJECT / "graders", tmp_path))

    assert changed == ours.replace(CONDITION, STRICTER) != ours


COUNT = r"""
import sys
from pathlib import Path
from benchmarks.bench.grading import processes
if "reaping" in sys.argv:
    processes._mounts = list
child = "import os\nif os.fork() == 0:\n  if os.fork() == 0:\n    sum(range(60_000_000))\n  os._exit(0)"
command, environment = (sys.executable, "-c", child), processes.bench_environment()
ran = processes.run_whole(command, folder=Path(), environment=environment)
print(ran.counted_by, ran.cpu_seconds > 0.3)
"""


@pytest.mark.parametrize("by", ["control group", "reaping"])
def test_counts_what_nobody_waits_for(by: str) -> None:
    """A grandchild that outlives its parent is counted, and waited for, whoever counts."""
    outcome = run_whole((sys.executable, "-c", COUNT, by), folder=PROJECT, environment=bench_environment())

    assert outcome.output.strip() in {f"{by} True", "reaping True"}
