"""What the README and docs/ say is what happens."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from graders.models.cache import PROJECT
from tests.test_class import environment, run

COMMANDS = (
    "nbverdict",
    "nbverdict init",
    "nbverdict release",
    "nbverdict grade",
    "nbverdict check",
    "nbverdict report",
    "nbverdict review",
    "nbverdict regrade",
    "nbverdict restore",
    "nbverdict doctor",
    "nbverdict preview",
    "python -m graders.models",
    "python -m graders.models prepare",
    "python -m graders.models pull",
)
SET_UP = ("make demo", "make lesson", "make test")  # CI runs the last, other tests the first two


def blocks(page: str) -> list[str]:
    """Return the shell blocks of a page."""
    return re.findall(r"```bash\n(.*?)```", (PROJECT / page).read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented_as_it_is(command: str) -> None:
    """docs/cli.md holds the help text of each command."""
    said = run(PROJECT, *command.split(), "--help").stdout.strip()

    assert f"## `{command}`\n\n```text\n{said}\n```" in (PROJECT / "docs/cli.md").read_text("utf-8")


def test_the_blocks_of_the_readme_run(course: Path) -> None:
    """All but the two set-up commands, in a course with one submission."""
    folder = course / "submitted" / "STUDENT" / "model_architecture"
    folder.mkdir(parents=True)
    shutil.copy(PROJECT / "examples/submitted/ada/model_architecture/challenges.ipynb", folder)
    lines = [
        line for block in blocks("README.md") if block.strip() not in SET_UP for line in block.splitlines()
    ]

    assert len(lines) == 5
    for line in lines:
        command = line.replace("pytest graders ", f"pytest {PROJECT}/graders ")
        outcome = subprocess.run(
            ["bash", "-c", command],
            cwd=course,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert outcome.returncode == 0, f"{line}\n{outcome.stdout}\n{outcome.stderr}"


def test_set_up_commands_are_those_of_the_makefile() -> None:
    """The README's three commands are targets, and CI calls one."""
    targets = (PROJECT / "Makefile").read_text("utf-8")

    assert [block.strip() for block in blocks("README.md") if block.strip() in SET_UP] == list(SET_UP)
    assert all(f"\n{command.split()[1]}: setup" in targets for command in SET_UP)
    assert "make test" in (PROJECT / ".ci/run").read_text("utf-8")


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "CONTRIBUTING.md",
        "docs/nbgrader.md",
        "docs/proofs.md",
        "docs/cli.md",
        "docs/tolerances.md",
        "docs/graders.md",
        "docs/authoring.md",
        "docs/checks.md",
        "docs/notebooks.md",
        "docs/concepts.md",
    ],
)
def test_links_lead_somewhere(page: str) -> None:
    """Every file that a page links to is there."""
    folder = (PROJECT / page).parent
    links = re.findall(r"\]\(([^)#]+)\)", (PROJECT / page).read_text("utf-8"))

    assert [link for link in links if not link.startswith("http") and not (folder / link).exists()] == []


def test_every_cause_of_a_file_that_cannot_be_read_is_documented() -> None:
    """docs/notebooks.md has the sentence of each, and what tries it."""
    from nbverdict.intake.unreadable import UnreadableCause
    from tools.cases.file_class import FILES

    page = (PROJECT / "docs/notebooks.md").read_text("utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.count(" | ") == 2]
    tried = {told: by for _, told, by in rows}

    assert [cause for cause in UnreadableCause if cause not in tried] == []
    for by in (tried[cause] for cause in UnreadableCause):
        names = re.findall(r"`(\w+)`", by)
        assert names
        assert {*names} <= {*FILES.students, "test_every_cause_is_reached"}


def test_every_setting_is_documented() -> None:
    """docs/nbgrader.md lists the settings that nbgrader does not have."""
    from nbverdict.config.settings import Course
    from nbverdict.execution.runner import Runner
    from nbverdict.sandbox.settings import Sandbox

    page = (PROJECT / "docs/nbgrader.md").read_text("utf-8")
    own = list(Runner.class_own_traits(config=True))
    sandbox = (PROJECT / "docs/sandbox.md").read_text("utf-8")

    assert [n for n in Course.class_own_traits(config=True) if f"`c.Course.{n}`" not in page] == []
    assert [n for n in Sandbox.class_own_traits(config=True) if f"`c.Sandbox.{n}`" not in sandbox] == []
    assert [n for n in own if f"`c.ExecuteAndJudge.{n}`" not in page] == []
