"""Judging apart: the same verdicts, from a process that reaches neither the course nor a network."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from graders.models.cache import PROJECT
from nbverdict.errors import OperatorError
from nbverdict.evidence import collector
from nbverdict.evidence.answers import Answers
from nbverdict.evidence.cases import draw
from nbverdict.evidence.gather import gather
from nbverdict.judging.discovery import load_challenge
from nbverdict.judging.runner import judge
from nbverdict.judging.worker import JudgeClient

MASK = "import torch\ndef causal_mask(n):\n    return torch.tril(torch.ones(n, n)) == 1\n"
REACH = """
import json, os, socket, sys
from nbverdict.sandbox.inside.alone import wall_in
if sys.argv[1] == "walled":
    wall_in([sys.argv[2]])
def reached(what):
    try:
        what()
        return True
    except OSError:
        return False
print(json.dumps([
    reached(lambda: open(sys.argv[3]).read()),
    reached(lambda: open(sys.argv[3], "a")),
    reached(lambda: socket.socket()),
    reached(lambda: open(os.path.join(sys.argv[2], "errors.py")).read()),
]))
"""


@pytest.fixture
def apart() -> Iterator[JudgeClient]:
    """A process that judges, ended afterwards."""
    one = JudgeClient()
    yield one
    one.close()


def evidence() -> list[Answers]:
    """Return a right solution's answers to the cases of the causal mask."""
    module, namespace = load_challenge("causal_mask"), {}
    exec(MASK, namespace)
    rng = draw(b"a secret", challenge="causal_mask", version=module.CASES, submission="s")
    cases = [*module.shown_cases(), *module.hidden_cases(rng)]
    return gather(
        cases, lambda message, weights: collector.answer(message, weights, namespace), sources=[MASK]
    )


def test_its_verdicts_are_those_of_here(apart: JudgeClient) -> None:
    """Points, statuses and sentences cross as they are."""
    told = evidence()

    assert apart.judge({"causal_mask": told}, "cpu") == {"causal_mask": judge("causal_mask", told, "cpu")}


def test_it_reaches_neither_the_course_nor_a_network(tmp_path: Path) -> None:
    """It reads what it is made of; without its walls it reads and writes a gradebook, and opens sockets."""
    book = tmp_path / "gradebook.db"
    book.write_text("points")

    def reached(how: str) -> list[bool]:
        command = [sys.executable, "-c", REACH, how, str(PROJECT / "src/nbverdict"), str(book)]
        said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT).stdout
        return list(json.loads(said))

    assert reached("walled") == [False, False, False, True]
    assert reached("free") == [True, True, True, True]


def test_a_process_that_ended_is_the_machines_fault(apart: JudgeClient) -> None:
    """It is told in a sentence, and the next is judged by another."""
    told = evidence()
    apart.start()
    assert apart._bench
    process = apart._bench._process
    os.kill(process.pid, signal.SIGSTOP)  # it still imports: no judge was forked
    end = Timer(0.5, os.kill, (process.pid, signal.SIGKILL))
    end.start()
    with pytest.raises(OperatorError, match="`causal_mask` could not be judged"):
        apart.judge({"causal_mask": told}, "cpu")
    end.join()

    assert apart.judge({"causal_mask": told}, "cpu")["causal_mask"].earned == 2


def test_a_process_that_is_ending_costs_the_next_submission_nothing(apart: JudgeClient) -> None:
    """Its socket closes before it counts as ended; without another try this is a broken pipe."""
    apart.start()
    assert apart._bench
    apart._bench._process.poll = lambda: None  # type: ignore[method-assign] # as it is until it was reaped
    os.kill(apart._bench._process.pid, signal.SIGKILL)
    select.select([apart._bench._channel], [], [], 10)

    assert apart.judge({"causal_mask": evidence()}, "cpu")["causal_mask"].earned == 2
