"""Asks a student's process for its answers, one case at a time, and decodes the replies."""

import ast
import builtins
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from nbverdict.config.course_code import course_code
from nbverdict.evidence.answers import Answers
from nbverdict.evidence.cases import Case
from nbverdict.evidence.decode import Call, CallOutcome, CollectorReply, Undecodable, decode
from nbverdict.evidence.moment import KEPT_IN
from nbverdict.sandbox.ends import Cause, End

KNOWN = (
    "NoneType bool int float str list tuple dict set ndarray Tensor Series DataFrame Styler Figure Axes "
    "AxesImage BarContainer FacetGrid function module"
)
TYPES = frozenset(KNOWN.split())  # the only type names that a student is shown
Ask = Callable[[bytes, bytes], tuple[bytes, bytes]]


START = """\
import builtins as __collector_builtins__
try:
    __collector_builtins__.exec(
        __collector_builtins__.compile({text!r}, '<the collector>', 'exec'), __collector__ := {{}}
    )
except __collector_builtins__.BaseException as __collector__:
    __collector__ = __collector_builtins__.type(__collector__).__name__
    __collector_builtins__.exec({failed!r}, {{'kind': __collector__}})
else:
    __collector__['serve']({number}, __collector_builtins__.globals())
"""  # uses only names of its own: a cell may have redefined `compile`, `type` or `_scope`
FAILED = """\
reply = '{{"case": "", "calls": [{{"outcome": "unread", "detail": "the collector did not start: %s"}}]}}'
reply = (reply % kind).encode('ascii', 'replace')
__import__('os').write({number}, len(reply).to_bytes(8, 'big') + bytes(8) + reply)
"""


MOMENT = """\
import builtins as __moment__
try:
    __moment_scope__ = __moment__.__import__('sys').modules.get({kept!r}, {{}})
    __moment_scope__ = __moment_scope__ and __moment_scope__.scope
    {begin}
    __moment_scope__['remember']({name!r}, __moment__.globals())
except __moment__.BaseException:
    pass
__moment_scope__ = None
del __moment__, __moment_scope__
"""
BEGIN = "__moment__.exec(__moment__.compile({text!r}, '<the collector>', 'exec'), __moment_scope__ := {{}})"


def moment_start(challenge: str, *, first: bool = True) -> str:
    """Return the code that remembers what names mean where a challenge's check stands.

    After the `first` check the process has what it takes: to compile it anew takes longer than to use it.
    """
    begin = BEGIN.format(text=_moment_text()) if first else "pass"
    return MOMENT.format(begin=begin, name=challenge, kept=KEPT_IN)


@cache
def _moment_text() -> str:
    return _joined(
        Path(__file__).with_name(f"{name}.py")
        for name in ("process_state", "data_state", "object_state", "moment")
    )


def collector_start(number: int) -> str:
    """Return the code that starts the collector on a descriptor, or reports there that it cannot start."""
    return START.format(text=collector_text(), number=number, failed=FAILED.format(number=number))


def collector_text() -> str:
    """Return the collector's source as sent to a student's process: its files and the course's builders."""
    builders = course_code().builders
    names = (
        "building",
        "reader",
        "plots",
        "process_state",
        "data_state",
        "object_state",
        "moment",
        "collector",
    )
    files = [Path(__file__).with_name(f"{name}.py") for name in names]
    return _joined((*files, *([builders] if builders else [])))


def _joined(files: Iterable[Path]) -> str:
    """Return the text of files as one, without the imports of this project."""
    return "\n".join(line for path in files for line in _lines_to_send(path.read_text("utf-8")))


def _lines_to_send(text: str) -> Iterator[str]:
    ours = (
        range(node.lineno, (node.end_lineno or 0) + 1)
        for node in ast.parse(text).body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nbverdict.")
    )
    left_out = {number for lines in ours for number in lines}
    yield from (line for number, line in enumerate(text.splitlines(), 1) if number not in left_out)


class NoAnswer(Exception):  # noqa: N818 - a process's failure to answer, not our error
    """The process gave no answer: it was late, it ended, or its reply exceeds the size limits."""

    def __init__(self, outcome: CallOutcome, end: End | None = None) -> None:
        super().__init__(outcome.value)
        self.outcome, self.end = outcome, end

    @property
    def call(self) -> Call:
        """Return the call that stands for the missing answer."""
        if self.end is None:
            return Call(outcome=self.outcome)
        return Call(outcome=self.outcome, cause=self.end.cause, detail=str(self.end))


def gather_all(
    cases: Mapping[str, Sequence[Case]], ask: Ask, *, sources: Sequence[str]
) -> dict[str, list[Answers]]:
    """Return the answers to all cases of all challenges, by the name of the challenge.

    `ask` sends one frame and returns the reply, or raises `NoAnswer`. After a timeout, or the end of the
    process, the remaining cases of the challenge are not tried. `sources` are the cells of the submission: a
    line that is not one of theirs is never shown to the student.
    """
    given_up: dict[str, Call] = {}
    calls: dict[tuple[str, str], tuple[Call, ...]] = {}
    for name, case in _examples_first([(name, case) for name, asked in cases.items() for case in asked]):
        silence = given_up.get(name)
        replies = (silence,) * case.replies if silence else _calls(case, name, ask, sources)
        if replies[0].outcome in (CallOutcome.LATE, CallOutcome.ENDED, CallOutcome.CLOSED):
            given_up[name] = replies[0]
        calls[name, case.name] = replies
    return {name: [Answers(case, calls[name, case.name]) for case in asked] for name, asked in cases.items()}


def _examples_first(every: Sequence[tuple[str, Case]]) -> list[tuple[str, Case]]:
    """Return all cases in the order of asking: the examples of all challenges before the hidden cases.

    A student sees the answers to examples, and code could answer an example with hidden inputs that it has
    seen before.
    """
    return sorted(every, key=lambda pair: pair[1].hidden)


def gather(cases: Sequence[Case], ask: Ask, *, sources: Sequence[str]) -> list[Answers]:
    """Return the answers to all cases of one challenge."""
    return gather_all({"": cases}, ask, sources=sources)[""]


def asked_message(case: Case, challenge: str) -> bytes:
    """Return the message that asks for a case in the state of its challenge's check."""
    return json.dumps({"challenge": challenge, **case.packed()}).encode()


def _calls(case: Case, challenge: str, ask: Ask, sources: Sequence[str]) -> tuple[Call, ...]:
    try:
        frame = ask(asked_message(case, challenge), case.weights)
    except NoAnswer as silence:
        return (silence.call,) * case.replies
    try:
        reply = decode(*frame)
    except Exception as error:  # noqa: BLE001 - the bytes are the student's, and so is any error in reading them
        kind = "" if isinstance(error, Undecodable) else f"{type(error).__name__}: "
        return (Call(outcome=CallOutcome.UNDECODABLE, detail=f"{kind}{error}"[:300]),) * case.replies
    alone = len(reply.calls) == 1 and reply.calls[0].outcome is not CallOutcome.ANSWER
    if says_that_we_failed(reply):
        return reply.calls * case.replies
    if reply.case != case.name or not (alone or len(reply.calls) == case.replies):
        return (Call(outcome=CallOutcome.UNDECODABLE, detail="a reply to another case"),) * case.replies
    return tuple(_told(call, sources) for call in _complete(reply, case))


def says_that_we_failed(reply: CollectorReply) -> bool:
    """Say whether a reply reports that our own code failed; such a reply names no case."""
    return not reply.case and [call.outcome for call in reply.calls] == [CallOutcome.UNREAD]


def _complete(reply: CollectorReply, case: Case) -> tuple[Call, ...]:
    """Return as many calls as were asked for; a single failure stands for all of them."""
    return reply.calls if len(reply.calls) == case.replies else reply.calls * case.replies


def _told(call: Call, sources: Sequence[str]) -> Call:
    """Keep of a call only what a student may see: well-known names, and a line of their own code.

    The name of a type or an exception could encode a hidden case.
    """
    known = getattr(builtins, call.exception, None)
    builtin = isinstance(known, type) and issubclass(known, BaseException)
    return call.model_copy(
        update={
            "exception": call.exception if builtin else "an error",
            "line": call.line if call.line and call.line.strip() in _lines(tuple(sources)) else "",
            "type": call.type if call.type in TYPES else "",
            **({"cause": Cause.UNKNOWN} if call.cause else {}),  # not for the process to say
        }
    )


@lru_cache(maxsize=1)  # each call of each challenge asks
def _lines(sources: tuple[str, ...]) -> frozenset[str]:
    return frozenset(line.strip() for source in sources for line in source.splitlines())
