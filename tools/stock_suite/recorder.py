"""A pytest plugin for nbgrader's tests: a line of JSON for each, and what shows which configuration was read.

It runs in the process of the tests, where nbgrader's commands run too, and changes nothing that they do: the
version of a new gradebook, which a program of three seconds tells, is asked for once.
"""

import json
import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import nbgrader.api
import pytest
from nbgrader.apps import AutogradeApp
from nbgrader.apps.baseapp import NbGrader

from nbverdict.config.defaults import SUBMISSIONS
from nbverdict.notebook.record import TIER

OUTCOMES = "STOCK_SUITE_OUTCOMES"  # the variable that names the file
COLLECTED = ".collected"  # the suffix of the file beside it that names all tests
LONGEST = 400  # letters of a failure
_seen = Counter[str]()
_ended: dict[str, tuple[str, str]] = {}  # the first failure of each test that is not over
_began, _graded = NbGrader.start, AutogradeApp.start


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--only`: the name of a test, as it is called here; every one runs if none is named."""
    parser.addoption("--only", action="append", default=[], help="a test, as `autograde::test_grade`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not named."""
    wanted = config.getoption("--only")
    items[:] = [one for one in items if not wanted or named(one.location) in wanted]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write down which tests there are: one that never ends has no line of its own."""
    names = [named(one.location) for one in session.items]
    Path(os.environ[OUTCOMES]).with_suffix(COLLECTED).write_text(json.dumps(names), "utf-8")


def pytest_configure() -> None:
    """Count nbgrader's commands, and those that read the engine's configuration."""
    NbGrader.start, AutogradeApp.start = _counted, _looked_at
    nbgrader.api.get_alembic_version = cache(nbgrader.api.get_alembic_version)


def pytest_unconfigure() -> None:
    """Leave nbgrader as it was."""
    NbGrader.start, AutogradeApp.start = _began, _graded


def _counted(app: NbGrader) -> None:
    if app.subapp is None:
        exporter = app.config.get("Autograde", {}).get("exporter_class")
        _seen.update(commands=1, configured=int(exporter == SUBMISSIONS))
    _began(app)


def _looked_at(app: AutogradeApp) -> None:
    """Grade, and count the notebooks and those that the engine graded; a test may put others there later."""
    try:
        _graded(app)
    finally:
        paths = Path(app.coursedir.root, "autograded").rglob("*.ipynb")
        graded = [nbformat.read(path, as_version=4) for path in paths]
        _seen.update(graded=len(graded), graded_by_engine=sum(TIER in one.metadata for one in graded))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Begin each test at nothing."""
    _seen.clear()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Write a line once a test is over."""
    if report.when == "teardown" or not report.passed:
        _note(report)


def _note(report: pytest.TestReport) -> None:
    if not report.passed:
        _ended.setdefault(report.nodeid, (report.outcome, " ".join(_why(report).split())[:LONGEST]))
    if report.when == "teardown":
        outcome, why = _ended.pop(report.nodeid, ("passed", ""))
        row = {"test": named(report.location), "outcome": outcome, "why": why, **_seen}
        with Path(os.environ[OUTCOMES]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def _why(report: pytest.TestReport) -> str:
    """Return the statement at which a test failed, and what it said."""
    told: Any = report.longrepr
    if not getattr(told, "reprcrash", None):
        return str(told)
    lines = told.reprtraceback.reprentries[0].lines
    statement = next((one[1:].strip() for one in reversed(lines) if one.startswith(">")), "")
    return f"{statement}: {told.reprcrash.message}"


def named(location: tuple[str, int | None, str]) -> str:
    """Return how a test is called here: its command, and its name without its class."""
    module, _, name = location
    return f"{Path(module).stem.removeprefix('test_nbgrader_')}::{name.partition('.')[2] or name}"
