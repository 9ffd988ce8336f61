"""JupyterLab with formgrader in a course, on loopback."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from security.web.walls import Walls
from tests.test_class import environment

TOKEN = "for-tests-on-loopback"  # noqa: S105 - of a server that lives as long as a test
SECONDS = 90


UNCLEANED = """
c.HTMLExporter.preprocessors = []
c.TemplateExporter.filters = {}
"""


@contextmanager
def jupyterlab(root: Path, walls: Walls = Walls.BOTH) -> Iterator[str]:
    """Run JupyterLab in a course meanwhile, behind these walls, and let the course's reports link to it."""
    address = f"http://127.0.0.1:{_free_port()}"
    config = root / "course_config.py"
    kept = f'{config.read_text("utf-8")}c.Course.formgrader_url = "{address}"\n'
    guarded = kept.replace("\nguard_formgrader()", "") if walls in {Walls.NONE, Walls.CLEANER} else kept
    config.write_text(guarded + (UNCLEANED if walls in {Walls.NONE, Walls.POLICY} else ""), "utf-8")
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
            config.write_text(kept, "utf-8")


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
