"""docs/authoring.md is followed to the letter: from nothing to a challenge that can be released."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from graders.models.cache import PROJECT
from tests.test_class import environment

PAGE = (PROJECT / "docs" / "authoring.md").read_text("utf-8")
FILES = re.findall(r"^`([\w/.]+)`:\n\n```python\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE)
COMMANDS = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)
PROMISED = "2 honest variants, 3 mutants, 2 impostors: nothing to object to"


def write(root: Path) -> Path:
    """Make a fork of this repository, with the page's files in it."""
    shutil.copytree(PROJECT / "graders", root / "graders", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("course_config.py", "nbgrader_config.py", "pyproject.toml"):
        shutil.copy(PROJECT / name, root / name)
    for name, text in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def follow(root: Path) -> str:
    """Run the page's commands there, and return what they print."""
    environ = {**environment(), "PYTHONPATH": str(root), "COLUMNS": "200"}
    done = subprocess.run(
        ["bash", "-ec", "\n".join(COMMANDS)],
        cwd=root,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_a_new_challenge_is_let_through(tmp_path: Path) -> None:
    """All that the page says is enough, and the module is short."""
    root = write(tmp_path)
    module = dict(FILES)["graders/sinusoidal_positions/checks.py"]

    assert PROMISED in PAGE
    assert PROMISED in follow(root)
    assert len(module.splitlines()) < 80


def test_its_style_is_the_projects_own(tmp_path: Path) -> None:
    """The module passes the linter as it stands on the page."""
    root = write(tmp_path)
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "graders/sinusoidal_positions/checks.py"],
        cwd=root,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout
