"""Runs in the student's process after their last cell: calls their functions and serialises the results.

One request starts `serve` on a socket that was opened before their code ran. Both directions carry frames:
two big-endian 64-bit lengths, JSON, then a safetensors file (or nothing). A frame in is one case; the frame
out holds one entry per call, with the data of the returned object: numbers, texts and arrays, never a
judgement.

Whatever the student may have changed (pandas, matplotlib, json) can only change this data.

It is sent as text after the files that `gather` names, so the imports below are removed there
and nothing of this project is imported.
"""

import contextlib
import io
import json
import operator
import os
import socket
import struct
import tempfile
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from nbverdict.evidence.building import Given, build, through
from nbverdict.evidence.moment import END, go_to
from nbverdict.evidence.plots import close_figures, read_figure
from nbverdict.evidence.reader import LONGEST_LONG, Arrays, Told, ValueReader, comes_from, stored, text

LENGTHS = struct.Struct(">QQ")
OURS = os.path.dirname(__file__) if "__file__" in globals() else "<the collector>"
NOT_THEIRS = (OURS, os.path.dirname(os.__file__), "site-packages", "<frozen", "<__array_function__")
CELLS = ("ipykernel_", "ipython-input")  # file names that kernels give to cells


def serve(descriptor: int, namespace: dict[str, Any]) -> None:
    """Answer one case after the other until the other side closes the socket."""
    with socket.socket(fileno=descriptor) as channel:
        channel.sendall(LENGTHS.pack(0, 0))
        while lengths := receive(channel, LENGTHS.size):
            size, extra = LENGTHS.unpack(lengths)
            message, weights = receive(channel, size), receive(channel, extra)
            try:
                reply, arrays = answer(message, weights, namespace)
            except BaseException as error:  # including an interrupt between two calls
                reply, arrays = failed(error), b""
            channel.sendall(LENGTHS.pack(len(reply), len(arrays)) + reply + arrays)


def receive(channel: socket.socket, size: int) -> bytes:
    """Return exactly `size` bytes, or nothing if the other side closed."""
    parts = bytearray()
    while len(parts) < size:
        part = channel.recv(min(size - len(parts), 1 << 20))
        if not part:
            return b""
        parts += part
    return bytes(parts)


def answer(message: bytes, weights: bytes, namespace: dict[str, Any]) -> tuple[bytes, bytes]:
    """Return the reply to one case: JSON, and the arrays that it refers to by number.

    A failure outside the student's function is reported as ours; the next case is still answered.
    """
    case = json.loads(message)
    go_to_check(case, namespace)
    try:
        calls, packed = answered(case, weights, namespace)
    except Exception as error:
        calls, packed = [unread(error)], b""
    return json.dumps({"case": case["case"], "calls": calls}).encode(), packed


def go_to_check(case: Given, namespace: dict[str, Any]) -> None:
    """Bring back what names meant where the check stands, unless the function was only defined later."""
    with contextlib.suppress(Exception):  # else the names are as they are
        go_to(case.get("challenge", END), namespace)
        if not callable(namespace.get(case["function"])):
            go_to(END, namespace)


def answered(case: Given, weights: bytes, namespace: dict[str, Any]) -> tuple[list[Told], bytes]:
    """Build a case's arguments, call the function, and return the results and their arrays."""
    arrays: Arrays = []
    with folder_of(case) as folder:
        first = [build(given, weights, folder) for given in case["arguments"]]
        again = [
            build(given, weights, folder, same) for given, same in zip(case["again"], first, strict=False)
        ]
        calls = ask(case, [first, again] if again else [first], namespace, folder, arrays)
    return calls, stored(arrays)


def ask(
    case: Given, wanted: list[list[Any]], namespace: dict[str, Any], folder: str, arrays: Arrays
) -> list[Told]:
    """Call a function with each list of arguments, then ask the questions about the first result."""
    function, questions = namespace.get(case["function"]), case.get("then", [])
    if not callable(function):
        return [{"outcome": "missing"}]
    function, made = through(case.get("caller", ""), function), []
    for arguments in wanted:
        given = [list(value) if isinstance(value, list) else value for value in arguments]
        told, value = call(function, given, folder, arrays)
        made.append((told, value, given))
    (first, value, given), calls = made[0], [told for told, _, _ in made]
    if first["outcome"] != "answer":
        return [*calls, *[first] * len(questions)]
    return [*calls, *questions_of(value, given, questions, folder, arrays)]


@contextlib.contextmanager
def folder_of(case: Given) -> Iterator[str]:
    """Yield the folder of a case's models: the one that it names, or else a temporary one."""
    if "folder" in case:
        yield case["folder"]
        return
    with tempfile.TemporaryDirectory() as folder:
        yield folder


def questions_of(value: Any, given: list[Any], asked: list[Given], folder: str, arrays: Arrays) -> list[Told]:
    """Answer the questions about a returned object or the arguments, one by one."""
    return [
        {"outcome": "missing"}
        if one["kind"] != "given" and not has(value, one["name"])
        else read_safely(question(value, given, one, folder), folder, arrays)
        for one in asked
    ]


def question(value: Any, given: list[Any], asked: Given, folder: str) -> Callable[[], Any]:
    """Return the function that answers one question."""
    if asked["kind"] == "given":
        return partial(operator.getitem, given, asked["place"])
    if asked["kind"] == "attribute":
        return partial(getattr, value, asked["name"])
    arguments = [build(argument, b"", folder) for argument in asked["arguments"]]
    return partial(operator.methodcaller(asked["name"], *arguments), value)


def has(value: Any, name: str) -> bool:
    """Say whether an object has an attribute, without reading it if its class has it."""
    return hasattr(type(value), name) or hasattr(value, name)


def call(function: Any, arguments: list[Any], folder: str, arrays: Arrays) -> tuple[Told, Any]:
    """Call the student's function once; return the serialised result and the result itself."""
    kept: list[Any] = []

    def called() -> Any:
        kept.append(function(*arguments))
        return kept[0]

    told = read_safely(called, folder, arrays)
    return told, kept[0] if kept else None


def read_safely(asked: Callable[[], Any], folder: str, arrays: Arrays) -> Told:
    """Call a function and return its serialised result, with what it printed."""
    printed = Printed()
    try:
        with contextlib.redirect_stdout(printed):
            value = asked()
    except BaseException as error:
        return raised(error) | printed.told
    try:
        return {
            "outcome": "answer",
            "type": type(value).__name__,
            **read(value, folder, arrays),
        } | printed.told
    except BaseException as error:  # including an interrupt while we read
        return unread(error) if isinstance(error, Exception) and not own_frames(error) else raised(error)
    finally:
        close_figures()


class Printed(io.TextIOBase):
    """Captures the beginning of the printed text."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        if len(self.text) < LONGEST_LONG:
            self.text += text[: LONGEST_LONG - len(self.text)]
        return len(text)

    @property
    def told(self) -> Told:
        return {"printed": self.text} if self.text else {}


def read(value: Any, folder: str, arrays: Arrays) -> Told:
    """Serialise a figure or plain data; of anything else only the type."""
    if comes_from(type(value), "matplotlib", "Figure"):
        return {"figure": read_figure(value, arrays)}
    return {"value": ValueReader(folder, arrays).tell(value)}


def raised(error: BaseException) -> Told:
    """Report what the student's code raised, in their function or while we read its result."""
    return {"outcome": "raised", "exception": type(error).__name__, "line": own_line(error)}


def unread(error: BaseException) -> Told:
    """Report that our own code failed, and where."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return {"outcome": "unread", "detail": text(f"{type(error).__name__}: {error} ({where.name})")}


def failed(error: BaseException) -> bytes:
    """Report that our own code failed before it could make a reply, for whichever case was asked."""
    reply = '{"case": "", "calls": [{"outcome": "unread", "detail": "the collector failed: %s"}]}'
    return (reply % type(error).__name__).encode("ascii", "replace")


def own_line(error: BaseException) -> str:
    """Return the last line of a notebook cell that an exception passed through."""
    frames = [frame for frame in own_frames(error) if any(name in frame.filename for name in CELLS)]
    return text(frames[-1].line or "") if frames else ""


def own_frames(error: BaseException) -> list[traceback.FrameSummary]:
    """Return the frames of an exception in code that is neither ours nor a package's."""
    frames = traceback.extract_tb(error.__traceback__)
    return [frame for frame in frames if not any(part in frame.filename for part in NOT_THEIRS)]
