"""`pytest graders --submission=PATH`: the checks on one notebook, with ordinary pytest output."""

from pathlib import Path

import pytest

from nbverdict.authoring.check import REGISTERED
from nbverdict.errors import CourseError
from nbverdict.judging.discovery import CHECKS

PLUGIN = "nbverdict-checks"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--submission`."""
    group = parser.getgroup("nbverdict", "checks of a course's challenges")
    group.addoption(
        "--submission", metavar="PATH", help="the notebook whose answers the challenges are to judge"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks of challenges, and collect the submission's evidence, once."""
    for mark in REGISTERED:
        config.addinivalue_line("markers", mark)
    path = config.getoption("--submission")
    if path and not hasattr(config, "workerinput"):
        from nbverdict.execution.single import collect_notebook
        from nbverdict.judging.runner import Checks

        try:
            evidence, device = collect_notebook(Path(path), Path.cwd())
        except CourseError as error:
            raise pytest.UsageError(f"{error}\nhint: {error.hint}") from error
        config.pluginmanager.register(Checks(evidence, device), PLUGIN)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say what to do where checks were asked for without a submission."""
    if config.pluginmanager.has_plugin(PLUGIN) or not any(_is_check(item) for item in items):
        return
    if any(type(plugin).__name__ == "Checks" for plugin in config.pluginmanager.get_plugins()):
        return
    raise pytest.UsageError("checks judge a submission: pass --submission=PATH, the path of a notebook")


def _is_check(item: pytest.Item) -> bool:
    return item.path.name == f"{CHECKS}.py" and item.path.parents[1].name == "graders"
