"""One grader at a time in a course."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from nbverdict.errors import OperatorError
from nbverdict.store.lock import CourseLock

HOLD = """
import sys, time
from pathlib import Path
from nbverdict.store.lock import CourseLock
with CourseLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> "subprocess.Popen[str]":
    """Another grader at work in a course."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_is_told_who_is_first(holder: "subprocess.Popen[str]", tmp_path: Path) -> None:
    """And may come in when that one has ended, by whatever signal."""
    with pytest.raises(
        OperatorError, match=rf"is being graded by .+ \(process {holder.pid}\) since \d{{4}}-"
    ):
        CourseLock(tmp_path).__enter__()
    holder.kill()
    holder.communicate()
    with CourseLock(tmp_path):
        pass


def test_who_holds_it_may_take_it_again(tmp_path: Path) -> None:
    """A class, and each notebook in it."""
    with CourseLock(tmp_path), CourseLock(tmp_path, wait=True):
        pass
    with CourseLock(tmp_path):
        pass


def test_who_can_wait_waits(holder: "subprocess.Popen[str]", tmp_path: Path) -> None:
    """As plain nbgrader does between two notebooks."""
    threading.Timer(0.5, holder.communicate).start()
    began = time.monotonic()
    with CourseLock(tmp_path, wait=True):
        assert time.monotonic() - began > 0.3
