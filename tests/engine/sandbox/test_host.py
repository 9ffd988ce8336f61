"""The trusted side of a student's process: what a confined process may ask of it costs little."""

import time
from pathlib import Path

import pytest

from nbverdict.sandbox import host
from nbverdict.sandbox.forkserver import ForkServer
from nbverdict.sandbox.host import CALL, START, Here, Host
from nbverdict.sandbox.settings import Sandbox
from tests.engine.sandbox.conftest import Start


def test_nobody_is_waited_for_as_long_as_is_asked(
    monkeypatch: pytest.MonkeyPatch, server: ForkServer, start: Start, tmp_path: Path
) -> None:
    """A confined process that was taken over would hold its worker for a day."""
    monkeypatch.setattr(host, "LONGEST_S", 0.1)
    trusted = Host(Sandbox(), lambda: server, tmp_path)
    trusted._running[1] = Here(start("time.sleep(60)"), trusted.settings)
    began = time.monotonic()

    answer = trusted.services()[CALL]([1, "ended", [], {"seconds": 86_400}], ())

    assert answer.value is None
    assert time.monotonic() - began < 5
    trusted.close()


def test_one_submission_has_few_processes_at_once(server: ForkServer, tmp_path: Path) -> None:
    """Each costs the machine memory, and one notebook is run after the other."""
    trusted = Host(Sandbox(), lambda: server, tmp_path)
    begin = trusted.services()[START]
    for _ in range(host.MOST_RUNNING):
        begin([str(tmp_path), {}, []], ())

    with pytest.raises(ValueError, match="processes run"):
        begin([str(tmp_path), {}, []], ())
    trusted.close()
