"""Runs in the student's process after their last cell: calls their functions, and tells what these return.

One request starts `serve` on a socket that was opened before their first byte. Both directions carry frames:
two big-endian 64-bit lengths, JSON, then a safetensors file (or nothing). A frame in is one case; the frame
out holds one entry per call, with what was read from the returned object: numbers, texts and arrays, never a
judgement.

Everything that the student could have changed (pandas, matplotlib, json) only changes this data.

It is sent as text together with `telling`, so the import below is dropped there and nothing of this project
is imported.
"""

import contextlib
import json
import os
import socket
import struct
import tempfile
import traceback
from collections.abc import Iterator
from typing import Any

from nbverdict.evidence.reader import Arrays, Told, close_figures, read, stored, text

Given = dict[str, Any]  # one argument, described
LENGTHS = struct.Struct(">QQ")
OURS = os.path.dirname(__file__) if "__file__" in globals() else "<the collector>"
NOT_THEIRS = (OURS, os.path.dirname(os.__file__), "site-packages", "<frozen", "<__array_function__")
CELLS = ("ipykernel_", "ipython-input")  # what kernels call the code of a cell


def serve(descriptor: int, namespace: dict[str, Any]) -> None:
    """Answer one case after the other until the other side closes the socket."""
    with socket.socket(fileno=descriptor) as channel:
        channel.sendall(LENGTHS.pack(0, 0))
        while lengths := receive(channel, LENGTHS.size):
            size, extra = LENGTHS.unpack(lengths)
            message, weights = receive(channel, size), receive(channel, extra)
            try:
                reply, arrays = answer(message, weights, namespace)
            except BaseException as error:  # an interrupt too, which may come between two calls
                reply, arrays = failed(error), b""
            channel.sendall(LENGTHS.pack(len(reply), len(arrays)) + reply + arrays)


def receive(channel: socket.socket, size: int) -> bytes:
    """Return exactly `size` bytes, or nothing where the other side closed."""
    parts = bytearray()
    while len(parts) < size:
        part = channel.recv(min(size - len(parts), 1 << 20))
        if not part:
            return b""
        parts += part
    return bytes(parts)


def answer(message: bytes, weights: bytes, namespace: dict[str, Any]) -> tuple[bytes, bytes]:
    """Return the reply to one case: JSON, and the arrays that it names by number.

    Whatever fails here outside the student's function is told as that; the next case is still answered.
    """
    case = json.loads(message)
    try:
        calls, told = answered(case, weights, namespace)
    except Exception as error:
        calls, told = [unread(error)], b""
    return json.dumps({"case": case["case"], "calls": calls}).encode(), told


def answered(case: Given, weights: bytes, namespace: dict[str, Any]) -> tuple[list[Told], bytes]:
    """Build what a case brings, call the function, and return what is told of it, with its arrays."""
    arrays: Arrays = []
    with folder_of(case) as folder:
        first = [build(given, weights, folder) for given in case["arguments"]]
        again = [
            build(given, weights, folder, same) for given, same in zip(case["again"], first, strict=False)
        ]
        wanted = [first, again] if again else [first]
        calls = [call(case["function"], arguments, namespace, folder, arrays) for arguments in wanted]
    return calls, stored(arrays)


@contextlib.contextmanager
def folder_of(case: Given) -> Iterator[str]:
    """Yield the folder that holds a case's models: the one that it names, else one of our own making."""
    if "folder" in case:
        yield case["folder"]
        return
    with tempfile.TemporaryDirectory() as folder:
        yield folder


def build(given: Given, weights: bytes, folder: str, same: Any = None) -> Any:
    """Build one argument from its description; `same` is what the first call was given."""
    if given["kind"] == "same":
        return same
    return {**BUILDERS, **COURSE_BUILDERS}[given["kind"]](given, weights, folder)


def build_paths(given: Given, _weights: bytes, folder: str) -> list[str]:
    return [one if isinstance(one, str) else write_folder(one, folder) for one in given["paths"]]


def write_folder(described: Given, folder: str) -> str:
    """Write a folder of files and return its path; what a file is longer than its beginning is a hole."""
    path = os.path.join(folder, described["name"])
    os.makedirs(path, exist_ok=True)
    for name, made in described["files"].items():
        with open(os.path.join(path, name), "wb") as file:
            beginning = bytes.fromhex(made["beginning"])
            file.write(beginning)
            file.truncate(max(made["size"], len(beginning)))
    return path


def build_table(given: Given, _weights: bytes, _folder: str) -> Any:
    import pandas as pd

    return pd.DataFrame(given["rows"], columns=given["columns"], index=given["index"])


BUILDERS = {
    "plain": lambda given, _weights, _folder: given["value"],
    "paths": build_paths,
    "table": build_table,
}
COURSE_BUILDERS: dict[
    str, Any
] = {}  # a course's own kinds: its file of builders follows this one, and says them anew


def call(name: str, arguments: list[Any], namespace: dict[str, Any], folder: str, arrays: Arrays) -> Told:
    """Call the student's function once and return what happened."""
    function = namespace.get(name)
    if not callable(function):
        return {"outcome": "missing"}
    given = [list(value) if isinstance(value, list) else value for value in arguments]
    try:
        value = function(*given)
    except BaseException as error:
        return raised(error)
    try:
        return {"outcome": "answer", "type": type(value).__name__, **read(value, folder, arrays)}
    except BaseException as error:  # an interrupt may come while we read
        return unread(error) if isinstance(error, Exception) and not own_frames(error) else raised(error)
    finally:
        close_figures()


def raised(error: BaseException) -> Told:
    """Say what the student's code raised, in their function or while we read what it returned."""
    return {"outcome": "raised", "exception": type(error).__name__, "line": own_line(error)}


def unread(error: BaseException) -> Told:
    """Say that our own code failed, and where."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return {"outcome": "unread", "detail": text(f"{type(error).__name__}: {error} ({where.name})")}


def failed(error: BaseException) -> bytes:
    """Say that our own code failed where not even a reply could be made: for whichever case was asked."""
    told = '{"case": "", "calls": [{"outcome": "unread", "detail": "the collector failed: %s"}]}'
    return (told % type(error).__name__).encode("ascii", "replace")


def own_line(error: BaseException) -> str:
    """Return the last line of a notebook cell that an exception passed through."""
    frames = [frame for frame in own_frames(error) if any(name in frame.filename for name in CELLS)]
    return text(frames[-1].line or "") if frames else ""


def own_frames(error: BaseException) -> list[traceback.FrameSummary]:
    """Return where an exception passed through code that is neither ours nor a package's."""
    frames = traceback.extract_tb(error.__traceback__)
    return [frame for frame in frames if not any(part in frame.filename for part in NOT_THEIRS)]
