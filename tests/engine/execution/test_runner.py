"""Running behind walls: what the machine does to a process is tried again, and blamed on nobody."""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psutil
import pytest
from traitlets.config import Config

from nbverdict.compare.difference import Wrong
from nbverdict.errors import OperatorError
from nbverdict.evidence.answers import ENDED
from nbverdict.execution.preprocessors import ExecuteAndJudge
from nbverdict.sandbox import servers
from nbverdict.sandbox.ends import WHY, Cause
from tests.engine.execution.test_preprocessors import PLOT, outcomes, run, stdout

__all__ = ["run"]  # a fixture

GARBAGE = """
import socket
for number in range(3, 200):
    try:
        socket.socket(fileno=number).send(b"x" * 5000)
    except OSError:
        pass
"""
SLOWLY = "import os, time\nprint('started')\ntime.sleep(4)\nprint('ended')"


def kernels() -> list[psutil.Process]:
    """Return the processes of all notebooks that are running."""
    supervisors = [psutil.Process(one._process.pid) for one in servers._running.values() if one.alive()]
    found = [child for one in supervisors for server in one.children() for child in server.children()]
    return [one for one in found if one.status() != psutil.STATUS_ZOMBIE]


def servers_of_kernels() -> list[psutil.Process]:
    """Return the fork servers that these were forked from."""
    return [found for one in kernels() if (found := one.parent())]


def killing(whom: Callable[[], list[psutil.Process]], *, times: int) -> threading.Thread:
    """Kill somebody who is not there yet, a second after they come, and so often."""
    others = {one.pid for one in kernels()}  # of an earlier test

    def kill() -> None:
        killed: set[int] = set()
        deadline = time.monotonic() + 60
        while len(killed) < times and time.monotonic() < deadline:
            time.sleep(0.1)
            with suppress(psutil.NoSuchProcess, ProcessLookupError):  # one may end while we look
                for found in [one for one in whom() if one.pid not in killed | others][:1]:
                    time.sleep(1)
                    os.kill(found.pid, signal.SIGKILL)
                    killed.add(found.pid)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


@pytest.mark.parametrize("whom", [kernels, servers_of_kernels])
def test_what_was_killed_from_outside_is_run_again(run: Any, whom: Any) -> None:
    """The notebook is graded as if nothing had been."""
    thread = killing(whom, times=1)
    notebook, evidence = run(PLOT, SLOWLY, timeout=30, call_seconds=30)
    thread.join()

    assert outcomes(evidence) == ["answer", "answer"]
    assert stdout(notebook.cells[1]) == "started\nended\n"


def test_what_is_killed_twice_is_the_operators_case(run: Any) -> None:
    """It is not graded, with a reason that blames the machine."""
    thread = killing(kernels, times=2)
    with pytest.raises(OperatorError, match="the machine could not run this notebook, twice"):
        run(PLOT, SLOWLY, timeout=30)
    thread.join()


def test_a_notebook_that_holds_too_much_memory_ends(run: Any) -> None:
    """Its cell says of what it used too much; that is its student's doing."""
    hoard = "held = [bytearray(b'x' * (100 << 20)) for _ in range(40)]\nimport time; time.sleep(20)"
    notebook, evidence = run(PLOT, hoard, memory_mb=1500, timeout=30)

    assert outcomes(evidence) == ["ended", "ended"]
    assert "ended in this cell: it used more memory than a notebook may (1500 MB)" in stdout(
        notebook.cells[1]
    )
    assert {call.cause for one in evidence for call in one.calls} == {Cause.MEMORY}


FAULT = "import ctypes; ctypes.string_at(0)"


@pytest.mark.parametrize(
    ("code", "cause", "told"),
    [
        (FAULT, Cause.SIGNAL, "(SIGSEGV)"),
        ("import os; os._exit(77)", Cause.ITSELF, "its own code ended it"),
        ("import os; os._exit(137)", Cause.ITSELF, "its own code ended it"),
    ],
    ids=["a fault", "a code that was ours", "a code like that of a kill"],
)
def test_an_end_has_a_cause(run: Any, code: str, cause: Cause, told: str) -> None:
    """In a cell its student reads it; whatever it says, a process that left was not killed by the machine."""
    notebook, evidence = run(PLOT, code)

    assert told in stdout(notebook.cells[1])
    assert [one.calls[0].cause for one in evidence] == [cause, cause]


@pytest.mark.parametrize(
    ("code", "told"),
    [("held = [b'x' * (100 << 20) for _ in range(40)]", WHY[Cause.MEMORY]), (FAULT, "")],
    ids=["memory", "a fault"],
)
def test_an_end_in_a_call_has_a_coarse_cause(run: Any, code: str, told: str) -> None:
    """Numbers, and names of signals, are for staff: they could carry a hidden input."""
    _, evidence = run(f"def plot_t5(table):\n    {code}", memory_mb=1500, call_seconds=30)
    with pytest.raises(Wrong) as wrong:
        _ = evidence[1].figure

    assert str(wrong.value) == f"`plot_t5` {ENDED}{': ' * bool(told)}{told}"
    assert wrong.value.staff


DEEP = """
session = get_ipython().kernel.session
honest = session.pack
session.pack = lambda told: b"[" * 200_000 + b"]" * 200_000 if "KEY" in str(told)[:300] else honest(told)
"""
NOBODY = """
import threading, time
kernel = get_ipython().kernel
send = kernel.session.send
def to_nobody(stream, *arguments, **options):
    ends = time.monotonic() + 30
    while stream is not kernel.iopub_socket and time.monotonic() < ends:
        send(stream, "execute_reply", {"status": "ok"}, parent={"msg_id": "nobody"}, ident=options["ident"])
    return send(stream, *arguments, **options)
kernel.session.send = to_nobody
"""


@pytest.mark.parametrize("key", ["protocol_version", "execution_count", "execution_state", "msg_id"])
def test_replies_that_nobody_can_read_are_a_result(run: Any, key: str) -> None:
    """What no parser survives blames no machine: the notebook is graded once, at the first try."""
    _, evidence = run(PLOT, DEEP.replace("KEY", key), "1", timeout=2, grace_seconds=1)

    assert len(evidence) == 2


def test_replies_to_nobody_hold_no_cell(run: Any) -> None:
    """A cell has its limit, whatever is sent meanwhile."""
    started = time.monotonic()
    run(PLOT, NOBODY, "1", timeout=3, grace_seconds=1)

    assert time.monotonic() - started < 40


def test_whatever_of_ours_fails_at_a_message_ends_that_notebook(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the class, and not the machine; cells that had run keep what they put out."""

    def failing(runner: ExecuteAndJudge, _: Any) -> None:
        if not runner.ended:
            raise RecursionError("for a test")

    monkeypatch.setattr(ExecuteAndJudge, "_start_collector", failing)
    notebook, evidence = run(PLOT, "print('before')")

    assert stdout(notebook.cells[1]) == "before\n"
    assert [one.calls[0].cause for one in evidence] == [Cause.TALK, Cause.TALK]


def test_a_cell_that_computes_too_long_is_interrupted(run: Any) -> None:
    """By CPU time, long before its wall time; one that waits is not."""
    notebook, evidence = run(
        "while True: pass",
        "import time; time.sleep(2); print('waited')",
        PLOT,
        step_cpu_seconds=1,
        timeout=60,
    )

    assert notebook.cells[0].outputs[0].ename == "KeyboardInterrupt"
    assert stdout(notebook.cells[1]) == "waited\n"
    assert outcomes(evidence) == ["answer", "answer"]


def test_another_kernel_has_no_walls() -> None:
    """It is refused: a course that goes without walls does so by another word."""
    config = Config({"ExecuteAndJudge": {"kernel_name": "python3"}})
    with pytest.raises(OperatorError, match="the kernel `python3` has no walls"):
        ExecuteAndJudge(config=config).tier()


def test_a_message_that_is_too_large_costs_its_output_alone(run: Any) -> None:
    """It never arrives; the process goes on, and what it answers counts."""
    huge = "from IPython.display import HTML\nHTML('x' * (40 << 20))"
    notebook, evidence = run(PLOT, huge, "print('still here')", timeout=30)

    assert len(str(notebook)) < 100_000
    assert stdout(notebook.cells[2]) == "still here\n"
    assert outcomes(evidence) == ["answer", "answer"]


@pytest.mark.parametrize(
    "broken",
    [
        "raise ValueError('x' * (40 << 20))",
        GARBAGE,
    ],
    ids=["a reply that is too large", "bytes that are none of zmq's"],
)
def test_a_broken_conversation_ends(run: Any, broken: str) -> None:
    """A peer that zmq drops for good costs its student what it did not answer, and nobody any time."""
    started = time.monotonic()
    _, evidence = run(PLOT, broken, "print('next')", timeout=20, grace_seconds=2)

    assert len(evidence) == 2
    assert time.monotonic() - started < 90
