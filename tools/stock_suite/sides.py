"""Runs nbgrader's tests in a process of their own: on stock, or with the engine's configuration too."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from graders.models.cache import PROJECT
from tools.stock_suite.recorder import COLLECTED, OUTCOMES

COMMANDS = ("autograde", "generate_feedback", "export", "collect", "zip_collect")
CONFIGURATION = "from nbverdict.config.defaults import configure\n\nc = get_config()\n\nconfigure(c)\n"
MISSING = "missing"  # of a test that never ended
PYTEST = (  # none of this repository's settings, and no plugin that changes a test
    *(sys.executable, "-m", "pytest", "-c", "pytest.ini", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("-p", "no:randomly", "-p", "no:nbverdict", "-p", "tools.stock_suite.recorder"),
)


class Side(StrEnum):
    """What the commands of a run read below the configuration that each test writes."""

    STOCK = "stock"
    OURS = "ours"


@dataclass(frozen=True)
class Outcome:
    """How one test ended, and what was seen of its commands."""

    test: str
    outcome: str
    why: str = ""
    commands: int = 0
    configured: int = 0  # commands that read the engine's configuration
    graded: int = 0  # notebooks
    graded_by_engine: int = 0


def begin(side: Side, folder: Path, tests: Sequence[str]) -> subprocess.Popen[str]:
    """Start nbgrader's tests of these commands, or those tests of them that are named, in an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    read, own = folder / "read", folder / "own"
    for one in (read, own):
        one.mkdir(parents=True)
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    if side is Side.OURS:
        (read / "nbgrader_config.py").write_text(CONFIGURATION, "utf-8")
    environment = os.environ | {
        "JUPYTER_CONFIG_PATH": str(read),  # below what a test writes into its course, above nothing
        "JUPYTER_CONFIG_DIR": str(own),  # nobody's own settings
        "PYTHONPATH": str(PROJECT),
        OUTCOMES: str(outcomes_of(folder)),
    }
    with (folder / "pytest.log").open("w", encoding="utf-8") as log:
        return subprocess.Popen(
            (*PYTEST, *arguments(tests)), cwd=folder, env=environment, stdout=log, stderr=log, text=True
        )


def arguments(tests: Sequence[str]) -> tuple[str, ...]:
    """Return pytest's arguments for these tests, called as `autograde::test_grade`; for all if none."""
    commands = sorted({one.partition("::")[0] for one in tests}) or COMMANDS
    modules = (f"nbgrader.tests.apps.test_nbgrader_{command}" for command in commands)
    return (*(f"--only={one}" for one in tests), "--pyargs", *modules)


def outcomes_in(folder: Path) -> Mapping[str, Outcome]:
    """Return how each test of a run ended, by its name; one that has not ended is missing."""
    names, written = outcomes_of(folder).with_suffix(COLLECTED), outcomes_of(folder)
    collected = json.loads(names.read_text("utf-8")) if names.exists() else []
    text = written.read_text("utf-8") if written.exists() else ""
    ended = [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]
    return {name: Outcome(name, MISSING) for name in collected} | {
        one["test"]: Outcome(**one) for one in ended
    }


def outcomes_of(folder: Path) -> Path:
    """Return the file of a run's outcomes."""
    return folder / "outcomes.jsonl"
