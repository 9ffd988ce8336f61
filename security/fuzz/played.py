"""A stand-in for a student's process: it prints and answers at random, and everything of ours is real.

Ten thousand kernels would take a day. What a kernel says is read as it comes from a socket, so it is drawn
here as bytes, by what the notebook holds: the same notebook is always told the same.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from random import Random
from types import SimpleNamespace
from typing import Any

import matplotlib.figure  # noqa: F401 - which the collector would import in each fork
import numpy as np
from nbclient.client import NotebookClient
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode

from nbverdict.evidence import collector
from nbverdict.evidence.answers import Answers
from nbverdict.evidence.decode import CallOutcome
from nbverdict.evidence.gather import NoAnswer
from nbverdict.execution.runner import Runner, inputs_of
from nbverdict.notebook.record import TIER
from nbverdict.sandbox.ends import Cause, End
from nbverdict.sandbox.messages import DELIMITER, read_message
from security.fuzz.course import HONEST
from security.fuzz.letters import LETTERS, TEX, TRICKS
from security.fuzz.values import MIMES, PNG, deep
from security.web.payloads import HTML

ASKED = "asked"
KINDS = ("stream", "error", "display_data", "execute_result", "update_display_data", "clear_output", "status")
TEXTS = (*TEX, *TRICKS, *HTML.values())
WORDS = ("2", "1", "0", "nan", "-1", "inf", "1e999", "3.0", "x", "True")
TIMES = (1, 1, 2, 9, 300, 300, 5_000, 100_000)
CAUSES = tuple(cause for cause in Cause if cause and cause is not Cause.OUTSIDE)
ANSWERS = (
    {"outcome": "answer"},
    {"outcome": "raised", "exception": "ValueError", "line": "x"},
    {"outcome": "raised", "exception": "<b>", "line": "\ud800"},
    {"outcome": "missing"},
    {"outcome": "unread", "detail": "<script>"},
    {"outcome": "answer", "type": "<i>", "value": [[1]]},
    {"outcome": "answer", "type": "ndarray", "value": {"array": 0}},
    {"outcome": "answer", "type": "dict", "value": {"entries": [["<b>", deep(60)]], "length": 1}},
)


class Played(Runner):
    """What takes the place of running a notebook; everything from the first message on is as it is."""

    def play(
        self, nb: NotebookNode, resources: Any, challenges: Sequence[str], km: Any = None
    ) -> dict[str, list[Answers]]:
        """Return a notebook's answers, and leave outputs in its cells."""
        self.inputs = inputs_of(nb, resources)
        nb.metadata[TIER] = self.tier()
        NotebookClient.__init__(self, nb, km)
        self.reset_execution_trackers()
        self.forget_outputs()
        self._check_assign_resources(resources)
        self.end, self.deadline, self._ran = None, float("inf"), 0
        self.until, self.silent_from = len(nb.cells), None
        self.honest = resources["nbgrader"]["student"] in HONEST
        self.random = Random(self.inputs.digest)  # noqa: S311 - no secret
        self._run_and_collect(None, ())  # type: ignore[arg-type]

        def ask(message: bytes, weights: bytes) -> tuple[bytes, bytes]:
            return Played.answer(self, message, weights)

        return self.assessor.collect(challenges, self.inputs.digest, ask, sources=self.inputs.sources)

    def _talk_through(self, cell: NotebookNode, index: int) -> None:
        """Take what the process says in one cell."""
        cell.outputs = []
        try:
            for _ in range(0 if self.honest else self.random.choice((0, 0, 1, 1, 2, 5))):
                message = _message(self.random)
                if message is not None:
                    self.process_message(message, cell, index)
        except CellTimeoutError:
            raise
        except Exception as error:  # noqa: BLE001 - as in what it stands for
            self._give_up(End(Cause.TALK, type(error).__name__))
        if not self.honest and self.random.random() < 0.02:
            self._give_up(End(self.random.choice(CAUSES)))

    def answer(self, message: bytes, weights: bytes) -> tuple[bytes, bytes]:
        """Answer a case: rightly, or at random."""
        chance = 0.0 if self.honest else self.random.random()
        if chance < 0.4:
            return collector.answer(message, weights, {"causal_mask": lambda n: np.tril(np.ones((n, n)))})
        if self.end or chance < 0.6:
            raise NoAnswer(self.random.choice((CallOutcome.LATE, CallOutcome.ENDED)), self.end)
        told = {"case": json.loads(message)["case"], "calls": [self.random.choice(ANSWERS)]}
        raw = json.dumps(told).encode()
        return self.random.choice((raw, raw, raw[:-3], b"", b"\xff", _odd(raw))), self.random.choice(
            (b"", b"\0" * 9)
        )

    @property
    def process(self) -> Any:
        """A process that does nothing."""
        return SimpleNamespace(begin_step=lambda _: None, ended=lambda **_: None, interrupt=lambda: None)

    def _collect(self, _channel: Any, _challenges: Sequence[str]) -> dict[str, list[Answers]]:
        return {}

    def _give_up(self, otherwise: End) -> None:
        self.end = self.end or otherwise


def play(put: Callable[[type, str, Any], None] = setattr) -> None:
    """Let every notebook that this process and its forks run be played."""
    for name in ("_talk_through", "_collect", "_give_up", "process"):
        put(Runner, name, Played.__dict__[name])
    put(Runner, "run", Played.play)


def _message(random: Random) -> dict[str, Any] | None:
    """Return a message of a kernel, as far as our reader takes it for one."""
    kind = random.choice(KINDS)
    header, parent = json.dumps({"msg_type": kind}).encode(), json.dumps({"msg_id": ASKED}).encode()
    content = json.dumps(_content(random, kind)).encode()
    if random.random() < 0.05:
        content = _odd(content)
    return read_message([DELIMITER, b"", header, parent, b"{}", content], ASKED)


def _content(random: Random, kind: str) -> Mapping[str, Any]:
    """Return the content of a message: some of it of another type than it should be."""
    told: dict[str, Any] = {
        "name": random.choice(("stdout", "stderr", "<b>")),
        "text": _text(random),
        "ename": _text(random),
        "evalue": _text(random),
        "traceback": [_text(random) for _ in range(random.choice((0, 1, 3)))],
        "data": {random.choice(MIMES): _form(random) for _ in range(random.choice((0, 1, 1, 3)))},
        "metadata": random.choice(({}, {"filenames": {"image/png": "/etc/passwd"}}, {"a": deep(60)})),
        "execution_count": random.choice((None, 1, 10**12, "<b>")),
        "transient": random.choice((None, {"display_id": "a"}, {"display_id": 7})),
        "wait": random.choice((True, False, 3)),
    }
    if kind == "execute_result" and random.random() < 0.7:
        told["data"] = {"text/plain": random.choice(WORDS)}
        told["execution_count"] = 1
    if random.random() < 0.05:
        told[random.choice(sorted(told))] = random.choice((None, 3, [], {}, deep(9)))
    return told


def _form(random: Random) -> Any:
    return random.choice((PNG, _text(random), _text(random), [_text(random)], {"a": 1}, deep(60), None))


def _text(random: Random) -> str:
    if random.random() < 0.3:
        return random.choice(TEXTS)
    return (random.choice(LETTERS) * random.choice(TIMES))[:500_000] + random.choice(("", *LETTERS))


def _odd(content: bytes) -> bytes:
    return content.replace(b'"', b"\xff", 1) + b"\0"
