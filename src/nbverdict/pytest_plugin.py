"""`pytest graders --submission=PATH`: runs the checks on one notebook, with ordinary pytest output."""

from pathlib import Path

import pytest

from nbverdict.authoring.check import REGISTERED
from nbverdict.config.course_code import PACKAGE
from nbverdict.errors import CourseError
from nbverdict.judging.discovery import CHECKS

PLUGIN = "nbverdict-checks"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--submission`."""
    group = parser.getgroup("nbverdict", "checks of a course's challenges")
    group.addoption("--submission", metavar="PATH", help="the notebook whose answers the challenges judge")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks of challenges, and collect the submission's evidence once."""
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


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the checks of each challenge for a submission, unless pytest does so by itself."""
    if not parent.config.getoption("--submission") or not _holds_checks(file_path):
        return None
    patterns = parent.config.getini("python_files")
    if parent.session.isinitpath(file_path) or any(file_path.match(pattern) for pattern in patterns):
        return None
    made: pytest.Collector = parent.ihook.pytest_pycollect_makemodule(module_path=file_path, parent=parent)
    return made


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse to run checks without a submission, with a hint."""
    if config.pluginmanager.has_plugin(PLUGIN) or not any(_is_check(item) for item in items):
        return
    if any(type(plugin).__name__ == "Checks" for plugin in config.pluginmanager.get_plugins()):
        return
    raise pytest.UsageError("checks judge a submission: pass --submission=PATH, the path of a notebook")


def _is_check(item: pytest.Item) -> bool:
    return _holds_checks(item.path)


def _holds_checks(path: Path) -> bool:
    return path.name == f"{CHECKS}.py" and path.parents[1].name == PACKAGE
