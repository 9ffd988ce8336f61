"""Fixtures: student's code judged as in grading, and scratch courses of this repository's own material."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbgrader.api
import pytest

from graders.models.cache import PROJECT, PROJECT_CACHE, use_project_cache
from nbverdict.config.course_code import PACKAGE, CourseCode, course_code, use
from tests.wheel import build_wheel
from tools.scratch import write_settings

OURS = CourseCode(PROJECT / "graders", PROJECT / "graders/shared/builders.py", (str(PROJECT_CACHE),))
use(OURS)
use_project_cache(os.environ)  # before transformers is imported: no test may look for a hub
nbgrader.api.get_alembic_version = cache(
    nbgrader.api.get_alembic_version
)  # a program of 3 s, at each gradebook

IMPORTS = """
import math
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
import torch
import torch.nn.functional as F
import transformers
from matplotlib.figure import Figure
from transformers import AutoConfig, AutoModel, AutoTokenizer, BertModel
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes: two workers end together. Whoever asks for `assess` needs torch."""
    for item in items:
        if "assess" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.course)
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


@pytest.fixture(autouse=True)
def _this_course() -> Iterator[None]:
    """Keep the challenges of this course imported, whichever other course a test opens."""
    kept = {name: module for name, module in sys.modules.items() if name.split(".")[0] == PACKAGE}
    yield
    if sys.modules.get(PACKAGE) is not kept.get(PACKAGE) or course_code() != OURS:
        use(OURS)
        sys.modules.update(kept)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the engine."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def solutions() -> dict[str, str]:
    """The source of each solution cell of all notebooks of the course, by grade id."""
    import nbformat

    paths = (PROJECT / "source").glob("*/*.ipynb")
    cells = [cell for path in paths for cell in nbformat.read(path, as_version=4).cells]
    told = [(cell.metadata.get("nbgrader", {}), cell.source) for cell in cells]
    return {meta["grade_id"]: source for meta, source in told if meta.get("solution")}


@pytest.fixture
def assess() -> Iterator[Callable[..., Any]]:
    """Judge a student's code on one challenge as grading does, in this process instead of a kernel."""
    from nbverdict.evidence.cases import draw
    from nbverdict.evidence.gather import gather
    from nbverdict.evidence.here import ask_here
    from nbverdict.judging.discovery import cases_of, load_challenge, version_of
    from nbverdict.judging.runner import judge

    def judged(
        challenge: str, code: str, *, secret: bytes = b"a secret for tests", submission: str = "s"
    ) -> Any:
        namespace: dict[str, Any] = {}
        exec(IMPORTS + code, namespace)
        module = load_challenge(challenge)
        rng = draw(secret, challenge=challenge, version=version_of(module), submission=submission)
        cases = cases_of(module, rng)
        evidence = gather(cases, ask_here(namespace), sources=[code])
        return judge(challenge, evidence, "cpu")

    yield judged
    import matplotlib.pyplot as plt

    plt.close("all")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A scratch course with this repository's configuration, source and the sample class's secret."""
    write_settings(tmp_path)
    shutil.copytree(PROJECT / "source", tmp_path / "source")
    shutil.copy(PROJECT / "examples/course_secret", tmp_path / "course_secret")
    return tmp_path


def statuses(verdict: Any) -> dict[str, str]:
    """Return by name how each check came out, before a diagnosis gave it back."""
    from nbverdict.judging.verdict import CheckStatus

    charged = (CheckStatus.FOLLOWED, CheckStatus.GATED, CheckStatus.SPENT)
    return {one.name: "wrong" if one.status in charged else str(one.status) for one in verdict.checks}
