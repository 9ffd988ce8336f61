"""A kernel's messages: what answers and has its form is read; nothing else costs more than its letters."""

import json
import tracemalloc
from typing import Any

import pytest

from nbverdict.sandbox.kernel_client import MOST_MESSAGES, SOON, Conversation, TooMuchError
from nbverdict.sandbox.messages import CONTENT, CUT, DELIMITER, read_message

DEEP = b"[" * 200_000 + b"]" * 200_000
HALF = b'{"name": "stdout", "text": "a\\ud800b"}'
NO_UTF = b'{"name": "stdout", "text": "a\xffb"}'


def parts(kind: str, content: Any, *, answers: str = "asked", header: bytes = b"") -> list[bytes]:
    """Return a message as it comes from a socket."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    told = header or json.dumps({"msg_id": "1", "msg_type": kind, "username": "u"}).encode()
    return [
        b"stream.stdout",
        DELIMITER,
        b"signature",
        told,
        json.dumps({"msg_id": answers}).encode(),
        b"{}",
        raw,
    ]


def content(kind: str, told: Any) -> Any:
    """Return what is read of a message's content."""
    message = read_message(parts(kind, told), "asked")
    return message and message["content"]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("stream", {"name": "stdout", "text": "x\n"}),
        ("error", {"ename": "E", "evalue": "e", "traceback": ["a", "b"]}),
        ("status", {"execution_state": "idle"}),
        ("clear_output", {"wait": True}),
    ],
)
def test_an_honest_message_is_read_whole(kind: str, told: Any) -> None:
    """Letter by letter."""
    assert content(kind, told) == told


def test_what_is_shown_keeps_its_forms() -> None:
    """Text, lists of it, and what programs read; of its metadata, how large it is."""
    data = {"text/plain": "x", "image/png": "aGk=", "application/json": {"a": [1, None, {"b": 2.5}]}}
    told = {"data": data, "metadata": {"image/png": {"width": 3}}, "transient": {"display_id": "7"}}

    assert content("display_data", told) == told


@pytest.mark.parametrize(
    "message",
    [
        parts("stream", {"name": "stdout", "text": "x"}, answers="another request"),
        parts("comm_msg", {"comm_id": "w", "data": {"state": {"value": "x" * 1000}}}),
        parts("comm_open", {"comm_id": "w", "target_name": "jupyter.widget", "data": {"state": {}}}),
        parts("debug_event", {}),
        parts("stream", DEEP),
        parts("stream", {"name": ["stdout"], "text": 3}),
        parts("status", {"execution_state": ["idle"]}),
        parts("stream", b"not json"),
        parts("stream", {"name": "stdout", "text": "x"}, header=DEEP),
        parts("stream", {"name": "stdout", "text": "x"}, header=b"[]"),
        parts("display_data", {"data": 7}),
        [b"no delimiter"],
        [DELIMITER],
        [],
    ],
)
def test_what_is_no_answer_is_dropped(message: list[bytes]) -> None:
    """It answers something else, is of a kind that nobody needs, or has not its form."""
    assert read_message(message, "asked") is None


def test_a_reply_with_a_field_of_another_type_still_ends_its_cell() -> None:
    """Whoever waits for it would wait until the notebook's time is up."""
    told = content("execute_reply", {"status": "error", "execution_count": "<b>", "ename": "E", "evalue": 7})

    assert told == {"status": "error", "ename": "E", "evalue": ""} | {
        name: told[name] for name in ("execution_count", "traceback", "protocol_version")
    }
    assert told["execution_count"] is None


@pytest.mark.parametrize("raw", [HALF, NO_UTF])
def test_letters_that_are_none_become_a_mark(raw: bytes) -> None:
    """Half of a pair is printed by accident too; the rest of the text is kept."""
    assert content("stream", raw) == {"name": "stdout", "text": "a\ufffdb"}


@pytest.mark.parametrize("kind", ["error", "display_data", "execute_result", "execute_reply"])
def test_what_is_too_large_leaves_a_mark(kind: str) -> None:
    """That there was an error or a result decides points, and is never lost."""
    assert CUT.strip() in str(content(kind, {"data": {}, "filler": "x" * CONTENT}))


def test_values_that_are_too_deep_are_left_out() -> None:
    """Whoever copies them would run out of stack; the other forms stay."""
    nested: Any = []
    for _ in range(300):
        nested = [nested]
    told = {"data": {"text/plain": "x", "application/json": nested}, "metadata": {}}

    assert content("display_data", told)["data"] == {"text/plain": "x"}


def test_what_no_form_names_is_never_built() -> None:
    """A hundred thousand dictionaries beside a text cost their letters."""
    raw = json.dumps({"name": "stdout", "text": "x", "more": [{}] * 1_000_000}).encode()
    message = parts("stream", raw)
    tracemalloc.start()
    told = read_message(message, "asked")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert told is not None
    assert peak < 1_000_000


def flood(talk: Conversation, messages: int) -> None:
    """Take so many messages that say nothing."""
    for _ in range(messages):
        talk.take([b"x"])


def flood_cells(talk: Conversation, cells: int) -> None:
    """Take half of what one request may bring, in answer to each of several."""
    for number in range(cells):
        talk.ask(str(number))
        flood(talk, MOST_MESSAGES // 2)


def test_a_conversation_has_an_end() -> None:
    """First the process is interrupted, then it is over; messages to nobody count too."""
    said: list[str] = []
    talk = Conversation(on_much=lambda: said.append("much"), on_too_much=lambda: said.append("too much"))
    flood(talk, int(MOST_MESSAGES * SOON) + 1)
    assert said == ["much"]

    with pytest.raises(TooMuchError):
        flood(talk, MOST_MESSAGES)
    assert said == ["much", "too much"]


def test_a_notebook_has_an_end_too() -> None:
    """Many requests that each keep within bounds do not add up without end."""
    with pytest.raises(TooMuchError):
        flood_cells(Conversation(), 10)
