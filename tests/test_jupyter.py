"""In JupyterLab: formgrader shows and grades the course, and the Validate button helps a student."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from graders.models.cache import PROJECT
from tests.test_class import environment, run

ASSIGNMENT = "model_architecture"
HEADERS = {"Authorization": "token for-tests-on-loopback"}
POLICY = "Content-Security-Policy"
RELEASE = PROJECT / "release" / ASSIGNMENT / "challenges.ipynb"


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def jupyterlab(course: Path) -> Iterator[str]:
    """JupyterLab in a course, on loopback."""
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


@pytest.fixture
def server(course: Path) -> Iterator[str]:
    """JupyterLab in a generated course with one submission, the untouched release."""
    run(course, "nbgrader", "generate_assignment", ASSIGNMENT)
    folder = course / "submitted" / "pam" / ASSIGNMENT
    folder.mkdir(parents=True)
    shutil.copy(RELEASE, folder)
    with jupyterlab(course) as address:
        yield address


@pytest.fixture
def trap(course: Path) -> Path:
    """A folder of the course with a configuration that leaves a file behind; return the file."""
    (course / "trap").mkdir()
    (course / "trap/nbgrader_config.py").write_text(f"open({str(course / 'ran')!r}, 'w')")
    return course / "ran"


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
    answer = get(f"{server}/formgrader/submissions/{notebook['id']}/")
    page = answer.text

    assert graded["success"], graded["log"]
    assert (before["autograded"], after["autograded"], after["score"]) == (False, True, 0)
    assert "attention_grid: 0 of 10 points" in page
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert get(f"{server}/formgrader/manage_assignments/").ok


def test_the_validate_button_helps(server: str, course: Path) -> None:
    """On the release it fails with a sentence for each unsolved task."""
    told = validate(server, f"release/{ASSIGNMENT}/challenges.ipynb")

    assert told["success"]
    assert "Task 2a: attention_grid returns nothing yet" in str(told["value"])
    assert (course / "release").is_dir()


def test_what_jupyterlab_draws_asks_nobody_but_the_server(course: Path) -> None:
    """A file of a student's that it draws as its reader cannot send what it finds elsewhere."""
    with jupyterlab(course) as server:
        lab = get(f"{server}/lab")
        ways = ("files/course_config.py", "nbconvert/html/none.ipynb")
        files = [requests.get(f"{server}/{way}", headers=HEADERS, timeout=60).headers[POLICY] for way in ways]

        assert '"disabledExtensions": ["@jupyterlab/vega5-extension"]' in lab.text

    told = dict(part.strip().split(" ", 1) for part in lab.headers[POLICY].split(";"))
    assert told["default-src"] == "'self'"
    assert not any("http" in sources or "*" in sources for sources in told.values())
    for parts in (policy.split("; ") for policy in files):  # a page of its own, to which any link may lead
        assert parts[0] == "default-src 'none'"
        assert "sandbox" in parts
        assert not any(part.startswith(("script-src", "connect-src")) for part in parts)


WAYS = ("formgrader?path=trap", "formgrader/?path=trap", "formgrader/gradebook?index=1&path=trap")


def test_no_address_makes_formgrader_run_the_configuration_of_a_folder(course: Path, trap: Path) -> None:
    """Not formgrader's start, no other page, no file of its own; the course's own folder may be named."""
    with jupyterlab(course) as server:
        ways = (*WAYS, "formgrader/static/css/nbgrader.css?path=trap", "formgrader/api/status?path=&path=..")
        answers = [requests.get(f"{server}/{way}", headers=HEADERS, timeout=60) for way in ways]
        own = get(f"{server}/formgrader?path={course}")
        odd = requests.get(f"{server}/formgrader/manage_students/%22;run()/", headers=HEADERS, timeout=60)

    assert [one.status_code for one in answers] == [403] * len(answers)
    assert "names another folder" in answers[0].text
    assert own.url.endswith("/formgrader/manage_assignments")
    assert odd.status_code == 400
    assert not trap.exists()


def test_without_the_guard_formgrader_runs_it(course: Path, trap: Path) -> None:
    """As stock nbgrader does."""
    config = course / "course_config.py"
    config.write_text(config.read_text("utf-8").replace("\nguard_formgrader()", ""), "utf-8")
    with jupyterlab(course) as server:
        get(f"{server}/{WAYS[0]}")

    assert trap.exists()
