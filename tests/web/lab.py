"""JupyterLab with formgrader in a course, on loopback."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.test_class import environment

TOKEN = "for-tests-on-loopback"  # noqa: S105 - of a server that lives as long as a test
SECONDS = 90


@contextmanager
def jupyterlab(root: Path) -> Iterator[str]:
    """Run JupyterLab in a course meanwhile, and let the course's reports link to it."""
    address = f"http://127.0.0.1:{_free_port()}"
    with (root / "course_config.py").open("a") as config:
        config.write(f'c.Course.formgrader_url = "{address}"\n')
    command = [
        "jupyter",
        "lab",
        "--no-browser",
        "--allow-root",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={address.rpartition(':')[2]}",
        f"--IdentityProvider.token={TOKEN}",
    ]
    with (root / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=root, env=environment(), stdout=log, stderr=log)
        try:
            _wait_for(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "JupyterLab ended"
        try:
            requests.get(f"{address}/api", params={"token": TOKEN}, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.3)
        else:
            return
    raise TimeoutError("JupyterLab did not start")
