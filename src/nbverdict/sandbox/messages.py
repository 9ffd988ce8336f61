"""Parses a kernel's messages into small plain ones: whatever a process sends costs its reader little.

Each kind has a schema. A message that does not match it is dropped, and so is every kind that is not needed
here, such as widgets. Only fields of a schema are ever built: the parser skips the rest.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct

HEADER = 1 << 16  # bytes
CONTENT = 4 << 20  # bytes of structured content; plain text may be as long as a message
DEEPEST = 50
FORMS, NAMES, METADATA = 50, 200, 2_000  # of one output; characters of a name, and of its metadata
CUT = "\n... this output is longer and was cut ...\n"
DELIMITER = b"<IDS|MSG>"
PARTS = 5  # signature, header, parent's header, metadata, content
LONE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
Name = Annotated[str, Meta(max_length=NAMES)]
Number = Annotated[int, Meta(ge=0, le=1 << 31)]


class Header(Struct):
    """What a message is, or what it answers."""

    msg_id: Name = ""
    msg_type: Name = ""


class Stream(Struct):
    """Text that was printed."""

    name: Name
    text: str


class Error(Struct):
    """An error, as a cell shows it."""

    ename: str
    evalue: str
    traceback: list[str]


class Transient(Struct):
    """The name under which an output can be updated."""

    display_id: Name | None = None


class Data(Struct):
    """An output that was displayed, in several formats."""

    data: dict[str, Raw]
    metadata: Raw = Raw(b"{}")
    transient: Transient | None = None


class ResultContent(Data, kw_only=True):
    """The value of a cell's last line, displayed."""

    execution_count: Number | None = None


class StatusContent(Struct):
    """Whether the kernel is busy."""

    execution_state: Name


class Clear(Struct):
    """A request to clear the outputs."""

    wait: bool = False


class Input(Struct):
    """Which cell runs."""

    execution_count: Number | None = None


class ReplyContent(Struct, omit_defaults=True):
    """The reply to a request: to run a cell, or to say who it is."""

    status: Name = ""
    execution_count: Number | None = None
    ename: str = "Error"
    evalue: str = ""
    traceback: list[str] = msgspec.field(default_factory=list)
    protocol_version: Name = ""


KINDS: dict[str, type[Struct]] = {
    "stream": Stream,
    "error": Error,
    "display_data": Data,
    "update_display_data": Data,
    "execute_result": ResultContent,
    "status": StatusContent,
    "clear_output": Clear,
    "execute_input": Input,
    "execute_reply": ReplyContent,
    "kernel_info_reply": ReplyContent,
}
TOO_LARGE: dict[str, Mapping[str, Any]] = {  # their replacements; what decides points is never lost
    "error": {"ename": "Error", "evalue": CUT, "traceback": [CUT]},
    "display_data": {"data": {"text/plain": CUT}, "metadata": {}},
    "execute_result": {"data": {"text/plain": CUT}, "metadata": {}, "execution_count": None},
    "execute_reply": {"status": "error", "ename": "Error", "evalue": CUT, "traceback": [CUT]},
}


def read_message(parts: Sequence[bytes], asked: str) -> dict[str, Any] | None:
    """Return the message in these parts; None if it answers another request or is malformed.

    It has what Jupyter's clients look at: its kind, the request that it answers, and its content.
    """
    try:
        parts = parts[parts.index(DELIMITER) + 1 :]
        _, header, parent, _, content = parts[:PARTS]
        if max(len(header), len(parent)) > HEADER or _decoded(parent, Header).msg_id != asked:
            return None
        kind = _decoded(header, Header).msg_type
        decoded = _content(kind, content)
    except (ValueError, msgspec.MsgspecError, RecursionError):
        return None
    if decoded is None:
        return None
    return {
        "header": {"msg_type": kind},
        "msg_type": kind,
        "parent_header": {"msg_id": asked},
        "metadata": {},
        "content": decoded,
        "buffers": [],
    }


def _content(kind: str, content: bytes) -> dict[str, Any] | None:
    form = KINDS.get(kind)
    if form is None:
        return None
    if len(content) > CONTENT and form is not Stream:
        return dict(TOO_LARGE[kind]) if kind in TOO_LARGE else None
    decoded = _decoded(content, form)
    return _shown(decoded) if isinstance(decoded, Data) else msgspec.structs.asdict(decoded)


def _shown(display: Data) -> dict[str, Any]:
    """Return a display with its formats decoded, but without those that are nested too deeply."""
    forms = [(name, _value(raw)) for name, raw in list(display.data.items())[:FORMS] if len(name) <= NAMES]
    metadata = _value(display.metadata) if len(bytes(display.metadata)) <= METADATA else {}
    counted = {"execution_count": display.execution_count} if isinstance(display, ResultContent) else {}
    return {
        "data": {name: value for name, value in forms if value is not None},
        "metadata": metadata if isinstance(metadata, dict) else {},
        "transient": {"display_id": display.transient.display_id if display.transient else None},
        **counted,
    }


def _value(raw: Raw) -> Any:
    value = _decoded(bytes(raw), Any)
    return value if not _deep(value) else None


def _deep(value: Any) -> bool:
    """Return whether lists and dictionaries are nested too deeply."""
    layer = [value]
    for _ in range(DEEPEST):
        layer = [part for one in layer for part in _parts(one)]
        if not layer:
            return False
    return True


def _parts(value: Any) -> list[Any]:
    found = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for one in found if isinstance(one, dict | list)]


def _decoded(raw: bytes, form: Any) -> Any:
    """Return JSON of this schema; invalid characters, such as half of a surrogate pair, are replaced."""
    try:
        return _formed(raw, form)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeDecodeError):
        mended = LONE.sub(rb"\\ufffd", raw.decode("utf-8", "replace").encode())
        return _formed(mended, form)


def _formed(raw: bytes, form: Any) -> Any:
    """Return JSON of this schema; a field of another type counts as missing, the rest is kept."""
    try:
        return msgspec.json.decode(raw, type=form)
    except msgspec.ValidationError:
        if form is Any or len(raw) > CONTENT:
            raise
    present, fields = msgspec.json.decode(raw, type=dict[str, Raw]), {}
    for field in msgspec.structs.fields(form):
        with suppress(msgspec.ValidationError):
            if field.name in present:
                fields[field.name] = msgspec.json.decode(present[field.name], type=field.type)
    return msgspec.convert(fields, type=form)
