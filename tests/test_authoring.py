"""docs/authoring.md is followed to the letter: from nothing to a challenge that can be released."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from graders.models.cache import PROJECT
from tests.test_class import environment

PAGE = (PROJECT / "docs" / "authoring.md").read_text("utf-8")
FILES = dict(re.findall(r"^`([\w/.]+)`:\n\n```python\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE))
BEGIN, GO_ON = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)
CHECKS = "graders/standardised/checks.py"


def run(commands: str, folder: Path) -> str:
    """Run commands of the page in a folder, and return what they print."""
    done = subprocess.run(
        ["bash", "-ec", commands],
        cwd=folder,
        env={**environment(), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.xdist_group("authoring")
def test_a_new_challenge_is_let_through(tmp_path: Path) -> None:
    """All that the page says is enough, in an empty folder."""
    begun = run(BEGIN, tmp_path)
    for name, text in FILES.items():
        path = tmp_path / "my-course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    promised = next(re.finditer(r"```text\n(.*?)\n```", PAGE))[1]

    assert "nothing to object to" in begun
    assert promised in run(GO_ON, tmp_path / "my-course")


def test_its_style_is_the_projects_own(tmp_path: Path) -> None:
    """The module passes the linter as it stands on the page, and is short."""
    path = tmp_path / CHECKS
    path.parent.mkdir(parents=True)
    path.write_text(FILES[CHECKS], "utf-8")
    (tmp_path / "pyproject.toml").write_text((PROJECT / "pyproject.toml").read_text("utf-8"), "utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", CHECKS],
        cwd=tmp_path,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout
    assert len(FILES[CHECKS].splitlines()) < 60
