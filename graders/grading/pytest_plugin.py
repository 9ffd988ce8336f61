"""`pytest graders/challenges --submission=PATH`: the checks on one notebook, with ordinary pytest output."""

from pathlib import Path

import pytest

from graders.challenges.marks import REGISTERED
from graders.errors import CourseError

CHALLENGES = Path(__file__).resolve().parents[1] / "challenges"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--submission`."""
    group = parser.getgroup("graders", "checks of this course's challenges")
    group.addoption(
        "--submission", metavar="PATH", help="the notebook whose answers the challenges are to judge"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marks of challenge modules, and collect the submission's evidence, once."""
    for mark in REGISTERED:
        config.addinivalue_line("markers", mark)
    path = config.getoption("--submission")
    if path and not hasattr(config, "workerinput"):
        from graders.challenges.judge import Checks
        from graders.grading.single import collect_notebook

        try:
            evidence, device = collect_notebook(Path(path), Path.cwd())
        except CourseError as error:
            raise pytest.UsageError(f"{error}\nhint: {error.hint}") from error
        config.pluginmanager.register(Checks(evidence, device), "graders-checks")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say what to do where checks were asked for without a submission."""
    if not config.pluginmanager.has_plugin("graders-checks") and any(
        CHALLENGES in item.path.parents for item in items
    ):
        if any(type(plugin).__name__ == "Checks" for plugin in config.pluginmanager.get_plugins()):
            return
        raise pytest.UsageError("checks judge a submission: pass --submission=PATH, the path of a notebook")
