"""In JupyterLab: formgrader shows and grades the course, and the Validate button helps a student."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from graders.models.cache import PROJECT
from tests.test_class import environment, run

ASSIGNMENT = "model_architecture"
HEADERS = {"Authorization": "token for-tests-on-loopback"}
RELEASE = PROJECT / "release" / ASSIGNMENT / "challenges.ipynb"


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def server(course: Path) -> Iterator[str]:
    """JupyterLab in a generated course with one submission, the untouched release."""
    run(course, "nbgrader", "generate_assignment", ASSIGNMENT)
    folder = course / "submitted" / "pam" / ASSIGNMENT
    folder.mkdir(parents=True)
    shutil.copy(RELEASE, folder)
    port = free_port()
    options = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
    token = "--IdentityProvider.token=for-tests-on-loopback"  # noqa: S105 - a server of this test
    with (course / "server.log").open("w") as log:
        process = subprocess.Popen(
            ["jupyter", "lab", *options, token], cwd=course, env=environment(), stdout=log, stderr=log
        )
        try:
            wait_for(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        try:
            requests.get(f"{url}/api", headers=HEADERS, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.3)
        else:
            return
    pytest.fail("the server did not start")


def get(url: str) -> requests.Response:
    """Return what the server answers, which must be fine."""
    answer = requests.get(url, headers=HEADERS, timeout=60)
    answer.raise_for_status()
    return answer


def validate(server: str, path: str) -> dict[str, Any]:
    """Return what the Validate button would show for a notebook."""
    answer = requests.post(
        f"{server}/assignments/validate", data={"path": path}, headers=HEADERS, timeout=120
    )
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def test_formgrader_grades_and_shows_a_submission(server: str) -> None:
    """Its Autograde button runs our steps, and the submission's page shows each check."""
    [before] = get(f"{server}/formgrader/api/submissions/{ASSIGNMENT}").json()
    url = f"{server}/formgrader/api/submission/{ASSIGNMENT}/pam/autograde"
    graded = requests.post(url, headers=HEADERS, timeout=180).json()
    [after] = get(f"{server}/formgrader/api/submissions/{ASSIGNMENT}").json()
    [notebook] = get(f"{server}/formgrader/api/submitted_notebooks/{ASSIGNMENT}/challenges").json()
    page = get(f"{server}/formgrader/submissions/{notebook['id']}/").text

    assert graded["success"], graded["log"]
    assert (before["autograded"], after["autograded"], after["score"]) == (False, True, 0)
    assert "attention_grid: 0 of 10 points" in page
    assert get(f"{server}/formgrader/manage_assignments/").ok


def test_the_validate_button_helps(server: str, course: Path) -> None:
    """On the release it fails with a sentence for each unsolved task."""
    told = validate(server, f"release/{ASSIGNMENT}/challenges.ipynb")

    assert told["success"]
    assert "Task 2a: attention_grid returns nothing yet: return the figure" in str(told["value"])
    assert (course / "release").is_dir()
