"""A kernel's messages, read into small plain ones: whatever a process sends costs its reader little.

Each kind has a form; what does not have it is dropped, and so is every kind that nobody here needs, such as
widgets. Only what a form names is ever built: the rest is skipped letter by letter.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct

HEADER = 1 << 16  # bytes
CONTENT = 4 << 20  # bytes of what has parts; text alone may be as long as a message
DEEPEST = 50
FORMS, NAMES, METADATA = 50, 200, 2_000  # of one output; letters of a name, and of its metadata
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
    """How an output that is shown again is known."""

    display_id: Name | None = None


class Data(Struct):
    """Something that was shown, in several forms."""

    data: dict[str, Raw]
    metadata: Raw = Raw(b"{}")
    transient: Transient | None = None


class ResultContent(Data, kw_only=True):
    """The same, of a cell's last line."""

    execution_count: Number | None = None


class StatusContent(Struct):
    """Whether the kernel is busy."""

    execution_state: Name


class Clear(Struct):
    """That outputs are to be taken away."""

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
TOO_LARGE: dict[str, Mapping[str, Any]] = {  # what stands in for them; what decides points is never lost
    "error": {"ename": "Error", "evalue": CUT, "traceback": [CUT]},
    "display_data": {"data": {"text/plain": CUT}, "metadata": {}},
    "execute_result": {"data": {"text/plain": CUT}, "metadata": {}, "execution_count": None},
    "execute_reply": {"status": "error", "ename": "Error", "evalue": CUT, "traceback": [CUT]},
}


def read_message(parts: Sequence[bytes], asked: str) -> dict[str, Any] | None:
    """Return the message that came in these parts, or nothing where it answers something else, or is none.

    It has what Jupyter's clients look at: kind, what it answers, and content of the form of its kind.
    """
    try:
        parts = parts[parts.index(DELIMITER) + 1 :]
        _, header, parent, _, content = parts[:PARTS]
        if max(len(header), len(parent)) > HEADER or _decoded(parent, Header).msg_id != asked:
            return None
        kind = _decoded(header, Header).msg_type
        told = _content(kind, content)
    except (ValueError, msgspec.MsgspecError, RecursionError):
        return None
    if told is None:
        return None
    return {
        "header": {"msg_type": kind},
        "msg_type": kind,
        "parent_header": {"msg_id": asked},
        "metadata": {},
        "content": told,
        "buffers": [],
    }


def _content(kind: str, content: bytes) -> dict[str, Any] | None:
    form = KINDS.get(kind)
    if form is None:
        return None
    if len(content) > CONTENT and form is not Stream:
        return dict(TOO_LARGE[kind]) if kind in TOO_LARGE else None
    told = _decoded(content, form)
    return _shown(told) if isinstance(told, Data) else msgspec.structs.asdict(told)


def _shown(told: Data) -> dict[str, Any]:
    """Return what is shown, its forms decoded: text, and what else there is where it is not deep."""
    forms = [(name, _value(raw)) for name, raw in list(told.data.items())[:FORMS] if len(name) <= NAMES]
    metadata = _value(told.metadata) if len(bytes(told.metadata)) <= METADATA else {}
    counted = {"execution_count": told.execution_count} if isinstance(told, ResultContent) else {}
    return {
        "data": {name: value for name, value in forms if value is not None},
        "metadata": metadata if isinstance(metadata, dict) else {},
        "transient": {"display_id": told.transient.display_id if told.transient else None},
        **counted,
    }


def _value(raw: Raw) -> Any:
    value = _decoded(bytes(raw), Any)
    return value if not _deep(value) else None


def _deep(value: Any) -> bool:
    """Say whether lists and dictionaries lie deeper within one another than anybody looks."""
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
    """Return JSON of this form; letters that are none, such as half of a pair, become a mark."""
    try:
        return _formed(raw, form)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeDecodeError):
        mended = LONE.sub(rb"\\ufffd", raw.decode("utf-8", "replace").encode())
        return _formed(mended, form)


def _formed(raw: bytes, form: Any) -> Any:
    """Return JSON of this form; a field of another type is as if it was not there: the rest still counts."""
    try:
        return msgspec.json.decode(raw, type=form)
    except msgspec.ValidationError:
        if form is Any or len(raw) > CONTENT:
            raise
    told, fields = msgspec.json.decode(raw, type=dict[str, Raw]), {}
    for field in msgspec.structs.fields(form):
        with suppress(msgspec.ValidationError):
            if field.name in told:
                fields[field.name] = msgspec.json.decode(told[field.name], type=field.type)
    return msgspec.convert(fields, type=form)
