"""The files that a code host reads are what it reads."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from graders.models.cache import PROJECT

WORKFLOWS = sorted((PROJECT / ".github/workflows").glob("*.yml"))
SCHEMAS = {
    "CITATION.cff": "citation-file-format",
    ".github/dependabot.yml": "dependabot",
    ".github/ISSUE_TEMPLATE/config.yml": "github-issue-config",
    ".github/ISSUE_TEMPLATE/bug.yml": "github-issue-forms",
    ".github/ISSUE_TEMPLATE/proposal.yml": "github-issue-forms",
    **{path.relative_to(PROJECT).as_posix(): "github-workflows" for path in WORKFLOWS},
}
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def jobs(workflow: Path) -> dict[str, Any]:
    """Return the jobs of a workflow."""
    found: dict[str, Any] = yaml.safe_load(workflow.read_text("utf-8"))["jobs"]
    return found


@pytest.mark.parametrize("file", SCHEMAS)
def test_a_file_follows_its_schema(file: str) -> None:
    """The schema is the code host's own."""
    command = ["check-jsonschema", "--builtin-schema", f"vendor.{SCHEMAS[file]}", str(PROJECT / file)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_hooks_are_valid() -> None:
    """pre-commit takes its configuration."""
    command = ["pre-commit", "validate-config", str(PROJECT / ".pre-commit-config.yaml")]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned(workflow: Path) -> None:
    """Each action is a full commit, with its version beside it."""
    uses = [line.strip(" -") for line in workflow.read_text("utf-8").splitlines() if "uses:" in line]

    assert uses
    assert [line for line in uses if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_permissions_are_the_least(workflow: Path) -> None:
    """A workflow has none, and a job may read at most."""
    assert yaml.safe_load(workflow.read_text("utf-8"))["permissions"] == {}
    assert [
        name for name, job in jobs(workflow).items() if job["permissions"] not in ({}, {"contents": "read"})
    ] == []


def test_one_job_waits_for_all() -> None:
    """Whoever protects the branch names one job."""
    found = jobs(PROJECT / ".github/workflows/ci.yml")

    assert set(found.pop("all-green")["needs"]) == set(found)


def test_pythons_are_those_of_the_metadata() -> None:
    """CI runs the engine on each Python that the classifiers name."""
    matrix = jobs(PROJECT / ".github/workflows/ci.yml")["engine"]["strategy"]["matrix"]["python"]
    classifiers = (PROJECT / "pyproject.toml").read_text("utf-8")

    assert matrix == re.findall(r"Python :: (3\.\d+)\"", classifiers)
